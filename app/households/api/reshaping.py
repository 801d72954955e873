"""Splitting, merging and moving households over HTTP."""

from __future__ import annotations

from app.households.api.blueprint import households, reshaped
from app.households.refusals import (
    HouseholdClosed,
    OrdersOpen,
    OtherCounty,
    OwnHouseholdChange,
    SameHousehold,
    SplitInvalid,
)
from app.households.schemas import MergerBody, RelocationBody, SplitBody
from app.households.service import reshaping
from app.http.endpoint import Call, operation, path_id
from app.http.schemas import CountyQuery, Done
from app.places.refusals import VillageUnknown
from points.amounts import Points
from points.errors import NotFound
from points.ledger.refusals import InsufficientPoints


@operation(
    households,
    "command",
    "POST",
    "/households/<uuid:household_id>/splits",
    action="household.reshape",
    summary="分户",
    body=SplitBody,
    query=CountyQuery,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(NotFound, OwnHouseholdChange, HouseholdClosed, SplitInvalid, OrdersOpen, InsufficientPoints),
    example={"member_ids": ["0197f0aa-0000-7000-8000-000000000001"], "points": "30", "reason": "女儿成家"},
    answer={"id": "0197f0aa-0000-7000-8000-000000000003"},
)
def split_household(call: Call[SplitBody]) -> Done:
    """Let members found a household of their own with part of the points, by one posting with its reason.

    The head stays; minutes stay with each person. Refused while goods wait to be picked up.
    """
    fresh = reshaping.split(
        call.session,
        reshaped(call, path_id(call, "household_id")),
        member_ids=call.body.member_ids,
        points=Points(call.body.points),
        reason=call.body.reason,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return Done(id=fresh.id)


@operation(
    households,
    "command",
    "POST",
    "/households/<uuid:household_id>/merger",
    action="household.reshape",
    summary="并户",
    body=MergerBody,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, OwnHouseholdChange, SameHousehold, HouseholdClosed, OrdersOpen),
    example={"into_household_id": "0197f0aa-0000-7000-8000-000000000004", "reason": "两家合一"},
)
def merge_household(call: Call[MergerBody]) -> None:
    """Bring all members and points into another household; this one ends. What settles later is forwarded."""
    reshaping.merge(
        call.session,
        reshaped(call, path_id(call, "household_id")),
        reshaped(call, call.body.into_household_id),
        reason=call.body.reason,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )


@operation(
    households,
    "command",
    "POST",
    "/households/<uuid:household_id>/relocation",
    action="household.reshape",
    summary="家庭迁到别的村",
    body=RelocationBody,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, OwnHouseholdChange, HouseholdClosed, OtherCounty, VillageUnknown),
    example={"village_code": "450222100202"},
)
def move_household(call: Call[RelocationBody]) -> None:
    """Let a household move to another village of the county with its members, passbook and points."""
    reshaping.move(
        call.session,
        reshaped(call, path_id(call, "household_id")),
        village_code=call.body.village_code,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
