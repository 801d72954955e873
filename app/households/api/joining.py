"""Joining and leaving a household over HTTP."""

from __future__ import annotations

from typing import Any

from app.core.actor import NotAllowed
from app.households.api.blueprint import households
from app.households.queries import list_join_requests
from app.households.refusals import HouseholdClosed, JoinRequestDecided, JoinRequestOpen, OrdersOpen
from app.households.schemas import JoinBody, JoinRequestList, JoinRequestView, OwnJoinRequestList, OwnJoinRequestView
from app.households.service import joining
from app.http.endpoint import Call, operation, path_id
from app.http.schemas import CountyQuery, Done, Nothing
from app.identity.refusals import AlreadyAMember, HeadMustStay, HouseholdUnknown, NotAMember, VolunteerNotActive
from app.identity.service.households import get_household
from points.errors import NotFound

_ID = "0197f0aa-0000-7000-8000-000000000501"


@operation(
    households,
    "command",
    "POST",
    "/me/household-join-requests",
    action="self.change",
    summary="申请加入家庭",
    body=JoinBody,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(HouseholdUnknown, VolunteerNotActive, AlreadyAMember, JoinRequestOpen, NotFound),
    example={"household_code": "48302751"},
    answer={"id": _ID},
)
def ask_to_join(call: Call[JoinBody]) -> Done:
    """Ask the household with a code to take the caller in; its head or an organizer decides."""
    request = joining.ask_to_join(
        call.session,
        county_id=call.actor.county_id,
        volunteer_id=call.actor.volunteer_id,
        code=call.body.household_code,
        now=call.now,
    )
    return Done(id=request.id)


@operation(
    households,
    "query",
    "GET",
    "/me/household-join-requests",
    action="self.read",
    summary="我申请加入的家庭",
    returns=OwnJoinRequestList,
    answer={"items": [{"id": _ID, "household_code": "48302751", "requested_at": "2026-11-21T08:00:00Z"}]},
)
def list_own_join_requests(call: Call[Any]) -> OwnJoinRequestList:
    """List the request of the caller's own that waits for an answer, so that she can take it back."""
    me = call.actor
    found = joining.find_own_request(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id)
    if found is None:
        return OwnJoinRequestList(items=[])
    request, household = found
    return OwnJoinRequestList(
        items=[OwnJoinRequestView(id=request.id, household_code=household.code, requested_at=request.requested_at)]
    )


@operation(
    households,
    "query",
    "GET",
    "/me/household/join-requests",
    action="self.read",
    summary="谁申请加入我家",
    returns=JoinRequestList,
    answer={
        "items": [
            {
                "id": _ID,
                "volunteer_id": "0197f0aa-0000-7000-8000-000000000001",
                "name": "李小芳",
                "requested_at": "2026-11-21T08:00:00Z",
            }
        ]
    },
)
def list_requests_to_join(call: Call[Any]) -> JoinRequestList:
    """List who waits for an answer of the caller's household; nobody but its head sees any."""
    me = call.actor
    if not me.is_head or me.household_id is None:
        return JoinRequestList(items=[])
    rows = list_join_requests(call.session, county_id=me.county_id, household_id=me.household_id)
    return JoinRequestList(items=[JoinRequestView.model_validate(row) for row in rows])


@operation(
    households,
    "command",
    "POST",
    "/household-join-requests/<uuid:request_id>/approval",
    action="household.manage",
    summary="同意加入家庭",
    body=Nothing,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, JoinRequestDecided, HouseholdClosed, AlreadyAMember, HeadMustStay, OrdersOpen),
)
def approve_join_request(call: Call[Nothing]) -> None:
    """Take a person in; who lived alone brings her household's points along, else they stay where they were earned."""
    _decide(call, "approved")


@operation(
    households,
    "command",
    "POST",
    "/household-join-requests/<uuid:request_id>/refusal",
    action="household.manage",
    summary="不同意加入家庭",
    body=Nothing,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, JoinRequestDecided),
)
def refuse_join_request(call: Call[Nothing]) -> None:
    """Do not take a person in; nothing else changes."""
    _decide(call, "refused")


@operation(
    households,
    "command",
    "POST",
    "/household-join-requests/<uuid:request_id>/withdrawal",
    action="self.change",
    summary="撤回加入申请",
    body=Nothing,
    returns=None,
    keyed=True,
    refusals=(NotFound, JoinRequestDecided),
)
def withdraw_join_request(call: Call[Nothing]) -> None:
    """Take back one's own request."""
    me = call.actor
    request = joining.get_join_request(call.session, county_id=me.county_id, request_id=path_id(call, "request_id"))
    if request.volunteer_id != me.volunteer_id:
        raise NotFound()
    joining.decide(call.session, request, outcome="withdrawn", actor_id=me.volunteer_id, now=call.now)


@operation(
    households,
    "command",
    "POST",
    "/me/household-leaving",
    action="self.change",
    summary="离开家庭，自立一户",
    body=Nothing,
    returns=Done,
    keyed=True,
    refusals=(NotAMember, VolunteerNotActive, HeadMustStay, NotFound),
    answer={"id": "0197f0aa-0000-7000-8000-000000000003"},
)
def leave_household(call: Call[Nothing]) -> Done:
    """Leave and found a household of one's own; the points stay with those who remain, the minutes with the person."""
    me = call.actor
    own = joining.leave_for_own(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id, now=call.now)
    return Done(id=own.id)


def _decide(call: Call[Nothing], outcome: str) -> None:
    request = joining.get_join_request(call.session, county_id=call.county_id, request_id=path_id(call, "request_id"))
    household = get_household(call.session, county_id=call.county_id, household_id=request.household_id)
    me = call.actor
    as_head = me.is_head and me.state == "active" and me.household_id == household.id
    by_role = me.may("household.manage", place_code=household.village_code) and request.volunteer_id != me.volunteer_id
    if not as_head and not by_role:
        raise NotAllowed(action="household.manage") if household.county_id == me.county_id else NotFound()
    joining.decide(call.session, request, outcome=outcome, actor_id=me.volunteer_id, now=call.now)
