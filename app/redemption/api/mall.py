"""What can be had for points: for everybody, and for the caller's household."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, cast

from flask import current_app

from app import clock
from app.core.permissions import PUBLIC
from app.http.endpoint import Call, operation
from app.http.problems import NotSignedIn
from app.redemption import hot
from app.redemption.api.blueprint import DAY_ID, HOUSEHOLD_ID, ITEM_ID, POINT_ID, redemption
from app.redemption.refusals import NoHousehold
from app.redemption.schemas.days import Allowance, Mall, MallQuery
from points.errors import NotFound

FRESH_FOR: Final = dt.timedelta(seconds=1)
SHELVES_KEPT: Final = 1000


class ShelfCache:
    """The last answer for each pickup point: a whole village opening the mall at once asks once a second."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[dt.datetime, bytes]] = {}

    def find(self, shelf: tuple[str, str], *, now: dt.datetime) -> bytes | None:
        """Return an answer that is at most a second old, or None."""
        at, answer = self._kept.get(shelf, (None, b""))
        return answer if at is not None and dt.timedelta(0) <= now - at < FRESH_FOR else None

    def keep(self, shelf: tuple[str, str], answer: bytes, *, now: dt.datetime) -> None:
        """Remember an answer."""
        if len(self._kept) >= SHELVES_KEPT:
            self._kept.clear()
        self._kept[shelf] = (now, answer)


@operation(
    redemption,
    "hot",
    "GET",
    "/mall",
    action=PUBLIC,
    summary="积分商城",
    query=MallQuery,
    returns=Mall,
    refusals=(NotFound,),
    answer={
        "pickup_point_id": POINT_ID,
        "name": "村委会兑换点",
        "address": "村委会一楼",
        "next_day": {
            "id": DAY_ID,
            "opens_at": "2026-11-28T01:00:00Z",
            "closes_at": "2026-11-28T09:00:00Z",
            "note": "",
        },
        "limit": {"orders": 1, "period": "season"},
        "items": [
            {
                "id": ITEM_ID,
                "name": "肥皂",
                "unit_name": "块",
                "description": "",
                "picture": "",
                "points": "10.00",
                "available": 42,
                "available_more": False,
                "limit_quantity": 2,
                "limit_period": "month",
            }
        ],
        "thanks": ["爱心企业"],
    },
)
def show_mall(call: Call[Any]) -> bytes:
    """Show a pickup point's goods, prices, stock up to 99+, next redemption day and willing donors."""
    kept = cast("ShelfCache", current_app.extensions.setdefault("shelf_cache", ShelfCache()))
    shelf = (call.query.county_id, str(call.query.pickup_point_id))
    now = clock.utc_now()
    answer = kept.find(shelf, now=now)
    if answer is None:
        rows = call.database.hot(
            hot.MALL,
            {"county_id": shelf[0], "pickup_point_id": shelf[1], "now": now, "today": clock.local_date(now)},
        )
        if not rows:
            raise NotFound()
        answer = cast("str", rows[0][0]).encode()
        kept.keep(shelf, answer, now=now)
    return answer


@operation(
    redemption,
    "hot",
    "GET",
    "/mall/allowance",
    action="mall.read",
    summary="我家还能兑多少",
    query=MallQuery,
    returns=Allowance,
    refusals=(NoHousehold,),
    answer={
        "household_id": HOUSEHOLD_ID,
        "balance": "35.00",
        "redeemable": "25.00",
        "suspended": False,
        "orders_left": 1,
        "items": [{"item_id": ITEM_ID, "left": 2}],
    },
)
def show_allowance(call: Call[Any]) -> bytes:
    """Show how many points the caller's household may spend and how often and how much it may still take here."""
    assert call.token is not None
    now = clock.utc_now()
    rows = call.database.hot(
        hot.ALLOWANCE,
        {
            "county_id": call.token[0],
            "token_hash": call.token[1],
            "pickup_point_id": call.query.pickup_point_id,
            "now": now,
            "today": clock.local_date(now),
        },
    )
    if not rows:
        raise NotSignedIn()
    has_household, answer = rows[0]
    if not has_household:
        raise NoHousehold()
    return cast("str", answer).encode()
