"""What was already counted for a person before one of her records: the input of caps and of the daily ladder.

Which records come before is decided by time of service, then id, never by who was quicker to upload; records that
are already public or settled come before everything, because they can no longer change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from points.amounts import Minutes, Points
from points.attendance.intervals import CountedOnce, Interval, count_once
from points.calendar import Period, month_of, season_of, week_of
from points.hours.models import ServiceRecord
from points.hours.states import COUNTED, OPEN, RecordState
from points.scoring.calculator import Usage


def counts(record: ServiceRecord) -> bool:
    """Say whether a record uses up limits."""
    return RecordState(record.state) in COUNTED and record.disputed_from != RecordState.REJECTED


def is_open(record: ServiceRecord) -> bool:
    """Say whether a record's points may still be computed anew."""
    return RecordState(record.state) in OPEN


def others_of(record: ServiceRecord, history: Iterable[ServiceRecord]) -> list[ServiceRecord]:
    """Return the person's other records that count beside this one.

    Of a settled record and the correction that waits to replace it, only the settled one counts for others, and
    neither counts for the other.
    """
    counted = [other for other in history if counts(other)]
    standing = {other.id for other in counted}
    return [
        other
        for other in counted
        if other.id not in (record.id, record.supersedes_id)
        and other.supersedes_id != record.id
        and other.supersedes_id not in standing
    ]


def time_left(record: ServiceRecord, history: Iterable[ServiceRecord]) -> CountedOnce:
    """Return what of the presence counts nowhere else: of two overlapping records the one made first keeps the time."""
    taken = [
        Interval(other.started_at, other.ended_at)
        for other in others_of(record, history)
        if not is_open(other) or (other.created_at, other.id) < (record.created_at, record.id)
    ]
    return count_once(Interval(record.started_at, record.ended_at), taken)


def usage_before(record: ServiceRecord, history: Iterable[ServiceRecord], *, earlier_minutes: int = 0) -> Usage:
    """Return what was counted for the person before this record.

    ``earlier_minutes`` are those of a lifetime that lie before the history given.
    """
    before = [
        other
        for other in others_of(record, history)
        if other.assessed_at is not None
        and (not is_open(other) or (other.started_at, other.id) < (record.started_at, record.id))
    ]
    same_event = [other for other in before if other.activity_id == record.activity_id]
    same_day = [other for other in before if other.local_date == record.local_date]
    return Usage(
        event_minutes=_minutes(same_event),
        day_minutes=_minutes(same_day),
        lifetime_minutes=Minutes(earlier_minutes + _minutes(before)),
        event_points=_points(same_event),
        day_points=_points(same_day),
        week_points=_points(_within(before, week_of(record.local_date))),
        month_points=_points(_within(before, month_of(record.local_date))),
        season_points=_points(_within(before, season_of(record.local_date))),
    )


def usage_as_json(usage: Usage) -> dict[str, int]:
    """Return the usage as stored beside the record; only what is not zero."""
    return {name: value for name, value in asdict(usage).items() if value}


def usage_from_json(facts: dict[str, Any]) -> Usage:
    """Return the usage that was stored beside a record; the inverse of ``usage_as_json``."""
    return Usage(
        event_minutes=Minutes(facts.get("event_minutes", 0)),
        day_minutes=Minutes(facts.get("day_minutes", 0)),
        lifetime_minutes=Minutes(facts.get("lifetime_minutes", 0)),
        event_points=Points(facts.get("event_points", 0)),
        day_points=Points(facts.get("day_points", 0)),
        week_points=Points(facts.get("week_points", 0)),
        month_points=Points(facts.get("month_points", 0)),
        season_points=Points(facts.get("season_points", 0)),
    )


def _within(records: Iterable[ServiceRecord], period: Period) -> list[ServiceRecord]:
    return [record for record in records if period.first_on <= record.local_date <= period.last_on]


def _minutes(records: Sequence[ServiceRecord]) -> Minutes:
    return Minutes(sum(record.minutes for record in records))


def _points(records: Sequence[ServiceRecord]) -> Points:
    return Points(sum(record.points for record in records))
