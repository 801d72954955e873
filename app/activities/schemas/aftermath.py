"""Shapes of what is written down after an activity."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.activities.schemas.activities import Mark
from app.http.schemas import Body, CleanText, InstantOut, Line, PageQuery, View

MaterialKind = Literal["publicity", "reward", "board", "transfer"]
MaterialUnit = Literal["sheet", "volume", "piece"]
SUMMARY_LENGTH = 2000


class RecordBody(Body):
    """How the activity went; a lecture also says what about, by whom and for whom."""

    summary: Annotated[CleanText, Field(min_length=1, max_length=SUMMARY_LENGTH)]
    lecture_topic: Line | None = None
    lecture_speaker: Line | None = None
    lecture_audience: Annotated[Line | None, Field(description="听众，如“三队妇女和老人”")] = None


class RecordView(View):
    """How an activity went, with what stands beside it."""

    activity_id: uuid.UUID
    summary: str
    lecture_topic: str | None
    lecture_speaker: str | None
    lecture_audience: str | None
    words_hidden: Annotated[bool, Field(description="还没通过内容检查，只有组织者看得到")]
    written_by: uuid.UUID
    written_at: InstantOut
    version: int
    missing: Annotated[list[str], Field(description="讲座还缺的内容：lecture_topic、lecture_speaker")]


class HandoutBody(Body):
    """Printed matter handed out at an activity, or at a site on a day of its own."""

    site_id: uuid.UUID
    activity_id: uuid.UUID | None = None
    name: Line
    kind: Annotated[MaterialKind, Field(description="publicity 是发给群众的宣传品，只有它计入附件3")] = "publicity"
    unit: Annotated[MaterialUnit, Field(description="张、册、件")]
    quantity: Annotated[int, Field(ge=0, le=1_000_000)]
    mark: Annotated[Mark, Field(description="over 表示“余”，about 表示“约”")] = "exact"
    handed_on: Annotated[dt.date, Field(ge=dt.date(2020, 1, 1), le=dt.date(2100, 12, 31))]
    note: Line | None = None


class HandoutView(View):
    """One row of hand-outs; a reversal names the row it takes back."""

    id: uuid.UUID
    site_id: uuid.UUID
    activity_id: uuid.UUID | None
    name: str
    kind: MaterialKind
    unit: MaterialUnit
    quantity: int
    mark: Mark
    written: Annotated[str, Field(description="打印的写法，例如 200余")]
    handed_on: dt.date
    note: str | None
    reverses_id: uuid.UUID | None
    reversed: bool
    recorded_by: uuid.UUID
    recorded_at: InstantOut


class HandoutQuery(PageQuery):
    """Hand-outs of a site, or of one of its activities."""

    site_id: uuid.UUID
    activity_id: uuid.UUID | None = None


class UnitTotal(View):
    """How much of one unit was handed out to people."""

    unit: MaterialUnit
    quantity: int
    mark: Mark
    written: str


class HandoutPage(View):
    """One page of hand-outs, newest first, and the totals of what counts as 宣传品 over all pages."""

    items: list[HandoutView]
    totals: list[UnitTotal]
    next_cursor: str | None
