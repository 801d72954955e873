"""Members of teams, and requests to join, quit and change, over HTTP."""

from __future__ import annotations

from typing import Any

from app.core.actor import NotAllowed
from app.core.masking import masked_name
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.identity.refusals import VolunteerNotActive
from app.teams import queries
from app.teams import refusals as no
from app.teams.api.blueprint import (
    ID,
    PERSON_ID,
    after_id,
    knows_names,
    locked_team,
    name_for,
    next_cursor,
    readable_team,
    teams,
)
from app.teams.schemas import (
    DecisionBody,
    DeputyBody,
    MemberItem,
    MemberPage,
    MemberQuery,
    OwnMembership,
    OwnTeams,
    RemovalBody,
    RequestBody,
    RequestItem,
    RequestPage,
    RequestQuery,
    RequestView,
)
from app.teams.service import requests
from app.teams.service.leading import leading_id, name_deputy
from app.teams.service.leading import remove_member as let_go
from points.errors import NotFound

REQUEST: dict[str, Any] = {
    "id": "0197f0aa-0000-7000-8000-000000000031",
    "team_id": ID,
    "volunteer_id": PERSON_ID,
    "kind": "join",
    "to_team_id": None,
    "reason": "想跟大家一起做垃圾分类。",
    "state": "open",
    "requested_by": PERSON_ID,
    "requested_at": "2026-11-21T08:00:00Z",
    "decision_reason": None,
}


@operation(
    teams,
    "query",
    "GET",
    "/teams/<uuid:team_id>/members",
    action="team.read",
    summary="队员名册",
    query=MemberQuery,
    returns=MemberPage,
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [
            {
                "id": "0197f0aa-0000-7000-8000-000000000041",
                "volunteer_id": PERSON_ID,
                "name": "韦*梅",
                "is_leader": True,
                "joined_on": "2026-03-01",
                "left_on": None,
                "left_by": None,
                "is_deputy": False,
            }
        ],
        "next_cursor": None,
    },
)
def list_team_members(call: Call[Any]) -> MemberPage:
    """List who belongs to a team, or who did; those outside the team read masked names, and nobody who left."""
    team = readable_team(call)
    named = knows_names(call, team)
    asked: MemberQuery = call.query
    if asked.former and not named:
        raise NotAllowed(action="team.read")
    scope = f"team-members:{team.id}:{asked.former}"
    rows = queries.list_members(call.session, team, former=asked.former, after=after_id(call, scope), limit=asked.limit)
    items = [
        MemberItem(
            id=member.id,
            volunteer_id=member.volunteer_id,
            name=person.name if named else masked_name(person.name),
            is_leader=member.volunteer_id == team.leader_id and member.left_on is None,
            joined_on=member.joined_on,
            left_on=member.left_on,
            left_by=member.left_by,  # type: ignore[arg-type]
            is_deputy=member.volunteer_id == team.deputy_id and member.left_on is None,
        )
        for member, person in rows[: asked.limit]
    ]
    return MemberPage(
        items=items, next_cursor=next_cursor([member for member, _ in rows], limit=asked.limit, scope=scope)
    )


@operation(
    teams,
    "query",
    "GET",
    "/me/teams",
    action="self.read",
    summary="我的队伍",
    returns=OwnTeams,
    answer={"memberships": [], "requests": [REQUEST]},
)
def show_own_teams(call: Call[Any]) -> OwnTeams:
    """Show the caller's teams, present and past, and her requests that wait for a decision."""
    county_id, volunteer_id = call.actor.county_id, call.actor.volunteer_id
    own_requests = queries.list_own_requests(call.session, county_id=county_id, volunteer_id=volunteer_id)
    memberships = queries.list_memberships(call.session, county_id=county_id, volunteer_id=volunteer_id)
    return OwnTeams(
        memberships=[
            OwnMembership(
                team_id=team.id,
                team_name=name_for(call, team),
                kind=team.kind,  # type: ignore[arg-type]
                is_leader=team.leader_id == member.volunteer_id and member.left_on is None,
                joined_on=member.joined_on,
                left_on=member.left_on,
                left_by=member.left_by,  # type: ignore[arg-type]
                left_reason=member.left_reason,
            )
            for member, team in memberships
        ],
        requests=[RequestView.model_validate(request) for request in own_requests],
    )


@operation(
    teams,
    "command",
    "POST",
    "/teams/<uuid:team_id>/requests",
    action="team.join",
    summary="申请入队、退队、转队",
    body=RequestBody,
    returns=RequestView,
    status=201,
    refusals=(
        NotFound,
        no.TeamDissolved,
        no.AlreadyMember,
        no.NotMember,
        no.LeaderStays,
        no.RequestPending,
        VolunteerNotActive,
    ),
    keyed=True,
    example={"kind": "join", "reason": "想跟大家一起做垃圾分类。"},
    answer=REQUEST,
)
def ask_team(call: Call[RequestBody]) -> RequestView:
    """Ask to join a team, to quit it, or to change from it to another; also for a member of one's household."""
    wish = requests.NewRequest(
        kind=call.body.kind,
        team_id=path_id(call, "team_id"),
        volunteer_id=call.body.volunteer_id or call.actor.volunteer_id,
        to_team_id=call.body.to_team_id,
        reason=call.body.reason,
    )
    return RequestView.model_validate(requests.ask(call.session, wish, actor=call.actor, now=call.now))


@operation(
    teams,
    "query",
    "GET",
    "/teams/<uuid:team_id>/requests",
    action="team.lead",
    summary="待定的申请",
    query=RequestQuery,
    returns=RequestPage,
    refusals=(NotFound, CursorInvalid),
    answer={"items": [{**REQUEST, "name": "李小芳"}], "next_cursor": None},
)
def list_team_requests(call: Call[Any]) -> RequestPage:
    """List the requests a team's leader decides on: joining, quitting, and coming over from another team."""
    team = readable_team(call)
    leader = leading_id(call.session, team) if team.county_id == call.actor.county_id else None
    call.actor.require("team.lead", place_code=team.scope, volunteer_id=leader)
    asked: RequestQuery = call.query
    scope = f"team-requests:{team.id}:{asked.state}"
    rows = queries.list_requests(call.session, team, state=asked.state, after=after_id(call, scope), limit=asked.limit)
    return RequestPage(
        items=[
            RequestItem(**RequestView.model_validate(request).model_dump(), name=person.name)
            for request, person in rows[: asked.limit]
        ],
        next_cursor=next_cursor([request for request, _ in rows], limit=asked.limit, scope=scope),
    )


@operation(
    teams,
    "command",
    "POST",
    "/team-requests/<uuid:request_id>/decision",
    action="team.lead",
    summary="审批申请",
    body=DecisionBody,
    returns=RequestView,
    refusals=(
        NotFound,
        no.OwnRequest,
        no.RequestDecided,
        no.RefusalNeedsReason,
        no.TeamDissolved,
        no.AlreadyMember,
        no.NotMember,
        no.LeaderStays,
        VolunteerNotActive,
    ),
    keyed=True,
    example={"approve": True},
    answer={**REQUEST, "state": "approved"},
)
def decide_team_request(call: Call[DecisionBody]) -> RequestView:
    """Approve or refuse a request; for a change of teams the leader of the new one decides. Never one's own."""
    request = requests.decide(
        call.session,
        path_id(call, "request_id"),
        approve=call.body.approve,
        reason=call.body.reason,
        actor=call.actor,
        now=call.now,
    )
    return RequestView.model_validate(request)


@operation(
    teams,
    "command",
    "POST",
    "/team-requests/<uuid:request_id>/withdrawal",
    action="team.join",
    summary="撤回申请",
    returns=RequestView,
    refusals=(NotFound, no.RequestDecided),
    keyed=True,
    answer={**REQUEST, "state": "withdrawn"},
)
def withdraw_team_request(call: Call[Any]) -> RequestView:
    """Take a request back that is not decided yet."""
    request = requests.withdraw(call.session, path_id(call, "request_id"), actor=call.actor, now=call.now)
    return RequestView.model_validate(request)


@operation(
    teams,
    "command",
    "POST",
    "/teams/<uuid:team_id>/members/<uuid:volunteer_id>/removal",
    action="team.lead",
    summary="请队员离队",
    body=RemovalBody,
    returns=None,
    refusals=(NotFound, no.TeamDissolved, no.NotMember, no.LeaderStays, no.OwnRemoval),
    keyed=True,
    example={"reason": "搬到外地，联系不上。"},
)
def remove_member(call: Call[RemovalBody]) -> None:
    """Let a member go from today on, with a reason that she reads; she may turn to the level above."""
    person, reason = path_id(call, "volunteer_id"), call.body.reason
    let_go(call.session, locked_team(call), volunteer_id=person, reason=reason, actor=call.actor, now=call.now)


@operation(
    teams,
    "command",
    "POST",
    "/teams/<uuid:team_id>/deputy",
    action="team.lead",
    summary="定副领队",
    body=DeputyBody,
    returns=None,
    refusals=(NotFound, no.TeamDissolved, no.DeputyNotMember),
    keyed=True,
    example={"volunteer_id": PERSON_ID},
)
def change_deputy(call: Call[DeputyBody]) -> None:
    """Name who leads the team if its leader leaves the programme, or nobody."""
    wanted = call.body.volunteer_id
    name_deputy(call.session, locked_team(call), volunteer_id=wanted, actor=call.actor, now=call.now)
