"""Shapes of published lists on the wire; everything public is masked."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal, Self

from pydantic import model_validator

from app.http.schemas import (
    Body,
    CountyCode,
    InstantIn,
    InstantOut,
    MinutesOut,
    PageQuery,
    Paragraph,
    PointsOut,
    View,
)
from points.attendance.intervals import Interval

Standing = Literal["standing", "paused", "settled", "withdrawn"]


class OpenBody(Body):
    """Which site's approved records to publish."""

    site_id: uuid.UUID


class PublicQuery(Body):
    """In which county the list is; anybody may ask."""

    county_id: CountyCode


class DisclosureView(View):
    """A published list, without its lines."""

    id: uuid.UUID
    county_id: str
    site_id: uuid.UUID
    village_code: str
    number: int
    opens_at: InstantOut
    closes_at: InstantOut
    closes_estimated: bool
    working_days: int
    rule_summary: str
    content_hash: str
    state: Literal["open", "settled"]


class LineView(View):
    """One line as printed, and how it stands now."""

    id: uuid.UUID
    place: int
    household_code: str
    masked_name: str
    activity_title: str
    difficulty_name: str
    factor_percent: int
    local_date: dt.date
    minutes: MinutesOut
    points: PointsOut
    origin: Literal["scan", "manual"]
    standing: Standing


class DisclosureDetailView(View):
    """A published list with its lines."""

    disclosure: DisclosureView
    lines: list[LineView]
    print_path: str


class ObjectionBody(Body):
    """What is wrong with the line."""

    text: Paragraph


class ObjectionView(View):
    """One's own objection; nobody else sees who raised it."""

    id: uuid.UUID
    line_id: uuid.UUID
    state: Literal["open", "upheld", "dismissed"]
    answer_due_on: dt.date
    ruling: str | None


class ObjectionQuery(PageQuery):
    """Which objections to list."""

    state: Literal["open", "upheld", "dismissed"] = "open"


class ObjectionItem(View):
    """An objection with the line it doubts."""

    id: uuid.UUID
    line_id: uuid.UUID
    disclosure_id: uuid.UUID
    disclosure_number: int
    village_code: str
    record_id: uuid.UUID | None
    place: int
    household_code: str
    masked_name: str
    activity_title: str
    local_date: dt.date
    minutes: MinutesOut
    points: PointsOut
    text: str
    state: Literal["open", "upheld", "dismissed"]
    raised_at: InstantOut
    answer_due_on: dt.date
    ruling: str | None
    mine: bool


class RulingBody(Body):
    """The answer. Upheld with a true presence: a fresh claim takes the line's place; without it, nothing counts."""

    outcome: Literal["upheld", "dismissed"]
    ruling: Paragraph
    started_at: InstantIn | None = None
    ended_at: InstantIn | None = None

    @model_validator(mode="after")
    def _presence_fits(self) -> Self:
        if (self.started_at is None) != (self.ended_at is None):
            raise ValueError("beginning and end belong together")
        if self.started_at is not None and self.ended_at is not None and self.ended_at < self.started_at:
            raise ValueError("the end lies before the beginning")
        if self.outcome == "dismissed" and self.started_at is not None:
            raise ValueError("a dismissed objection changes no minutes")
        return self

    def presence(self) -> Interval | None:
        """Return the stated stretch of time, if any."""
        if self.started_at is None or self.ended_at is None:
            return None
        return Interval(self.started_at, self.ended_at)


class SettlementView(View):
    """How many records came onto the books."""

    settled: int
