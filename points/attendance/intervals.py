"""From marks to minutes (签到、签退 → 时长): what counts of a presence, and what it was flagged for.

Counted is the time between check-in and check-out inside the planned window, in whole minutes rounded down.
Nothing is refused for being late, early or offline; whatever a person should look at becomes a flag.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from points.amounts import Minutes
from points.attendance.refusals import ClockSkewAbsurd, MarksReversed, WindowReversed

ONE_MINUTE: Final = dt.timedelta(minutes=1)
NOTICEABLE_SKEW: Final = dt.timedelta(minutes=1)
LARGEST_SKEW: Final = dt.timedelta(days=366 * 30)


class Flag(StrEnum):
    """What an organizer should look at before she approves; none of these blocks anybody."""

    CLOCK_CORRECTED = "clock_corrected"
    CLOCK_UNKNOWN = "clock_unknown"
    CLAMPED_TO_WINDOW = "clamped_to_window"
    CHECK_OUT_FORGOTTEN = "check_out_forgotten"
    OUTSIDE_WINDOW = "outside_window"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time from ``starts_at`` until just before ``ends_at``."""

    starts_at: dt.datetime
    ends_at: dt.datetime

    def __post_init__(self) -> None:
        if self.ends_at < self.starts_at:
            raise WindowReversed()

    @property
    def minutes(self) -> Minutes:
        """Whole minutes, rounded down."""
        return Minutes((self.ends_at - self.starts_at) // ONE_MINUTE)

    def clamp(self, instant: dt.datetime) -> dt.datetime:
        """Return the instant, or the nearer end of the interval if it lies outside."""
        return min(max(instant, self.starts_at), self.ends_at)

    def shared_with(self, other: Interval) -> Interval | None:
        """Return what both intervals cover, or ``None`` if they only touch or lie apart."""
        starts_at, ends_at = max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at)
        return Interval(starts_at, ends_at) if starts_at < ends_at else None

    def without(self, other: Interval) -> tuple[Interval, ...]:
        """Return the pieces that are left when the other interval is cut out: none, one or two."""
        shared = self.shared_with(other)
        if shared is None:
            return (self,)
        before = Interval(self.starts_at, shared.starts_at)
        after = Interval(shared.ends_at, self.ends_at)
        return tuple(piece for piece in (before, after) if piece.starts_at < piece.ends_at)


@dataclass(frozen=True, slots=True)
class CorrectedInstant:
    """When a scan without network really happened, as far as one can know."""

    at: dt.datetime
    flags: frozenset[Flag]


@dataclass(frozen=True, slots=True)
class Presence:
    """What counts of one pair of marks."""

    counted: Interval
    flags: frozenset[Flag]

    @property
    def minutes(self) -> Minutes:
        """Whole minutes that count, rounded down."""
        return self.counted.minutes


@dataclass(frozen=True, slots=True)
class CountedOnce:
    """What is left of a presence after the time of other activities was cut out."""

    pieces: tuple[Interval, ...]
    minutes: Minutes
    overlap_minutes: Minutes
    flags: frozenset[Flag]


def correct_device_time(
    device_at: dt.datetime, *, skew: dt.timedelta | None, window: Interval, received_at: dt.datetime
) -> CorrectedInstant:
    """Return the instant of an offline scan from the phone's clock and its measured skew.

    ``skew`` is the server's clock minus the phone's, measured when both last spoke; ``None`` if never.
    ``window`` is when marks are expected. The result lies inside it and never after ``received_at``, when the
    upload arrived: a phone cannot report the future.

    Raises:
        ClockSkewAbsurd: the skew is beyond thirty years.

    """
    if skew is not None and abs(skew) > LARGEST_SKEW:
        raise ClockSkewAbsurd(days=skew.days)
    flags = {Flag.CLOCK_UNKNOWN} if skew is None else set()
    if skew is not None and abs(skew) >= NOTICEABLE_SKEW:
        flags.add(Flag.CLOCK_CORRECTED)
    supposed = _shifted(device_at, skew or dt.timedelta())
    at = min(window.clamp(supposed), received_at)
    if at != supposed:
        flags.add(Flag.CLAMPED_TO_WINDOW)
    return CorrectedInstant(at, frozenset(flags))


def presence(*, checked_in_at: dt.datetime, checked_out_at: dt.datetime | None, planned: Interval) -> Presence:
    """Return what counts of a pair of marks: the part inside the planned window.

    A forgotten check-out is closed at the planned end and flagged; somebody who was there only before or
    after the window counts zero minutes and is flagged.

    Raises:
        MarksReversed: the check-out lies before the check-in.

    """
    flags = set()
    left_at = checked_out_at
    if left_at is None:
        left_at = max(planned.ends_at, checked_in_at)
        flags.add(Flag.CHECK_OUT_FORGOTTEN)
    if left_at < checked_in_at:
        raise MarksReversed()
    counted = Interval(planned.clamp(checked_in_at), planned.clamp(left_at))
    if counted.starts_at == counted.ends_at:
        flags.add(Flag.OUTSIDE_WINDOW)
    return Presence(counted, frozenset(flags))


def overlapping(interval: Interval, others: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return those of the others that share time with the interval; touching ends share none."""
    return tuple(other for other in others if interval.shared_with(other) is not None)


def count_once(interval: Interval, taken: Iterable[Interval]) -> CountedOnce:
    """Return what the interval still counts for when the time already counted elsewhere is cut out.

    Whatever was recorded first keeps its time; the shared minutes count only there (撞上的时间只算一次).
    """
    pieces: tuple[Interval, ...] = (interval,)
    for other in taken:
        pieces = tuple(left for piece in pieces for left in piece.without(other))
    time_left = sum((piece.ends_at - piece.starts_at for piece in pieces), dt.timedelta())
    minutes = Minutes(time_left // ONE_MINUTE)
    cut = time_left != interval.ends_at - interval.starts_at
    flags = frozenset({Flag.OVERLAP}) if cut else frozenset()
    return CountedOnce(pieces, minutes, Minutes(interval.minutes - minutes), flags)


def _shifted(instant: dt.datetime, skew: dt.timedelta) -> dt.datetime:
    try:
        return instant + skew
    except OverflowError:
        raise ClockSkewAbsurd(days=skew.days) from None
