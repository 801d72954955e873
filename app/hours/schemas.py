"""Shapes of service records and hours on the wire."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from app.http.schemas import (
    Body,
    CountyCode,
    InstantIn,
    InstantOut,
    MinutesOut,
    Page,
    PageQuery,
    Paragraph,
    PointsOut,
    View,
    VillageCode,
)
from points.attendance.intervals import Interval
from points.hours.states import RecordState

BULK_MOST = 100


def _distinct(ids: list[uuid.UUID]) -> list[uuid.UUID]:
    if len(set(ids)) != len(ids):
        raise ValueError("each record once")
    return ids


class QueueQuery(PageQuery):
    """Which records to list."""

    state: RecordState = RecordState.CLAIMED
    village_code: VillageCode | None = None
    activity_id: uuid.UUID | None = None
    overdue: bool = False


class VerificationBody(Body):
    """Records to approve: one, or up to a hundred at once."""

    record_ids: Annotated[list[uuid.UUID], Field(min_length=1, max_length=BULK_MOST), AfterValidator(_distinct)]


class VerificationItem(View):
    """What became of one record."""

    record_id: uuid.UUID
    result: Literal[
        "verified",
        "awaiting_second",
        "already_verified",
        "already_decided",
        "own_record",
        "own_household",
        "own_entry",
        "not_assessed",
        "forbidden",
        "not_found",
    ]
    state: RecordState | None


class VerificationView(View):
    """One result for each record, in the order asked."""

    items: list[VerificationItem]


class ReasonBody(Body):
    """Why; the volunteer will read it."""

    reason: Paragraph


class PresenceBody(ReasonBody):
    """From when until when she was there, and how one knows."""

    started_at: InstantIn
    ended_at: InstantIn

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ended_at < self.started_at:
            raise ValueError("the end lies before the beginning")
        return self

    def presence(self) -> Interval:
        """Return the stretch of time."""
        return Interval(self.started_at, self.ended_at)


class DisputeRulingBody(Body):
    """The answer to a dispute; when upheld, the true presence can be stated, else the old one is looked at anew."""

    outcome: Literal["upheld", "dismissed"]
    ruling: Paragraph
    started_at: InstantIn | None = None
    ended_at: InstantIn | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.started_at is None) != (self.ended_at is None):
            raise ValueError("beginning and end belong together")
        if self.started_at is not None and self.ended_at is not None and self.ended_at < self.started_at:
            raise ValueError("the end lies before the beginning")
        return self

    def presence(self) -> Interval | None:
        """Return the stated stretch of time, if any."""
        if self.started_at is None or self.ended_at is None:
            return None
        return Interval(self.started_at, self.ended_at)


class RecordDisclosure(View):
    """On which published list a record stands."""

    id: uuid.UUID
    number: int
    closes_at: InstantOut


class RecordView(View):
    """One service record with the sum as people read it."""

    id: uuid.UUID
    activity_id: uuid.UUID
    activity_title: str
    site_id: uuid.UUID
    village_code: str
    volunteer_id: uuid.UUID
    volunteer_name: str
    household_code: str
    local_date: dt.date
    started_at: InstantOut
    ended_at: InstantOut
    origin: Literal["scan", "manual"]
    flags: list[str]
    notes: list[str]
    reason: str | None
    minutes_present: MinutesOut
    minutes: MinutesOut
    points: PointsOut
    explanation: list[str]
    needs_second: bool
    first_verified: bool
    assessed: bool
    anomalous: bool
    due_on: dt.date
    due_estimated: bool
    overdue: bool
    state: RecordState
    revision: int
    supersedes_id: uuid.UUID | None
    disclosure: RecordDisclosure | None


class DecisionView(View):
    """One decision on a record, with the numbers it rested on."""

    action: str
    label: str
    reason: str | None
    by_system: bool
    minutes: MinutesOut
    points: PointsOut
    explanation: list[str]
    decided_at: InstantOut


class RecordDetailView(View):
    """A record and everything that was ever decided on it."""

    record: RecordView
    decisions: list[DecisionView]


class OverdueItem(View):
    """How many claims of a village are past their due date."""

    village_code: str
    records: int
    oldest_due_on: dt.date
    estimated: bool


class OverdueView(View):
    """Villages with claims that are more than ten working days old."""

    items: list[OverdueItem]


class HoursQuery(Body):
    """Between which business dates, both included; of all time without them."""

    first_on: dt.date | None = None
    last_on: dt.date | None = None
    county_id: CountyCode | None = None


class ElsewhereView(View):
    """Minutes that another county recorded and keeps, before the person moved; they are in the sums as well."""

    county_id: str
    county_name: str | None
    minutes: MinutesOut


class OwnRecordPage(Page[RecordView]):
    """One page of one's own records; ``elsewhere`` names the counties that keep what she did before she moved."""

    elsewhere: list[ElsewhereView]


class HoursView(View):
    """Minutes of a person; scanned and hand-added ones are kept apart for ever."""

    scan_minutes: MinutesOut
    manual_minutes: MinutesOut
    pending_minutes: MinutesOut
    pending_points: PointsOut
    elsewhere: list[ElsewhereView]


class MonthView(View):
    """A month in sums: approved services only; ``pending_points`` is the part of ``points`` not settled yet."""

    month: Annotated[dt.date, Field(description="这个月的第一天")]
    times: int
    minutes: MinutesOut
    points: PointsOut
    pending_points: PointsOut


class MonthList(View):
    """The last twelve months with services, latest first, and this month whether it has any or not."""

    this_month: MonthView
    items: list[MonthView]


class ClosingBody(Body):
    """How many people without an account came, if somebody counted."""

    unregistered_headcount: Annotated[int, Field(ge=0, le=10_000)] | None = None


class ClosingView(View):
    """What closing an activity did."""

    activity_id: uuid.UUID
    checked_out: int
    claimed: int
