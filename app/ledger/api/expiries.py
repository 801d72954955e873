"""Lapsing points over HTTP: announce, confirm, call off, undo."""

from __future__ import annotations

import uuid
from typing import Any

from flask import current_app

from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid, seal, unseal
from app.http.schemas import Nothing, Page, PageQuery
from app.ledger import queries
from app.ledger.api.blueprint import ledger
from app.ledger.refusals import ExpiryInvalid, ExpiryNotPossible, ExpiryPeriodTaken, ProposalSecondPerson
from app.ledger.schemas import ExpiryBody, ExpiryView
from app.ledger.service import expiries
from points.amounts import Points
from points.errors import NotFound
from points.ledger.refusals import AccountClosed

_BODY = {
    "place_code": "450222100201",
    "period": "2026",
    "ends_on": "2026-12-31",
    "keep": "100.00",
    "notice": "今年的积分请在明年一月底前兑换，之后只留基础分。",
    "takes_effect_at": "2027-01-31T16:00:00Z",
}
_VIEW: dict[str, Any] = {
    **_BODY,
    "id": "0198a3a0-0000-7000-8000-0000000000e1",
    "state": "announced",
    "announced_by": "0198a3a0-0000-7000-8000-0000000000d1",
    "announced_at": "2026-11-01T02:00:00Z",
    "approved_by": None,
    "households": None,
    "points": None,
}


@operation(
    ledger,
    "command",
    "POST",
    "/points-expiries",
    action="ledger.propose",
    summary="公布积分到期",
    body=ExpiryBody,
    returns=ExpiryView,
    status=201,
    refusals=(ExpiryInvalid, ExpiryPeriodTaken),
    keyed=True,
    example=_BODY,
    answer=_VIEW,
)
def announce_expiry(call: Call[ExpiryBody]) -> ExpiryView:
    """Announce, at least thirty days ahead, that points of a period lapse in a place; the base score may be kept."""
    wanted = call.body.model_dump()
    made = expiries.announce(
        call.session,
        county_id=call.county_id,
        keep=Points(wanted.pop("keep")),
        actor=call.actor,
        now=call.now,
        **wanted,
    )
    return ExpiryView.model_validate(made)


@operation(
    ledger,
    "query",
    "GET",
    "/points-expiries",
    action="place.read",
    summary="积分到期公告",
    query=PageQuery,
    returns=Page[ExpiryView],
    refusals=(CursorInvalid,),
    answer={"items": [_VIEW], "next_cursor": None},
)
def list_points_expiries(call: Call[Any]) -> Page[ExpiryView]:
    """List a county's announcements of lapsing points, newest first, for everybody."""
    scope, key = f"expiries:{call.county_id}", current_app.config["SETTINGS"].cursor_key
    cursor = call.query.cursor
    after = None if cursor is None else uuid.UUID(str(unseal(cursor, scope=scope, key=key)[0]))
    found = queries.list_expiries(call.session, county_id=call.county_id, after=after, limit=call.query.limit + 1)
    shown = found[: call.query.limit]
    return Page(
        items=[ExpiryView.model_validate(each) for each in shown],
        next_cursor=seal([str(shown[-1].id)], scope=scope, key=key) if len(found) > len(shown) else None,
    )


@operation(
    ledger,
    "command",
    "POST",
    "/points-expiries/<uuid:expiry_id>/approval",
    action="ledger.decide",
    summary="确认积分到期公告",
    body=Nothing,
    returns=ExpiryView,
    refusals=(NotFound, ProposalSecondPerson, ExpiryNotPossible),
    keyed=True,
    example={},
    answer=_VIEW | {"state": "approved"},
)
def approve_expiry(call: Call[Nothing]) -> ExpiryView:
    """Confirm an announcement as the second person; it is carried out on its day by the worker."""
    return ExpiryView.model_validate(expiries.approve(call.session, **_which(call)))


@operation(
    ledger,
    "command",
    "POST",
    "/points-expiries/<uuid:expiry_id>/cancellation",
    action="ledger.decide",
    summary="撤回积分到期公告",
    body=Nothing,
    returns=ExpiryView,
    refusals=(NotFound, ExpiryNotPossible),
    keyed=True,
    example={},
    answer=_VIEW | {"state": "cancelled"},
)
def cancel_expiry(call: Call[Nothing]) -> ExpiryView:
    """Call an announcement off before its day."""
    return ExpiryView.model_validate(expiries.cancel(call.session, **_which(call)))


@operation(
    ledger,
    "command",
    "POST",
    "/points-expiries/<uuid:expiry_id>/reversal",
    action="ledger.decide",
    summary="冲回积分到期",
    body=Nothing,
    returns=ExpiryView,
    refusals=(NotFound, ProposalSecondPerson, ExpiryNotPossible, AccountClosed),
    keyed=True,
    example={},
    answer=_VIEW | {"state": "reversed"},
)
def reverse_expiry(call: Call[Nothing]) -> ExpiryView:
    """Give all points of a carried-out expiry back, one reversal per household; both lines stay in the passbooks."""
    return ExpiryView.model_validate(expiries.undo(call.session, **_which(call)))


def _which(call: Call[Any]) -> dict[str, Any]:
    return {
        "county_id": call.county_id,
        "expiry_id": path_id(call, "expiry_id"),
        "actor": call.actor,
        "now": call.now,
    }
