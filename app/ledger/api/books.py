"""The ledger over HTTP: balances, statements, the printable head, and the check of the books."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import current_app

from app import clock
from app.core.permissions import PUBLIC
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid, seal, unseal
from app.http.problems import NotSignedIn
from app.http.schemas import CountyQuery, PageQuery
from app.ledger import hot, queries
from app.ledger.api.blueprint import ledger
from app.ledger.books.report import check_books
from app.ledger.explanations import explain_lines
from app.ledger.refusals import HeadMissing
from app.ledger.schemas import BalanceView, BooksView, HeadQuery, HeadView, StatementView
from app.ledger.views import books_view, head_view, line_view
from app.places.queries import find_division
from points.amounts import Points, format_points
from points.errors import NotFound
from points.ledger.chain import head
from points.ledger.refusals import AccountUnknown
from points.ledger.statements import balance, statement_page

NEWEST_BLOCKS = 300
CHECK_SECONDS = 15
_HOUSEHOLD = "0198a3a0-0000-7000-8000-0000000000a1"
_POSTING = "0198a3a0-0000-7000-8000-0000000000b1"
_STATEMENT = {
    "household_id": _HOUSEHOLD,
    "household_code": "000001",
    "balance": "12.50",
    "items": [
        {
            "number": 1,
            "id": _POSTING,
            "kind": "award",
            "label": "服务得分",
            "points": "12.50",
            "balance": "12.50",
            "occurred_on": "2026-04-18",
            "recorded_at": "2026-04-18T02:00:00Z",
            "reverses_id": None,
            "explanation": ["韦秀英 参加“清理村道”（4 月 11 日）", "服务 2 小时 30 分钟 × 每小时 5 分 = 12.5 分"],
        }
    ],
    "next_cursor": None,
}


@operation(
    ledger,
    "hot",
    "GET",
    "/me/balance",
    action="ledger.read",
    summary="我家的积分",
    returns=BalanceView,
    answer={
        "household_id": _HOUSEHOLD,
        "balance": "112.50",
        "spendable": "12.50",
        "pending": "6.00",
        "held": "10.00",
        "redeem_floor": "100.00",
        "suspended": False,
    },
)
def show_own_balance(call: Call[Any]) -> dict[str, Any]:
    """Return what the caller's household holds, can spend now, has held for orders, and waits for in 公示."""
    assert call.token is not None
    now = clock.utc_now()
    rows = call.database.hot(
        hot.BALANCE,
        {"county_id": call.token[0], "token_hash": call.token[1], "now": now, "today": clock.local_date(now)},
    )
    if not rows:
        raise NotSignedIn()
    household_id, held_points, floor, suspend_below, spendable, pending, held = rows[0]
    holds = held_points or 0
    return {
        "household_id": household_id,
        "balance": format_points(Points(holds)),
        "spendable": format_points(Points(spendable or 0)),
        "pending": format_points(Points(pending)),
        "held": format_points(Points(held)),
        "redeem_floor": format_points(Points(floor or 0)),
        "suspended": suspend_below is not None and holds < suspend_below,
    }


@operation(
    ledger,
    "query",
    "GET",
    "/me/statement",
    action="ledger.read",
    summary="我家的积分流水",
    query=PageQuery,
    returns=StatementView,
    refusals=(NotFound, AccountUnknown, CursorInvalid),
    answer=_STATEMENT,
)
def show_own_statement(call: Call[Any]) -> StatementView:
    """Return a page of the caller's household's passbook, newest first, each line with why it is there."""
    if call.actor.household_id is None:
        raise NotFound()
    return _statement(call, county_id=call.actor.county_id, household_id=call.actor.household_id)


@operation(
    ledger,
    "query",
    "GET",
    "/households/<uuid:household_id>/statement",
    action="ledger.read",
    summary="一户的积分流水",
    query=PageQuery,
    returns=StatementView,
    refusals=(NotFound, AccountUnknown, CursorInvalid),
    answer=_STATEMENT,
)
def show_household_statement(call: Call[Any]) -> StatementView:
    """Return a page of a household's passbook, for its members and for those responsible for its village."""
    return _statement(call, county_id=call.county_id, household_id=path_id(call, "household_id"))


@operation(
    ledger,
    "query",
    "GET",
    "/ledger/head",
    action=PUBLIC,
    summary="积分账封账校验码",
    query=HeadQuery,
    returns=HeadView,
    refusals=(HeadMissing,),
    answer={
        "county_id": "450222",
        "on": "2026-04-18",
        "number": 17,
        "hash": "5f0c" * 16,
        "sealed_at": "2026-04-18T12:00:00Z",
        "board_text": "柳城县 积分账封账公示……",
    },
)
def show_ledger_head(call: Call[Any]) -> HeadView:
    """Return the newest sealed block of a county at the end of a day, with a text to print and hang on the board."""
    on: dt.date = call.query.on or clock.local_date(call.now)
    found = head(call.session, county_id=call.query.county_id, until=clock.local_midnight(on + dt.timedelta(days=1)))
    if found is None:
        raise HeadMissing()
    division = find_division(call.session, code=found.county_id)
    return head_view(found, on=on, county_name=division.name if division else found.county_id)


@operation(
    ledger,
    "query",
    "GET",
    "/books",
    action="books.check",
    summary="对账",
    query=CountyQuery,
    returns=BooksView,
    answer={
        "county_id": "450222",
        "checked_at": "2026-04-18T12:00:00Z",
        "holds": True,
        "trial_balance": {"household": "12.50", "issuance": "-12.50"},
        "checks": [
            {
                "invariant": "I1",
                "name": "books_sum_to_zero",
                "proves": "各户积分加上系统账户，合计为零。",
                "holds": True,
                "count": 0,
                "examples": [],
            }
        ],
    },
)
def show_books(call: Call[Any]) -> BooksView:
    """Run every proof over a county's books in one snapshot, read only; the chain over its newest 300 blocks."""
    if call.county_id != call.actor.county_id:
        call.actor.require("books.check", place_code=call.county_id)
    report = check_books(
        call.database,
        county_id=call.county_id,
        now=call.now,
        newest_blocks=NEWEST_BLOCKS,
        seconds=CHECK_SECONDS,
    )
    return books_view(report)


def _statement(call: Call[Any], *, county_id: str, household_id: uuid.UUID) -> StatementView:
    home = queries.get_household(call.session, county_id=county_id, household_id=household_id)
    seen = call.actor.may("ledger.read", place_code=home.village_code, household_id=home.id)
    if not seen and county_id != call.actor.county_id:
        raise NotFound()
    call.actor.require("ledger.read", place_code=home.village_code, household_id=home.id)
    scope = f"statement:{county_id}:{household_id}"
    key = current_app.config["SETTINGS"].cursor_key
    before = None
    if call.query.cursor is not None:
        before = int(unseal(call.query.cursor, scope=scope, key=key)[0])
    lines = statement_page(
        call.session, county_id=county_id, household_id=household_id, limit=call.query.limit + 1, before=before
    )
    shown = lines[: call.query.limit]
    return StatementView(
        household_id=home.id,
        household_code=home.code,
        balance=balance(call.session, county_id=county_id, household_id=household_id),
        items=[line_view(each) for each in explain_lines(call.session, shown, county_id=county_id)],
        next_cursor=seal([shown[-1].entry], scope=scope, key=key) if len(lines) > len(shown) else None,
    )
