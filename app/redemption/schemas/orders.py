"""Shapes of redemption orders on the wire."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.http.schemas import Body, CleanText, InstantOut, Line, PageQuery, Paragraph, PointsOut, View

State = Literal["placed", "fulfilled", "cancelled", "expired", "reversed"]
Reversal = Literal["proposed", "accepted", "rejected"]
Letters = Annotated[str, Field(min_length=8, max_length=12, pattern=r"^[0-9A-Za-z -]+$")]
Card = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[0-9A-Za-z. -]+$")]


class LineIn(Body):
    """So many of one item."""

    item_id: uuid.UUID
    quantity: Annotated[int, Field(ge=1, le=20, strict=True)]


Lines = Annotated[list[LineIn], Field(min_length=1, max_length=10)]


def require_each_once(lines: Sequence[LineIn]) -> None:
    """Refuse a choice that names an item twice.

    Raises:
        ValueError: it does.
    """
    if len({line.item_id for line in lines}) != len(lines):
        raise ValueError("an item appears twice")


class PlaceOrder(Body):
    """What a household wants. A family member may name for whom; a shop keeper scans the card of whom she serves."""

    redemption_day_id: uuid.UUID
    lines: Lines
    on_behalf_of: uuid.UUID | None = None
    card: Card | None = None

    @model_validator(mode="after")
    def _each_item_once(self) -> Self:
        require_each_once(self.lines)
        if self.on_behalf_of is not None and self.card is not None:
            raise ValueError("a card says for whom already")
        return self


class OrderPlaced(View):
    """An order that stands; the pickup code is shown while it is open."""

    id: uuid.UUID
    redemption_day_id: uuid.UUID
    pickup_point_id: uuid.UUID
    household_id: uuid.UUID
    points: PointsOut
    state: State
    pickup_code: str | None
    expires_at: InstantOut


class LineView(View):
    """One line of an order; points for all pieces of it."""

    item_id: uuid.UUID
    name: str
    unit_name: str
    quantity: int
    points: PointsOut


class OrderView(OrderPlaced):
    """An order with everything that happened to it.

    ``pickup_code`` is shown to its household and to whoever placed it. ``handed_over_as`` is the order for what was
    taken when only some of this one was; ``reversal`` is where a request to undo the hand-over stands.
    """

    household_code: str
    lines: list[LineView]
    placed_at: InstantOut
    placed_by: uuid.UUID
    on_behalf_of: uuid.UUID | None
    ordered_for: str
    fulfilled_at: InstantOut | None
    fulfilled_by_name: str | None
    collected_by: str | None
    close_reason: str | None
    handed_over_as: uuid.UUID | None
    reversal: Reversal | None


class OrderSummary(View):
    """One order in short."""

    id: uuid.UUID
    redemption_day_id: uuid.UUID
    household_code: str
    points: PointsOut
    state: State
    placed_at: InstantOut


class ListedOrder(OrderSummary):
    """One order in a list; ``ordered_for`` is the name of the person of the household whom it is for."""

    ordered_for: str
    expires_at: InstantOut
    lines: list[LineView]
    is_part: bool
    handed_over_as: uuid.UUID | None
    reversal: Reversal | None


class OrdersQuery(PageQuery):
    """Which orders: one's own household's, or those of a redemption day (for its pickup point's staff)."""

    redemption_day_id: uuid.UUID | None = None


class CancelOrder(Body):
    """Why an order is cancelled."""

    reason: Annotated[CleanText, Field(max_length=200)] = ""


class Fulfil(Body):
    """The code that whoever collects shows or says; ``collected_by`` names her when she is not of the household.

    ``lines`` says what is taken when that is not everything: the rest goes back to shelf and household at once.
    """

    pickup_point_id: uuid.UUID
    code: Letters
    collected_by: Line | None = None
    lines: Lines | None = None

    @model_validator(mode="after")
    def _each_item_once(self) -> Self:
        require_each_once(self.lines or ())
        return self


class Fulfilled(View):
    """An order that was handed over just now, or by the same request before."""

    id: uuid.UUID
    household_id: uuid.UUID
    points: PointsOut
    state: State
    fulfilled_at: InstantOut


class AskReversal(Body):
    """Why a hand-over is to be undone, and whether the goods can be given out again."""

    reason: Paragraph
    usable: bool


class Decision(Body):
    """Yes or no from a second person."""

    accepted: bool


class ReversalView(View):
    """A hand-over that somebody asked to undo."""

    id: uuid.UUID
    order_id: uuid.UUID
    reason: str
    usable: bool
    proposed_by: uuid.UUID
    proposed_at: InstantOut
