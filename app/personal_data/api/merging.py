"""Merging two registrations of one person over HTTP: proposing, being asked, agreeing as a second person."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import RowMapping

from app.households.refusals import OrdersOpen
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done, Nothing
from app.identity.api.shared import listed_place, next_cursor, position
from app.identity.refusals import HeadMustStay, RolesExclude, VolunteerNotActive
from app.personal_data import refusals as no
from app.personal_data.api.blueprint import personal_data
from app.personal_data.models import PersonMerge
from app.personal_data.queries.merging import list_merges, list_own_merges
from app.personal_data.schemas.merging import (
    DeclineBody,
    MergeAnswerBody,
    MergeBody,
    MergeList,
    MergePage,
    MergeQuery,
    MergeView,
)
from app.personal_data.service import merging
from points.errors import NotFound

_ID = "0197f0aa-0000-7000-8000-000000000701"
_PAIR = {
    "survivor_id": "0197f0aa-0000-7000-8000-000000000001",
    "other_id": "0197f0aa-0000-7000-8000-000000000002",
    "reason": "村里只有一位李小芳，当面核对过：纸卡是她的，微信也是她的。",
}
_MERGE: dict[str, Any] = {
    "id": _ID,
    **_PAIR,
    "survivor_name": "李小芳",
    "other_name": "李小方",
    "evidence": ["same_phone"],
    "state": "proposed",
    "proposer_name": "韦组织",
    "proposed_at": "2026-11-21T08:00:00Z",
    "answer_until_on": "2026-11-25",
    "survivor_answer": None,
    "other_answer": None,
    "decided_at": None,
    "answer": None,
}
_UNFIT = (VolunteerNotActive, no.MergeOverlaps, no.MergeSelfDecided, RolesExclude)
_IN_THE_WAY = (*_UNFIT, OrdersOpen, HeadMustStay)


@operation(
    personal_data,
    "command",
    "POST",
    "/volunteer-merges",
    action="people.merge",
    summary="提出合并两份登记",
    body=MergeBody,
    query=CountyQuery,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(NotFound, no.SamePerson, no.OwnMerge, no.MergeProposed, *_UNFIT),
    example=_PAIR,
    answer={"id": _ID},
)
def propose_merge(call: Call[MergeBody]) -> Done:
    """Propose that two registrations are one person; she is asked on her phone if she has one."""
    made = merging.propose(
        call.session,
        survivor_id=call.body.survivor_id,
        other_id=call.body.other_id,
        reason=call.body.reason,
        county_id=call.county_id,
        actor=call.actor,
        now=call.now,
    )
    return Done(id=made.id)


@operation(
    personal_data,
    "query",
    "GET",
    "/volunteer-merges",
    action="people.confirm_merge",
    summary="合并登记的提议",
    query=MergeQuery,
    returns=MergePage,
    refusals=(NotFound, CursorInvalid),
    answer={"items": [_MERGE], "next_cursor": None},
)
def list_volunteer_merges(call: Call[Any]) -> MergePage:
    """List the mergers of a place, newest first, with what speaks for each and who has answered."""
    asked: MergeQuery = call.query
    place = listed_place(call, "people.confirm_merge")
    scope = f"merges:{call.county_id}:{place}:{asked.state}"
    since = position(call, scope)
    rows = list_merges(
        call.session,
        county_id=call.county_id,
        place_code=place,
        state=asked.state,
        after=uuid.UUID(str(since[0])) if since else None,
        limit=asked.limit,
    )
    shown = [merge_view(row) for row in rows[: asked.limit]]
    more = len(rows) > len(shown)
    return MergePage(items=shown, next_cursor=next_cursor([str(shown[-1].id)], scope) if more else None)


@operation(
    personal_data,
    "command",
    "POST",
    "/volunteer-merges/<uuid:merge_id>/confirmation",
    action="people.confirm_merge",
    summary="同意合并",
    body=Nothing,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(
        NotFound,
        no.OwnMergeProposal,
        no.OwnMerge,
        no.MergeDecided,
        no.MergeAwaitsAnswer,
        *_IN_THE_WAY,
    ),
)
def confirm_merge(call: Call[Nothing]) -> None:
    """Agree as a second person: the other registration goes over into the survivor, where its id leads from now on."""
    merging.confirm(call.session, path_id(call, "merge_id"), county_id=call.county_id, actor=call.actor, now=call.now)


@operation(
    personal_data,
    "command",
    "POST",
    "/volunteer-merges/<uuid:merge_id>/refusal",
    action="people.confirm_merge",
    summary="不合并",
    body=DeclineBody,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, no.MergeDecided),
    example={"reason": "是两姐妹，共用一部手机。"},
)
def decline_merge(call: Call[DeclineBody]) -> None:
    """End a proposal with a reason: they are two people. Whoever proposed it may take it back this way."""
    merging.decline(
        call.session,
        path_id(call, "merge_id"),
        words=call.body.reason,
        county_id=call.county_id,
        actor=call.actor,
        now=call.now,
    )


@operation(
    personal_data,
    "query",
    "GET",
    "/me/merges",
    action="self.read",
    summary="我的登记合并",
    returns=MergeList,
    answer={"items": [_MERGE]},
)
def list_merges_of_mine(call: Call[Any]) -> MergeList:
    """List the mergers that concern the caller: what is taken to be hers too, and what came of it."""
    me = call.actor
    rows = list_own_merges(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id)
    return MergeList(items=[merge_view(row) for row in rows])


@operation(
    personal_data,
    "command",
    "POST",
    "/me/merges/<uuid:merge_id>/answer",
    action="self.change",
    summary="这是不是我",
    body=MergeAnswerBody,
    returns=None,
    keyed=True,
    refusals=(NotFound, no.MergeDecided, *_IN_THE_WAY),
    example={"answer": "agreed"},
)
def answer_merge(call: Call[MergeAnswerBody]) -> None:
    """Say whether the other registration is one's own; a no ends it, a yes at both registrations carries it out."""
    merging.answer(
        call.session,
        path_id(call, "merge_id"),
        agrees=call.body.answer == "agreed",
        actor=call.actor,
        now=call.now,
    )


def merge_view(row: RowMapping) -> MergeView:
    """Return a merger as staff and the person see it."""
    merge: PersonMerge = row["PersonMerge"]
    names = {name: row[name] for name in ("survivor_name", "other_name", "proposer_name")}
    kept = {name: getattr(merge, name) for name in MergeView.model_fields if name not in names}
    return MergeView.model_validate({**kept, **names})
