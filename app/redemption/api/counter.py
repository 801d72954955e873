"""What the counter shows before anything moves: the order behind a code, and what a card's household would pay."""

from __future__ import annotations

from typing import Any, Final, cast

from app import clock
from app.core.actor import NotAllowed
from app.http.endpoint import Call, operation
from app.redemption import counter
from app.redemption.api.blueprint import DAY_ID, EXAMPLE_ID, ITEM_ID, POINT_ID, cipher, redemption
from app.redemption.api.hot_orders import card_hash, lines_as_json, only, require_known
from app.redemption.codes import code_hash
from app.redemption.refusals import CardNotFound, NoHousehold, TooManyPickupCodes
from app.redemption.schemas.counter import AskQuote, CounterOrder, LookUp, Quote
from points.errors import NotFound
from points.redemption.refusals import PickupCodeUnknown

CARD: Final = "K.450222.7Q2M4FXK7Q2M4FXK.4F"


@operation(
    redemption,
    "hot",
    "POST",
    "/redemption-orders/look-up",
    action="redemption.fulfil",
    summary="凭取货码看兑换单",
    body=LookUp,
    returns=CounterOrder,
    refusals=(NotAllowed, PickupCodeUnknown, TooManyPickupCodes),
    example={"pickup_point_id": POINT_ID, "code": "7Q2M4FXK"},
    answer={
        "id": EXAMPLE_ID,
        "household_code": "48302751",
        "ordered_for": "李小芳",
        "is_own_household": False,
        "state": "placed",
        "points": "110.00",
        "balance_before": "186.00",
        "balance_after": "76.00",
        "expires_at": "2026-11-28T02:15:00Z",
        "fulfilled_at": None,
        "fulfilled_by_name": None,
        "collected_by": None,
        "lines": [{"item_id": ITEM_ID, "name": "肥皂", "unit_name": "块", "quantity": 1, "points": "10.00"}],
    },
)
def look_up_order(call: Call[LookUp]) -> bytes:
    """Show what a pickup code stands for and the household's points before and after; wrong codes are counted."""
    assert call.token is not None
    county_id, token = call.token
    outcome, retry_after, answer = only(
        call.database.hot(
            counter.LOOK_UP,
            {
                "county_id": county_id,
                "token_hash": token,
                "pickup_point_id": call.body.pickup_point_id,
                "code_hash": code_hash(cipher(), county_id=county_id, code=call.body.code),
                "lines": lines_as_json(call.body.lines),
                **_instants(),
            },
        )
    )
    require_known(outcome, retry_after)
    return cast("str", answer).encode()


@operation(
    redemption,
    "hot",
    "POST",
    "/redemption-orders/quote",
    action="redemption.place",
    summary="凭纸卡算积分",
    body=AskQuote,
    returns=Quote,
    refusals=(NotAllowed, NotFound, CardNotFound, NoHousehold),
    example={"redemption_day_id": DAY_ID, "card": CARD, "lines": [{"item_id": ITEM_ID, "quantity": 1}]},
    answer={
        "household_code": "48302751",
        "person": "韦桂英",
        "is_own_household": False,
        "balance": "186.00",
        "redeemable": "186.00",
        "suspended": False,
        "points": "110.00",
        "balance_after": "76.00",
        "missing": "0.00",
        "orders_left": 1,
        "items": [{"item_id": ITEM_ID, "left": 2}],
    },
)
def quote_order(call: Call[AskQuote]) -> bytes:
    """Show what the household of a scanned paper card has, what its choice would cost, and what would be left."""
    assert call.token is not None
    county_id, token = call.token
    status, answer = only(
        call.database.hot(
            counter.QUOTE,
            {
                "county_id": county_id,
                "token_hash": token,
                "day_id": call.body.redemption_day_id,
                "card_hash": _hash_or_nobody(call.body.card, county_id),
                "lines": lines_as_json(call.body.lines),
                **_instants(),
            },
        )
    )
    if status == "forbidden":
        raise NotAllowed(action="redemption.place")
    if status != "ok":
        raise _REFUSED[status]()
    return cast("str", answer).encode()


_REFUSED: Final = {"not_found": NotFound, "card_not_found": CardNotFound, "no_household": NoHousehold}


def _hash_or_nobody(card: str, county_id: str) -> bytes:
    """Return the hash of a card, or one of no card: who is not signed in is told that first."""
    try:
        return card_hash(card, county_id) or b""
    except CardNotFound:
        return b""


def _instants() -> dict[str, Any]:
    now = clock.utc_now()
    return {"now": now, "today": clock.local_date(now)}
