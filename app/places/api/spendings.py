"""The spending of a site's activity grant over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done, PageQuery
from app.places import queries, service
from app.places.api.blueprint import deed, next_cursor, places, position, site_of
from app.places.refusals import GrantExceeded, ReceiptUsed, SiteClosed, SpendingDateInvalid, SpendingReversed
from app.places.schemas import ReversalBody, SpendingBody, SpendingPage, SpendingView
from points.errors import NotFound

_ID = "0197f0aa-0000-7000-8000-000000000011"


@operation(
    places,
    "command",
    "POST",
    "/sites/<uuid:site_id>/spendings",
    action="site.spend",
    summary="登记活动经费支出",
    body=SpendingBody,
    query=CountyQuery,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(NotFound, SiteClosed, SpendingDateInvalid, ReceiptUsed, GrantExceeded),
    example={"amount_fen": 38600, "purpose": "垃圾分类宣传横幅", "receipt_no": "20260512-01", "spent_on": "2026-05-12"},
    answer={"id": _ID},
)
def spend_grant(call: Call[SpendingBody]) -> Done:
    """Record a spending of the activity grant with its receipt; the sum can never exceed the grant."""
    body = call.body
    site = site_of(call, "site.spend")
    spending = service.NewSpending(body.amount_fen, body.purpose, body.receipt_no, body.spent_on)
    return Done(id=service.spend_grant(call.session, deed(call), site, spending).id)


@operation(
    places,
    "command",
    "POST",
    "/sites/<uuid:site_id>/spendings/<uuid:spending_id>/reversal",
    action="site.spend",
    summary="冲正一笔支出",
    body=ReversalBody,
    query=CountyQuery,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(NotFound, SpendingReversed),
    example={"reason": "金额登记错了"},
    answer={"id": _ID},
)
def reverse_spending(call: Call[ReversalBody]) -> Done:
    """Take back a wrong spending with an opposite row; both stay visible and the grant is free again."""
    site = site_of(call, "site.spend")
    spending_id = path_id(call, "spending_id")
    row = service.reverse_spending(call.session, deed(call), site, spending_id=spending_id, reason=call.body.reason)
    return Done(id=row.id)


@operation(
    places,
    "query",
    "GET",
    "/sites/<uuid:site_id>/spendings",
    action="site.read_spending",
    summary="活动经费支出",
    query=PageQuery,
    returns=SpendingPage,
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [
            {
                "id": _ID,
                "amount_fen": 38600,
                "purpose": "垃圾分类宣传横幅",
                "receipt_no": "20260512-01",
                "reverses_id": None,
                "spent_on": "2026-05-12",
                "recorded_at": "2026-05-13T02:00:00Z",
            }
        ],
        "next_cursor": None,
        "grant_fen": 500000,
        "spent_fen": 38600,
        "left_fen": 461400,
    },
)
def list_spendings(call: Call[Any]) -> SpendingPage:
    """List what a site's grant was spent on, newest first, with what is left of it."""
    site = site_of(call, "site.read_spending")
    scope = f"spendings:{call.county_id}:{site.id}"
    since = position(call, scope)
    rows = queries.list_spendings(call.session, site, after=uuid.UUID(since) if since else None, limit=call.query.limit)
    shown = rows[: call.query.limit]
    spent = queries.spent_fen(call.session, site)
    return SpendingPage(
        items=[SpendingView.model_validate(row) for row in shown],
        next_cursor=next_cursor(str(shown[-1].id), scope) if len(rows) > len(shown) else None,
        grant_fen=site.grant_fen,
        spent_fen=spent,
        left_fen=site.grant_fen - spent,
    )
