"""Shapes of redemption days and of what was handed over."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.http.schemas import Body, CleanText, CountyCode, InstantIn, InstantOut, PointsOut, View

Period = Literal["day", "month", "season", "year"]
Note = Annotated[CleanText, Field(max_length=200)]


class PlanDay(Body):
    """When points can be exchanged, and where."""

    pickup_point_id: uuid.UUID
    opens_at: InstantIn
    closes_at: InstantIn
    note: Note = ""


class DayView(View):
    """A redemption day."""

    id: uuid.UUID
    pickup_point_id: uuid.UUID
    opens_at: InstantOut
    closes_at: InstantOut
    note: str
    state: Literal["planned", "cancelled"]


class DayList(View):
    """The redemption days of a pickup point that are not over, the nearest first."""

    items: list[DayView]


class SetLimit(Body):
    """How often a household may redeem at a pickup point in a period; without both, as often as it likes."""

    orders: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None
    period: Period | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.orders is None) != (self.period is None):
            raise ValueError("orders and period belong together")
        return self


class MallQuery(Body):
    """Which pickup point; the county's code, because nobody needs to be signed in."""

    county_id: CountyCode
    pickup_point_id: uuid.UUID


class NextDay(View):
    """The redemption day that is open or comes next."""

    id: uuid.UUID
    opens_at: InstantOut
    closes_at: InstantOut
    note: str


class PointLimit(View):
    """How often a household may redeem here."""

    orders: int
    period: Period


class MallItem(View):
    """One item on the shelf. ``available`` counts up to 99; ``available_more`` says that there are more."""

    id: uuid.UUID
    name: str
    unit_name: str
    description: str
    picture: str
    points: PointsOut
    available: int
    available_more: bool
    limit_quantity: int | None
    limit_period: Period


class Mall(View):
    """What a pickup point offers, the same for everybody; at most a second old."""

    pickup_point_id: uuid.UUID
    name: str
    address: str
    next_day: NextDay | None
    limit: PointLimit | None
    items: list[MallItem]
    thanks: list[str]


class ItemLeft(View):
    """How many more of an item the caller's household may take in this period."""

    item_id: uuid.UUID
    left: int


class Allowance(View):
    """What the caller's household may take at a pickup point. ``redeemable`` is the balance above the rule's floor."""

    household_id: uuid.UUID
    balance: PointsOut
    redeemable: PointsOut
    suspended: bool
    orders_left: int | None
    items: list[ItemLeft]


class IssuedView(View):
    """One line of the public board: what, how many, to which household, when, by whom. No names of people."""

    order_id: uuid.UUID
    item_name: str
    unit_name: str
    quantity: int
    household_code: str
    fulfilled_at: InstantOut
    issued_by: Literal["shop_keeper"]
    collected_by: str | None
    reversed: bool


class SheetLine(View):
    """One item of an end-of-day sheet, in pieces; ``points`` of what was handed over."""

    item_id: uuid.UUID
    name: str
    unit_name: str
    placed: int
    fulfilled: int
    given_back: int
    reversed: int
    points: PointsOut


class SheetView(View):
    """A redemption day in three books: the orders, the points ledger and the stock book must say the same."""

    day: DayView
    orders: int
    open: int
    households_served: int
    households_waiting: int
    order_points: PointsOut
    ledger_points: PointsOut
    order_units: int
    stock_units: int
    agrees: bool
    items: list[SheetLine]
