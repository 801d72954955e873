from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.attendance.intervals import (
    Flag,
    Interval,
    correct_device_time,
    count_once,
    overlapping,
    presence,
)
from points.attendance.refusals import ClockSkewAbsurd, MarksReversed, WindowReversed

DAY = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def at(hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    return DAY + dt.timedelta(hours=hour, minutes=minute, seconds=second)


def between(start: dt.datetime, end: dt.datetime) -> Interval:
    return Interval(start, end)


PLANNED = between(at(8, 30), at(11))
MINUTES = st.integers(0, 24 * 60).map(lambda minute: DAY + dt.timedelta(minutes=minute))
INTERVALS = st.tuples(MINUTES, MINUTES).map(lambda ends: Interval(min(ends), max(ends)))


def test_presence_when_early_in_and_late_out_then_counts_the_planned_time():
    counted = presence(checked_in_at=at(8, 28), checked_out_at=at(11, 3), planned=PLANNED)

    assert (counted.minutes, counted.counted, counted.flags) == (150, PLANNED, frozenset())


def test_presence_when_late_in_and_early_out_then_counts_whole_minutes_rounded_down():
    counted = presence(checked_in_at=at(9, 0, 30), checked_out_at=at(10, 0, 29), planned=PLANNED)

    assert counted.minutes == 59


def test_presence_when_check_out_is_forgotten_then_ends_with_the_activity_and_is_flagged():
    counted = presence(checked_in_at=at(9), checked_out_at=None, planned=PLANNED)

    assert (counted.minutes, counted.flags) == (120, {Flag.CHECK_OUT_FORGOTTEN})


@pytest.mark.parametrize(
    ("came", "left", "flags"),
    [
        (at(7), at(8), {Flag.OUTSIDE_WINDOW}),
        (at(11), at(12), {Flag.OUTSIDE_WINDOW}),
        (at(12), None, {Flag.OUTSIDE_WINDOW, Flag.CHECK_OUT_FORGOTTEN}),
    ],
)
def test_presence_when_outside_the_planned_time_then_counts_nothing_and_is_flagged(came, left, flags):
    counted = presence(checked_in_at=came, checked_out_at=left, planned=PLANNED)

    assert (counted.minutes, counted.flags) == (0, flags)


def test_presence_when_the_marks_are_reversed_then_is_refused():
    with pytest.raises(MarksReversed):
        presence(checked_in_at=at(10), checked_out_at=at(9), planned=PLANNED)
    with pytest.raises(WindowReversed):
        between(at(10), at(9))


def test_offline_scan_when_the_phone_is_40_minutes_fast_then_is_set_right_and_flagged():
    corrected = correct_device_time(at(9, 10), skew=dt.timedelta(minutes=-40), window=PLANNED, received_at=at(20))

    assert (corrected.at, corrected.flags) == (at(8, 30), {Flag.CLOCK_CORRECTED})


@pytest.mark.parametrize(
    ("device", "skew", "received", "expected", "flags"),
    [
        (at(9), dt.timedelta(seconds=59), at(20), at(9, 0, 59), set()),
        (at(9), None, at(20), at(9), {Flag.CLOCK_UNKNOWN}),
        (at(6), dt.timedelta(), at(20), at(8, 30), {Flag.CLAMPED_TO_WINDOW}),
        (at(15), dt.timedelta(), at(20), at(11), {Flag.CLAMPED_TO_WINDOW}),
        (at(10), dt.timedelta(), at(9), at(9), {Flag.CLAMPED_TO_WINDOW}),
    ],
)
def test_offline_scan_when_corrected_then_lies_in_the_window_and_not_in_the_future(
    device, skew, received, expected, flags
):
    corrected = correct_device_time(device, skew=skew, window=PLANNED, received_at=received)

    assert (corrected.at, corrected.flags) == (expected, flags)


@pytest.mark.parametrize(
    ("device", "skew"),
    [
        (at(9), dt.timedelta(days=20_000)),
        (dt.datetime(9999, 12, 31, tzinfo=dt.UTC), dt.timedelta(days=300)),
        (dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.timedelta(days=-300)),
    ],
)
def test_offline_scan_when_the_skew_is_absurd_then_is_refused(device, skew):
    with pytest.raises(ClockSkewAbsurd):
        correct_device_time(device, skew=skew, window=PLANNED, received_at=at(20))


def test_overlap_when_two_activities_share_twenty_minutes_then_they_count_once():
    first, second = between(at(8, 30), at(10)), between(at(9, 40), at(11, 10))

    once = count_once(second, [first])

    assert (once.minutes, once.overlap_minutes, once.flags) == (70, 20, {Flag.OVERLAP})
    assert once.pieces == (between(at(10), at(11, 10)),)
    assert overlapping(second, [first, between(at(11, 10), at(12))]) == (first,)


def test_overlap_when_one_lies_inside_the_other_then_the_rest_counts_in_two_pieces():
    once = count_once(PLANNED, [between(at(9), at(9, 30))])

    assert once.pieces == (between(at(8, 30), at(9)), between(at(9, 30), at(11)))
    assert once.minutes == 120


def test_overlap_when_everything_is_taken_then_nothing_is_left():
    once = count_once(PLANNED, [between(at(8), at(10)), between(at(9), at(12))])

    assert (once.pieces, once.minutes, once.overlap_minutes) == ((), 0, 150)


def test_overlap_when_there_is_none_then_all_counts_without_a_flag():
    once = count_once(PLANNED, [between(at(11), at(12)), between(at(8), at(8, 30))])

    assert (once.pieces, once.minutes, once.overlap_minutes, once.flags) == ((PLANNED,), 150, 0, frozenset())


@given(INTERVALS, st.lists(INTERVALS, max_size=5))
def test_overlap_when_cut_out_then_no_minute_counts_twice_and_none_is_lost(interval, taken):
    once = count_once(interval, taken)

    start = (interval.starts_at - DAY) // dt.timedelta(minutes=1)
    free = [
        minute
        for minute in range(start, start + interval.minutes)
        if not any(other.starts_at <= DAY + dt.timedelta(minutes=minute) < other.ends_at for other in taken)
    ]
    assert once.minutes == len(free)
    assert once.minutes + once.overlap_minutes == interval.minutes
    assert all(not overlapping(piece, taken) for piece in once.pieces)
