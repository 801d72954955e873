"""Objections over HTTP: doubt a line, see what is open, rule."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from app.activities.refusals import AccountNotConfirmed
from app.core.actor import NotAllowed
from app.core.permissions import ALLOWED
from app.disclosure import queries
from app.disclosure.api.blueprint import county_of, disclosures, settings
from app.disclosure.models import Objection
from app.disclosure.refusals import (
    DisclosureClosed,
    ObjectionOpen,
    ObjectionRuled,
    RulingNeedsAnother,
    TooManyObjections,
)
from app.disclosure.schemas import ObjectionBody, ObjectionItem, ObjectionQuery, ObjectionView, RulingBody
from app.disclosure.service import objections as service
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid, seal, unseal
from app.http.schemas import CountyQuery, Page
from points.errors import IllegalTransition, NotFound
from points.hours.refusals import OwnHousehold, OwnRecord, PresenceInvalid

OBJECTION_EXAMPLE = {
    "id": "0197f0aa-0000-7000-8000-000000000401",
    "line_id": "0197f0aa-0000-7000-8000-000000000302",
    "state": "open",
    "answer_due_on": "2026-11-27",
    "ruling": None,
}
ITEM_EXAMPLE: dict[str, Any] = OBJECTION_EXAMPLE | {
    "disclosure_id": "0197f0aa-0000-7000-8000-000000000301",
    "disclosure_number": 2,
    "village_code": "450222100201",
    "record_id": "0197f0aa-0000-7000-8000-000000000101",
    "place": 1,
    "household_code": "48302751",
    "masked_name": "韦*榕",
    "activity_title": "清理村口沟渠",
    "local_date": "2026-11-21",
    "minutes": 150,
    "points": "14.00",
    "text": "那天她没有来。",
    "raised_at": "2026-11-22T02:00:00Z",
    "mine": False,
}


@operation(
    disclosures,
    "command",
    "POST",
    "/disclosures/<uuid:disclosure_id>/lines/<uuid:line_id>/objections",
    action="disclosure.object",
    summary="提异议",
    body=ObjectionBody,
    query=CountyQuery,
    returns=ObjectionView,
    status=201,
    refusals=(NotFound, DisclosureClosed, ObjectionOpen, AccountNotConfirmed, TooManyObjections),
    keyed=True,
    example={"text": "那天她没有来。"},
    answer=OBJECTION_EXAMPLE,
)
def raise_objection(call: Call[ObjectionBody]) -> ObjectionView:
    """Doubt one line of a list while its window is open; only that line waits."""
    raised = service.raise_objection(
        call.session,
        call.actor,
        county_id=county_of(call),
        disclosure_id=path_id(call, "disclosure_id"),
        line_id=path_id(call, "line_id"),
        text=call.body.text,
        now=call.now,
    )
    return _view(raised)


@operation(
    disclosures,
    "query",
    "GET",
    "/objections",
    action="disclosure.read",
    summary="异议",
    query=ObjectionQuery,
    returns=Page[ObjectionItem],
    refusals=(CursorInvalid, NotFound),
    answer={"items": [ITEM_EXAMPLE], "next_cursor": None},
)
def list_objections(call: Call[Any]) -> Page[ObjectionItem]:
    """List one's own objections and those at places where one may rule; nobody sees who else raised them."""
    query, key, mine = call.query, settings().cursor_key, call.actor.volunteer_id
    scope, after = f"objections:{query.state}", None
    if query.cursor is not None:
        due_on, last_id = unseal(query.cursor, scope=scope, key=key)
        after = (dt.date.fromisoformat(str(due_on)), uuid.UUID(str(last_id)))
    rules_at = [grant.place_code for grant in call.actor.grants if grant.role in ALLOWED["disclosure.rule"]]
    rows = queries.list_objections(
        call.session,
        county_id=county_of(call),
        places=rules_at,
        raised_by=mine,
        state=query.state,
        limit=query.limit + 1,
        after=after,
    )
    page, more = rows[: query.limit], None
    if len(rows) > query.limit:
        more = seal([page[-1].answer_due_on.isoformat(), str(page[-1].id)], scope=scope, key=key)
    return Page(items=[_item(row, mine=mine, rules_at=rules_at) for row in page], next_cursor=more)


@operation(
    disclosures,
    "command",
    "POST",
    "/objections/<uuid:objection_id>/ruling",
    action="disclosure.rule",
    summary="答复异议",
    body=RulingBody,
    query=CountyQuery,
    returns=ObjectionView,
    refusals=(
        NotAllowed,
        NotFound,
        ObjectionRuled,
        RulingNeedsAnother,
        OwnRecord,
        OwnHousehold,
        IllegalTransition,
        PresenceInvalid,
    ),
    keyed=True,
    example={"outcome": "dismissed", "ruling": "问过同去的三个人，她来了。"},
    answer=OBJECTION_EXAMPLE | {"state": "dismissed", "ruling": "问过同去的三个人，她来了。"},
)
def rule_on_objection(call: Call[RulingBody]) -> ObjectionView:
    """Answer an objection: dismissed, the line goes on; upheld, it counts nothing or is claimed anew."""
    ruled = service.rule_on_objection(
        call.session,
        call.actor,
        county_id=county_of(call),
        objection_id=path_id(call, "objection_id"),
        upheld=call.body.outcome == "upheld",
        ruling=call.body.ruling,
        presence=call.body.presence(),
        now=call.now,
    )
    return _view(ruled)


def _view(objection: Objection) -> ObjectionView:
    return ObjectionView.model_validate({name: getattr(objection, name) for name in ObjectionView.model_fields})


def _item(row: Any, *, mine: uuid.UUID, rules_at: list[str]) -> ObjectionItem:
    """Whoever may rule sees which record is meant; whoever only objected does not."""
    facts = {name: getattr(row, name) for name in ObjectionItem.model_fields if name not in ("mine", "record_id")}
    may_rule = any(row.village_code.startswith(place) for place in rules_at)
    return ObjectionItem(**facts, mine=row.raised_by == mine, record_id=row.record_id if may_rule else None)
