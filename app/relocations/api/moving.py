"""Announcing, accepting, refusing and taking back a move into another county."""

from __future__ import annotations

import uuid
from typing import Any

from flask import current_app

from app.core.actor import NotAllowed
from app.households.api.blueprint import reshaped
from app.households.models import HouseholdRelocation
from app.households.refusals import HouseholdClosed, OrdersOpen, OwnHouseholdChange
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid, seal, unseal
from app.http.schemas import CountyQuery, Done, Nothing
from app.places.refusals import VillageUnknown
from app.relocations import refusals as no
from app.relocations.api.blueprint import relocations
from app.relocations.queries import list_relocations
from app.relocations.schemas import AnnouncementBody, RefusalBody, RelocationPage, RelocationQuery, RelocationView
from app.relocations.service import moving
from points.errors import NotFound

_ID = "0197f0aa-0000-7000-8000-000000000511"


@operation(
    relocations,
    "command",
    "POST",
    "/households/<uuid:household_id>/county-relocations",
    action="household.reshape",
    summary="家庭迁往外县",
    body=AnnouncementBody,
    query=CountyQuery,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(
        NotFound,
        OwnHouseholdChange,
        HouseholdClosed,
        VillageUnknown,
        no.SameCounty,
        no.HouseholdEmpty,
        no.RelocationOpen,
    ),
    example={"village_code": "450221100201", "reason": "随女儿搬到县城"},
    answer={"id": _ID},
)
def announce_relocation(call: Call[AnnouncementBody]) -> Done:
    """Announce to another county that a household moves there with its points; that county accepts it or not."""
    made = moving.announce(
        call.session,
        reshaped(call, path_id(call, "household_id")),
        village_code=call.body.village_code,
        reason=call.body.reason,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return Done(id=made.id)


@operation(
    relocations,
    "query",
    "GET",
    "/county-relocations",
    action="household.reshape",
    summary="跨县迁入迁出",
    query=RelocationQuery,
    returns=RelocationPage,
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [
            {
                "id": _ID,
                "direction": "in",
                "household_id": None,
                "household_code": "48302751",
                "head_name": "韦美兰",
                "members": 2,
                "other_county_id": "450222",
                "village_code": "450221100201",
                "village_name": "拉堡社区",
                "reason": "随女儿搬到县城",
                "state": "announced",
                "announced_at": "2026-11-24T08:00:00Z",
                "answer": None,
            }
        ],
        "next_cursor": None,
    },
)
def list_county_relocations(call: Call[Any]) -> RelocationPage:
    """List the moves into a county, or out of it, at places the caller looks after; newest first."""
    asked: RelocationQuery = call.query
    me, key = call.actor, current_app.config["SETTINGS"].cursor_key
    if call.county_id != me.county_id and not me.may("household.reshape", place_code=call.county_id):
        raise NotFound()
    scope = f"county-relocations:{call.county_id}:{asked.direction}"
    before = uuid.UUID(str(unseal(asked.cursor, scope=scope, key=key)[0])) if asked.cursor else None
    rows = list_relocations(
        call.session, county_id=call.county_id, direction=asked.direction, before=before, limit=asked.limit + 1
    )
    page = rows[: asked.limit]
    mine = [row for row in page if asked.direction == "out" or me.may("household.reshape", place_code=row.village_code)]
    names = RelocationView.model_fields
    return RelocationPage(
        items=[RelocationView.model_validate({name: row[name] for name in names}) for row in mine],
        next_cursor=seal([str(page[-1]["id"])], scope=scope, key=key) if len(rows) > len(page) else None,
    )


@operation(
    relocations,
    "command",
    "POST",
    "/county-relocations/<uuid:relocation_id>/acceptance",
    action="household.reshape",
    summary="接收外县迁来的家庭",
    body=Nothing,
    query=CountyQuery,
    returns=Done,
    keyed=True,
    refusals=(NotFound, no.RelocationDecided, no.HouseholdEmpty, no.MemberHoldsRole, HouseholdClosed, OrdersOpen),
    answer={"id": "0197f0aa-0000-7000-8000-000000000003"},
)
def accept_relocation(call: Call[Nothing]) -> Done:
    """Take the household in: its people are written down here and its points arrive by a posting in each county.

    Minutes stay in the book that recorded them and go on counting for each person.
    """
    half = _half(call, "in")
    return Done(id=moving.accept(call.session, half, actor_id=call.actor.volunteer_id, now=call.now).id)


@operation(
    relocations,
    "command",
    "POST",
    "/county-relocations/<uuid:relocation_id>/refusal",
    action="household.reshape",
    summary="不接收迁来的家庭",
    body=RefusalBody,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, no.RelocationDecided),
    example={"reason": "人还没有搬过来"},
)
def refuse_relocation(call: Call[RefusalBody]) -> None:
    """Do not take the household in; it stays where it is."""
    half = _half(call, "in")
    me = call.actor.volunteer_id
    moving.end(call.session, half, state="refused", answer=call.body.reason, actor_id=me, now=call.now)


@operation(
    relocations,
    "command",
    "POST",
    "/county-relocations/<uuid:relocation_id>/withdrawal",
    action="household.reshape",
    summary="撤回迁出",
    body=Nothing,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, OwnHouseholdChange, no.RelocationDecided),
)
def withdraw_relocation(call: Call[Nothing]) -> None:
    """Take an announced move back; the household stays where it is."""
    half = moving.get_half(
        call.session, county_id=call.county_id, relocation_id=path_id(call, "relocation_id"), direction="out"
    )
    assert half.household_id is not None
    reshaped(call, half.household_id)
    moving.end(call.session, half, state="withdrawn", answer=None, actor_id=call.actor.volunteer_id, now=call.now)


def _half(call: Call[Any], direction: str) -> HouseholdRelocation:
    half = moving.get_half(
        call.session, county_id=call.county_id, relocation_id=path_id(call, "relocation_id"), direction=direction
    )
    if not call.actor.may("household.reshape", place_code=half.village_code):
        raise NotAllowed(action="household.reshape") if half.county_id == call.actor.county_id else NotFound()
    return half
