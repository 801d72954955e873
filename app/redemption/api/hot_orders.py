"""The two hot deeds of a redemption day: placing an order, and handing it over by its code."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, Final, NamedTuple, cast

import orjson

from app import clock
from app.core.actor import NotAllowed
from app.core.crypto import FieldCipher, token_hash
from app.http.endpoint import Call, operation
from app.http.problems import NotSignedIn
from app.redemption import hot
from app.redemption.api.blueprint import (
    DAY_ID,
    EXAMPLE_ID,
    HOUSEHOLD_ID,
    ITEM_ID,
    POINT_ID,
    cipher,
    redemption,
    settings,
)
from app.redemption.codes import DRAWS_MAX, code_hash, pickup_code
from app.redemption.refusals import (
    BindingHeld,
    CardNotFound,
    NoHousehold,
    OrderLimitExceeded,
    RedeemNotAllowed,
    TooManyPickupCodes,
)
from app.redemption.schemas.orders import Fulfil, Fulfilled, LineIn, OrderPlaced, PlaceOrder, State
from points.attendance.printed import parse_paper_card
from points.attendance.refusals import CodeMalformed
from points.base import new_id
from points.errors import KeyReused, NotFound
from points.ledger.refusals import AccountClosed, AccountUnknown, InsufficientPoints
from points.redemption.refusals import (
    ItemLimitReached,
    ItemNotOffered,
    MoreThanOrdered,
    OrderExpired,
    OrderNotOpen,
    OwnHousehold,
    PickupCodeTaken,
    PickupCodeUnknown,
    RedeemingSuspended,
    RedemptionDayClosed,
    RedemptionLimitReached,
)
from points.stock.refusals import OutOfStock

ADULT_YEARS: Final = 18


class Placed(NamedTuple):
    """A row of the placing statement."""

    status: str
    id: uuid.UUID
    pickup_point_id: uuid.UUID
    household_id: uuid.UUID
    points: int
    state: State
    expires_at: dt.datetime


@operation(
    redemption,
    "hot",
    "POST",
    "/redemption-orders",
    action="redemption.place",
    summary="预留物品",
    body=PlaceOrder,
    returns=OrderPlaced,
    status=201,
    keyed=True,
    refusals=(
        NotAllowed,
        RedeemNotAllowed,
        BindingHeld,
        OrderLimitExceeded,
        NoHousehold,
        CardNotFound,
        NotFound,
        KeyReused,
        RedemptionDayClosed,
        ItemNotOffered,
        ItemLimitReached,
        RedemptionLimitReached,
        RedeemingSuspended,
        InsufficientPoints,
        OutOfStock,
        AccountClosed,
        AccountUnknown,
        PickupCodeTaken,
    ),
    example={"redemption_day_id": DAY_ID, "lines": [{"item_id": ITEM_ID, "quantity": 1}]},
    answer={
        "id": EXAMPLE_ID,
        "redemption_day_id": DAY_ID,
        "pickup_point_id": POINT_ID,
        "household_id": HOUSEHOLD_ID,
        "points": "10.00",
        "state": "placed",
        "pickup_code": "7Q2M4FXK",
        "expires_at": "2026-11-28T02:15:00Z",
    },
)
def place_order(call: Call[PlaceOrder]) -> OrderPlaced:
    """Reserve goods and hold their points; the answer carries the code to show at the pickup point."""
    assert call.token is not None
    keys = cipher()
    parameters = _placing(call)
    for draw in range(DRAWS_MAX):
        order_id = new_id()
        code = pickup_code(keys, county_id=call.token[0], order_id=order_id)
        parameters |= {
            "order_id": order_id,
            "posting_id": new_id(),
            "code_hash": code_hash(keys, county_id=call.token[0], code=code),
        }
        try:
            rows = call.database.hot(hot.PLACE, parameters)
            break
        except PickupCodeTaken:
            if draw + 1 == DRAWS_MAX:
                raise
    placed = Placed(*only(rows))
    if placed.status != "ok":
        raise _REFUSED[placed.status]()
    if placed.id != order_id:
        call.headers["Idempotency-Replayed"] = "true"
        code = pickup_code(keys, county_id=call.token[0], order_id=placed.id)
    return OrderPlaced(
        id=placed.id,
        redemption_day_id=call.body.redemption_day_id,
        pickup_point_id=placed.pickup_point_id,
        household_id=placed.household_id,
        points=placed.points,
        state=placed.state,
        pickup_code=code if placed.state == "placed" else None,
        expires_at=placed.expires_at,
    )


class NotAllowedToPlace(NotAllowed):
    """The same refusal, with the action filled in."""

    def __init__(self) -> None:
        super().__init__(action="redemption.place")


_REFUSED: Final = {
    "forbidden": NotAllowedToPlace,
    "card_not_found": CardNotFound,
    "no_household": NoHousehold,
    "redeem_not_allowed": RedeemNotAllowed,
    "binding_held": BindingHeld,
}


def _placing(call: Call[PlaceOrder]) -> dict[str, Any]:
    assert call.token is not None
    now = clock.utc_now()
    today = clock.local_date(now)
    return {
        "county_id": call.token[0],
        "token_hash": call.token[1],
        "day_id": call.body.redemption_day_id,
        "lines": lines_as_json(call.body.lines),
        "on_behalf_of": call.body.on_behalf_of,
        "card_hash": card_hash(call.body.card, call.token[0]),
        "key": call.key,
        "request_hash": call.fingerprint(),
        "code_minutes": settings().redemption_code_minutes,
        "adult_since": _years_before(today, ADULT_YEARS),
        "now": now,
        "today": today,
    }


def lines_as_json(lines: Sequence[LineIn] | None) -> str | None:
    """Return what was chosen as the database functions take it."""
    return None if lines is None else orjson.dumps([line.model_dump() for line in lines]).decode()


def card_hash(typed: str | None, county_id: str) -> bytes | None:
    """Return the stored form of a paper card as scanned or typed.

    Raises:
        CardNotFound: it is no card of this county.
    """
    if typed is None:
        return None
    try:
        card = parse_paper_card(typed)
    except CodeMalformed:
        raise CardNotFound() from None
    if card.county_id != county_id:
        raise CardNotFound()
    return token_hash(card.code)


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def only(rows: Any) -> tuple[Any, ...]:
    """Return the one row of a hot statement.

    Raises:
        NotSignedIn: there is none.
    """
    if not rows:
        raise NotSignedIn()
    return cast("tuple[Any, ...]", rows[0])


def require_known(outcome: str, retry_after: int | None) -> None:
    """Refuse unless a pickup code found its order.

    Raises:
        NotAllowed: the caller does not hand goods over at this pickup point.
        TooManyPickupCodes: too many wrong codes before.
        PickupCodeUnknown: no order of this pickup point has the code.
    """
    if outcome == "forbidden":
        raise NotAllowed(action="redemption.fulfil")
    if outcome == "too_many":
        raise TooManyPickupCodes(retry_after=retry_after)
    if outcome == "unknown":
        raise PickupCodeUnknown()


def _part(keys: FieldCipher, county_id: str, body: Fulfil) -> dict[str, Any]:
    """Return the ids that a hand-over needs: one posting, or what a second order for a part takes."""
    if body.lines is None:
        return {"posting_ids": [new_id()], "lines": None, "part_id": None, "part_hash": None}
    part_id = new_id()
    code = pickup_code(keys, county_id=county_id, order_id=part_id)
    return {
        "posting_ids": [new_id() for _ in range(3)],
        "lines": lines_as_json(body.lines),
        "part_id": part_id,
        "part_hash": code_hash(keys, county_id=county_id, code=code),
    }


@operation(
    redemption,
    "hot",
    "POST",
    "/redemption-orders/fulfilment",
    action="redemption.fulfil",
    summary="核销发放",
    body=Fulfil,
    returns=Fulfilled,
    keyed=True,
    refusals=(
        NotAllowed,
        PickupCodeUnknown,
        TooManyPickupCodes,
        OrderNotOpen,
        OrderExpired,
        OwnHousehold,
        KeyReused,
        NotFound,
        MoreThanOrdered,
        PickupCodeTaken,
        AccountClosed,
        InsufficientPoints,
        OutOfStock,
    ),
    example={"pickup_point_id": POINT_ID, "code": "7Q2M4FXK"},
    answer={
        "id": EXAMPLE_ID,
        "household_id": HOUSEHOLD_ID,
        "points": "10.00",
        "state": "fulfilled",
        "fulfilled_at": "2026-11-28T02:05:00Z",
    },
)
def fulfil_order(call: Call[Fulfil]) -> Fulfilled:
    """Hand over what a pickup code stands for, or some of it; at one's own pickup point, never to one's own household.

    What is not taken goes back to shelf and household in the same step (ADR 0014).
    """
    assert call.token is not None
    county_id, token = call.token
    keys = cipher()
    now = clock.utc_now()
    rows = call.database.hot(
        hot.FULFIL,
        {
            "county_id": county_id,
            "token_hash": token,
            "pickup_point_id": call.body.pickup_point_id,
            "code_hash": code_hash(keys, county_id=county_id, code=call.body.code),
            "collected_by": call.body.collected_by,
            **_part(keys, county_id, call.body),
            "key": call.key,
            "now": now,
            "today": clock.local_date(now),
        },
    )
    outcome, order_id, household_id, points, state, fulfilled_at, retry_after = only(rows)
    require_known(outcome, retry_after)
    return Fulfilled(id=order_id, household_id=household_id, points=points, state=state, fulfilled_at=fulfilled_at)
