"""Shapes of places on the wire."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.http.schemas import Body, CountyQuery, InstantOut, Line, Page, PageQuery, View, VillageCode


class DivisionQuery(Body):
    """Which level of the tree to list."""

    parent_code: Annotated[str, Field(pattern=r"^\d{2,12}$")] = "45"


class DivisionView(View):
    """One administrative division."""

    code: str
    name: str
    level: Literal["province", "city", "county", "township", "village"]


class DivisionList(View):
    """The divisions below one code, in official order."""

    items: list[DivisionView]


Fen = Annotated[int, Field(strict=True, ge=1, le=10_000_000_00, description="分（人民币）")]
Year = Annotated[int, Field(ge=2020, le=2100)]


class QuotaBody(Body):
    """How many sites a county may create in the year, and the grant of each."""

    places: Annotated[int, Field(strict=True, ge=0, le=1000)]
    grant_fen: Annotated[int, Field(strict=True, ge=0, le=10_000_000_00)]


class QuotaQuery(Body):
    """Quotas of which year (this one if not said), for a county or a whole city (the caller's county if not said)."""

    year: Year | None = None
    place_code: Annotated[str, Field(pattern=r"^(\d{4}|\d{6})$")] | None = None


class QuotaView(View):
    """A county's quota."""

    county_id: str
    places: int
    grant_fen: int


class QuotaList(View):
    """The quotas below a place, and their totals."""

    items: list[QuotaView]
    total_places: int
    total_grant_fen: int


class SiteBody(Body):
    """A new demonstration site; without a year it is this year's."""

    village_code: VillageCode
    name: Line
    year: Annotated[int, Field(strict=True, ge=2020, le=2100)] | None = None
    disclosure_days: Annotated[int, Field(strict=True, ge=0, le=10)] | None = None


class SiteQuery(PageQuery):
    """Which sites."""

    year: Year | None = None


class SiteView(View):
    """A demonstration site; money is in fen."""

    id: uuid.UUID
    county_id: str
    village_code: str
    year: int
    name: str
    grant_fen: int
    disclosure_days: int
    state: Literal["active", "closed"]


class SitePage(Page[SiteView]):
    """One page of sites, newest first."""


class SpendingBody(Body):
    """What a receipt says."""

    amount_fen: Fen
    purpose: Line
    receipt_no: Annotated[Line, Field(max_length=40)]
    spent_on: dt.date


class ReversalBody(Body):
    """Why a spending was wrong."""

    reason: Line


class SpendingView(View):
    """A spending, or the reversal of one."""

    id: uuid.UUID
    amount_fen: int
    purpose: str
    receipt_no: str
    reverses_id: uuid.UUID | None
    spent_on: dt.date
    recorded_at: InstantOut


class SpendingPage(Page[SpendingView]):
    """One page of spendings, newest first, with what is left of the grant."""

    grant_fen: int
    spent_fen: int
    left_fen: int


class PickupPointBody(Body):
    """A new pickup point."""

    village_code: VillageCode
    name: Line
    address: Line


class PickupPointQuery(CountyQuery):
    """Pickup points of the county, or of one village."""

    village_code: VillageCode | None = None


class PickupPointView(View):
    """Where goods are handed over."""

    id: uuid.UUID
    village_code: str
    name: str
    address: str


class PickupPointList(View):
    """Pickup points by village and name."""

    items: list[PickupPointView]


class CountyPolicyBody(Body):
    """What holds in the whole county."""

    activity_approval: Annotated[bool, Field(description="组织者发布的活动是否先由县区审批")]
    forming_teams_count: Annotated[bool, Field(description="组建中（不足五人）的小队是否计入附件3第7项")]
    id_numbers: Annotated[bool, Field(description="是否登记身份证号（加密保存，默认不登记）")] = False


class CountyPolicyView(View):
    """What holds in the whole county."""

    activity_approval: bool
    forming_teams_count: bool
    id_numbers: bool
