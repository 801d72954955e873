"""Shapes of donors, items, prices, lots and counts."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from app.http.schemas import (
    Body,
    CleanText,
    InstantIn,
    InstantOut,
    Line,
    PageQuery,
    Paragraph,
    PointsIn,
    PointsOut,
    View,
)
from points.stock.goods import UNITS_PER_LOT_MAX

DonorKind = Literal["department", "company", "person", "federation"]
Period = Literal["day", "month", "season", "year"]
Funding = Literal["donation", "department", "village", "activity_grant"]
Price = Annotated[PointsIn, Field(gt=0, le=10_000_000)]
PICTURE_BYTES_MAX: Final = 5 * 1024 * 1024
FenIn = Annotated[int, Field(ge=0, le=100_000_000, strict=True, description="分（人民币）")]


class AddDonor(Body):
    """Who gives. ``public`` only if asked and willing."""

    name: Line
    kind: DonorKind
    public: bool


class DonorView(View):
    """A donor."""

    id: uuid.UUID
    name: str
    kind: DonorKind
    public: bool


class DonorAccount(View):
    """A donor's goods in fen: received + found = issued + in stock + written off."""

    donor: DonorView
    received_fen: int
    found_fen: int
    issued_fen: int
    in_stock_fen: int
    written_off_fen: int


class TraceLine(View):
    """Pieces of a donor's lot that went to a household."""

    order_id: uuid.UUID
    receipt_no: str
    item_name: str
    unit_name: str
    household_code: str
    quantity: int
    fulfilled_at: InstantOut


class AddItem(Body):
    """A thing or a service for points, at one pickup point; never money in disguise."""

    pickup_point_id: uuid.UUID
    name: Line
    unit_name: Annotated[CleanText, Field(min_length=1, max_length=8)]
    description: Annotated[CleanText, Field(max_length=500)] = ""
    picture: Annotated[str, Field(max_length=200, pattern=r"^([a-z0-9][a-z0-9/._-]*)?$")] = ""
    points: Price
    limit_quantity: Annotated[int, Field(ge=1, le=1000, strict=True)] | None = None
    limit_period: Period = "month"


class ItemsQuery(PageQuery):
    """The items of which pickup point."""

    pickup_point_id: uuid.UUID


class ItemView(View):
    """An item as its keeper sees it, on the shelf or off it; ``price_waits`` for a second person's word."""

    id: uuid.UUID
    name: str
    unit_name: str
    description: str
    picture: str
    state: Literal["offered", "withdrawn"]
    points: PointsOut | None
    available: int
    limit_quantity: int | None
    limit_period: Period
    price_waits: bool


class GiftView(View):
    """Pieces of one item that a donor gave: how many came in, how many households took, how many are left."""

    item_name: str
    unit_name: str
    received: int
    issued: int
    in_stock: int


class DonorGifts(View):
    """What one donor gave."""

    donor_id: uuid.UUID
    name: str
    kind: DonorKind
    gifts: list[GiftView]


class GiftList(View):
    """Donors of a pickup point who agreed to be named, by name."""

    items: list[DonorGifts]


class OfferItem(Body):
    """Whether an item is on the shelf."""

    offered: bool


class ProposePrice(Body):
    """Another price from an instant at least 24 hours ahead."""

    points: Price
    effective_at: InstantIn


class PriceView(View):
    """A price that applies from an instant on."""

    points: PointsOut
    effective_at: InstantOut


class ProposalView(View):
    """A price change that waits for a second person."""

    id: uuid.UUID
    points: PointsOut
    effective_at: InstantOut
    proposed_by: uuid.UUID


class PricesView(View):
    """Prices of an item, the newest first, and changes that wait for a second person."""

    prices: list[PriceView]
    proposals: list[ProposalView]


class ReceiveLot(Body):
    """A delivery with its papers; ``produced_on`` lets the answer warn of food that is too old."""

    item_id: uuid.UUID
    donor_id: uuid.UUID
    receipt_no: Line
    quantity: Annotated[int, Field(ge=1, le=UNITS_PER_LOT_MAX, strict=True)]
    unit_value_fen: FenIn
    value_basis: Line
    best_before: dt.date | None = None
    produced_on: dt.date | None = None
    funding_source: Funding

    @model_validator(mode="after")
    def _dates_fit(self) -> Self:
        for day in (self.best_before, self.produced_on):
            if day is not None and not 2000 <= day.year <= 2100:
                raise ValueError("out of range")
        if self.produced_on is not None and (self.best_before is None or self.best_before <= self.produced_on):
            raise ValueError("produced_on needs a later best_before")
        return self


class LotReceived(View):
    """The lot that was booked, and what to mind."""

    id: uuid.UUID
    warnings: list[Literal["short_shelf_life", "expires_soon"]]


class LotPhotoBody(Body):
    """A picture as the phone made it smaller; everything but its pixels is thrown away."""

    image: Annotated[bytes, Field(max_length=PICTURE_BYTES_MAX, description="JPEG、PNG 或 WebP 文件，不超过 5 MB")]


class LotPhotoView(View):
    """A picture of a delivery; its address works for an hour or two without a session."""

    uploaded_by: uuid.UUID
    uploaded_at: InstantOut
    url: str


class LotPhotoList(View):
    """The pictures of a delivery, the oldest first."""

    items: list[LotPhotoView]


class LotsQuery(PageQuery):
    """The lots of which pickup point."""

    pickup_point_id: uuid.UUID


class LotView(View):
    """A lot and what became of its pieces."""

    id: uuid.UUID
    item_id: uuid.UUID
    item_name: str
    unit_name: str
    donor_name: str
    receipt_no: str
    unit_value_fen: int
    value_basis: str
    best_before: dt.date | None
    funding_source: Funding
    received_at: InstantOut
    received: int
    available: int
    reserved: int
    issued: int
    written_off: int
    expires_soon: bool
    count_waits: bool


class CountLot(Body):
    """How many pieces of a lot are really there, reserved ones included, and why it may differ."""

    counted: Annotated[int, Field(ge=0, le=2 * UNITS_PER_LOT_MAX, strict=True)]
    reason: Paragraph


class CountView(View):
    """A count; nothing moves before a second person has confirmed it."""

    id: uuid.UUID
    lot_id: uuid.UUID
    expected: int
    counted: int
    reason: str
    counted_by: uuid.UUID
    counted_at: InstantOut
    decided_by: uuid.UUID | None
    state: Literal["counted", "confirmed", "dismissed"]


class CountList(View):
    """The counts of a lot, the newest first."""

    items: list[CountView]
