"""Shapes of what the counter shows before goods are handed over."""

from __future__ import annotations

import uuid
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.http.schemas import Body, InstantOut, PointsOut, View
from app.redemption.schemas.days import ItemLeft
from app.redemption.schemas.orders import Card, Letters, LineIn, Lines, LineView, State, require_each_once


class LookUp(Body):
    """The code that somebody shows or says; ``lines`` if she takes only some of it."""

    pickup_point_id: uuid.UUID
    code: Letters
    lines: Lines | None = None


class CounterOrder(View):
    """An order at the counter before it is handed over, and the household's points before and after.

    ``points`` is what is taken now. ``balance_before`` − ``points`` = ``balance_after``; both only while it is open.
    """

    id: uuid.UUID
    household_code: str
    ordered_for: str
    is_own_household: bool
    state: State
    points: PointsOut
    balance_before: PointsOut | None
    balance_after: PointsOut | None
    expires_at: InstantOut
    fulfilled_at: InstantOut | None
    fulfilled_by_name: str | None
    collected_by: str | None
    lines: list[LineView]


class AskQuote(Body):
    """Whose paper card was scanned at the counter and what she would like; nothing yet is fine."""

    redemption_day_id: uuid.UUID
    card: Card
    lines: Annotated[tuple[LineIn, ...], Field(max_length=10)] = ()

    @model_validator(mode="after")
    def _each_item_once(self) -> Self:
        require_each_once(self.lines)
        return self


class Quote(View):
    """What a household would pay: ``balance`` − ``points`` = ``balance_after``; nothing is reserved yet.

    ``missing`` is how many points are lacking above what the rule lets a household spend; ``items`` and ``orders_left``
    are what its limits leave in this period.
    """

    household_code: str
    person: str
    is_own_household: bool
    balance: PointsOut
    redeemable: PointsOut
    suspended: bool
    points: PointsOut
    balance_after: PointsOut
    missing: PointsOut
    orders_left: int | None
    items: list[ItemLeft]
