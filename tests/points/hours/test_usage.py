"""What was counted before a record, from records in memory."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from points.hours.models import ServiceRecord
from points.hours.usage import counts, others_of, time_left, usage_as_json, usage_before, usage_from_json

MORNING = dt.datetime(2026, 7, 4, 0, 30, tzinfo=dt.UTC)


def record(number: int, *, starts: int = 0, minutes: int = 60, points: int = 100, **more: Any) -> ServiceRecord:
    """Return an assessed record that starts so many minutes after half past eight."""
    started_at = MORNING + dt.timedelta(minutes=starts)
    fields: dict[str, Any] = {
        "id": uuid.UUID(int=number),
        "activity_id": uuid.UUID(int=100 + number),
        "local_date": started_at.date(),
        "started_at": started_at,
        "ended_at": started_at + dt.timedelta(minutes=minutes),
        "created_at": MORNING + dt.timedelta(days=1, seconds=number),
        "minutes": minutes,
        "points": points,
        "assessed_at": MORNING,
        "state": "claimed",
        "disputed_from": None,
        "supersedes_id": None,
    }
    return ServiceRecord(**(fields | more))


def test_only_what_stands_before_uses_up_limits() -> None:
    first, rejected = record(1), record(2, starts=70, state="rejected")
    replaced, disputed = record(3, starts=140, state="corrected"), record(4, starts=210, state="disputed")
    was_rejected = record(5, starts=280, state="disputed", disputed_from="rejected")
    later = record(6, starts=350)
    history = [later, was_rejected, disputed, replaced, rejected, first]

    assert [counts(each) for each in history] == [True, False, True, False, False, True]
    assert usage_before(later, history).day_minutes == 120
    assert usage_before(first, history).day_minutes == 60  # the disputed one is frozen and comes before everything
    assert usage_before(later, history, earlier_minutes=30).lifetime_minutes == 150


def test_settled_record_and_its_correction_never_count_both() -> None:
    settled = record(1, state="settled", minutes=120, points=240)
    correction = record(2, minutes=60, points=120, supersedes_id=settled.id)
    other = record(3, starts=200)
    history = [settled, correction, other]

    assert others_of(correction, history) == [other]
    assert others_of(settled, history) == [other]
    assert usage_before(other, history).day_minutes == 120
    settled.state = "corrected"
    assert usage_before(other, history).day_minutes == 60


def test_time_belongs_to_whichever_record_was_made_first() -> None:
    first, second = record(1, minutes=60), record(2, starts=30, minutes=60)

    assert time_left(first, [first, second]).minutes == 60
    assert time_left(second, [first, second]).minutes == 30
    assert time_left(first, [first, record(2, starts=30, minutes=60, state="settled")]).minutes == 30


@given(st.lists(st.integers(0, 3000), min_size=2, max_size=8, unique=True), st.randoms(use_true_random=False))
def test_order_of_reading_the_book_changes_nothing(starts: list[int], chance: random.Random) -> None:
    history = [record(number, starts=start, minutes=20 + number) for number, start in enumerate(starts, 1)]
    shuffled = history[:]
    chance.shuffle(shuffled)

    for each in history:
        usage = usage_before(each, history)
        assert usage == usage_before(each, shuffled)
        assert usage_from_json(usage_as_json(usage)) == usage


def test_every_minute_of_a_crowded_day_is_given_once() -> None:
    history = [record(number, starts=number * 17, minutes=60) for number in range(1, 7)]

    given_away = sum(time_left(each, history).minutes for each in history)

    assert given_away == (history[-1].ended_at - history[0].started_at) // dt.timedelta(minutes=1)
