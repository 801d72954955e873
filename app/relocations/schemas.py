"""Shapes of moves between counties on the wire."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.http.schemas import Body, InstantOut, Line, Page, PageQuery, View, VillageCode

Direction = Literal["out", "in"]


class AnnouncementBody(Body):
    """The village of another county the household moves to, and why; its members agreed on paper."""

    village_code: VillageCode
    reason: Line


class RefusalBody(Body):
    """Why the household is not taken in."""

    reason: Line


class RelocationQuery(PageQuery):
    """Moves into the county, or out of it."""

    direction: Direction = "in"


class RelocationView(View):
    """A household on its way between two counties. Its head is named to those who decide."""

    id: uuid.UUID
    direction: Direction
    household_id: Annotated[uuid.UUID | None, Field(description="本县的家庭；迁入的在接收以后才有")]
    household_code: Annotated[str, Field(description="迁出县的家庭编号")]
    head_name: Annotated[str | None, Field(description="户主；迁走以后不再显示")]
    members: int
    other_county_id: str
    village_code: str
    village_name: str | None
    reason: str
    state: Literal["announced", "done", "refused", "withdrawn"]
    announced_at: InstantOut
    answer: str | None


class RelocationPage(Page[RelocationView]):
    """One page of moves, newest first."""
