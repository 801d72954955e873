"""Working days (工作日) and the periods that limits are counted in; pure functions of business dates.

Official holidays and make-up days come from ``chinesecalendar``; the operator may override single days or
supply whole years. Where neither knows a year, Monday to Friday are taken and the answer says "estimated".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

import chinese_calendar

from points.errors import Invalid

LONGEST_WINDOW: Final = 250
_ONE_DAY: Final = dt.timedelta(days=1)


class WindowInvalid(Invalid):
    """A window of working days is negative or absurdly long."""

    code = "working_days_invalid"


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day of a window of working days, and whether a day in it was guessed."""

    on: dt.date
    estimated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar:
    """What the operator knows better than the package.

    ``overrides`` says of single days whether they are worked. In ``covered_years`` the overrides are the
    whole official list, so the remaining days follow the weekday and are not estimated.
    """

    overrides: Mapping[dt.date, bool] = field(default_factory=dict)
    covered_years: frozenset[int] = frozenset()

    def is_working_day(self, day: dt.date) -> bool:
        """Return whether the day is worked, by override, official calendar or weekday, in this order."""
        return self._look_up(day)[0]

    def is_public_holiday(self, day: dt.date) -> bool:
        """Return whether the day is free because of a festival (法定节假日), not merely because of a weekend.

        Of a year that is not published yet nobody knows; then it is not.
        """
        if day in self.overrides:
            return not self.overrides[day] and day.weekday() < 5
        if day.year in self.covered_years:
            return False
        published = _published(day)
        return published is not None and published.is_free and published.is_festival

    def due_after(self, day: dt.date, working_days: int) -> DueDate:
        """Return the day on which a window of so many working days after ``day`` ends.

        ``day`` itself is not counted (Order 67 art. 11: within 10 working days after the activity ends).

        Raises:
            WindowInvalid: fewer than 0 or more than 250 working days.

        """
        if not 0 <= working_days <= LONGEST_WINDOW:
            raise WindowInvalid(working_days=working_days, longest=LONGEST_WINDOW)
        due, estimated, left = day, False, working_days
        while left > 0:
            due += _ONE_DAY
            working, guessed = self._look_up(due)
            estimated = estimated or guessed
            left -= working
        return DueDate(on=due, estimated=estimated)

    def _look_up(self, day: dt.date) -> tuple[bool, bool]:
        """Return (is worked, is guessed)."""
        if day in self.overrides:
            return self.overrides[day], False
        by_weekday = day.weekday() < 5
        if day.year in self.covered_years:
            return by_weekday, False
        published = _published(day)
        return (by_weekday, True) if published is None else (not published.is_free, False)


class _Published(NamedTuple):
    """What the State Council's yearly notice says of a day."""

    is_free: bool
    is_festival: bool


def _published(day: dt.date) -> _Published | None:
    """Return what is published of a day; nothing of a year before its notice, usually until November before it."""
    try:
        free, festival = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:  # the package's word for a year it has no notice of, not an unfinished place of ours
        return None
    return _Published(is_free=bool(free), is_festival=festival is not None)


OFFICIAL: Final = WorkingCalendar()
"""The official calendar as the package knows it, with nothing overridden."""


def due_after(day: dt.date, working_days: int, *, calendar: WorkingCalendar = OFFICIAL) -> DueDate:
    """Return the day on which a window of so many working days after ``day`` ends.

    Raises:
        WindowInvalid: fewer than 0 or more than 250 working days.

    """
    return calendar.due_after(day, working_days)


class PeriodKind(StrEnum):
    """The periods that limits are counted in; a season is a quarter of the year."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """One period: its key (for instance ``2026-Q3``), and its first and last day."""

    kind: PeriodKind
    key: str
    first_on: dt.date
    last_on: dt.date


def day_of(day: dt.date) -> Period:
    """Return the business date itself as a period, key ``2026-07-01``."""
    return Period(PeriodKind.DAY, day.isoformat(), day, day)


def week_of(day: dt.date) -> Period:
    """Return the ISO week, Monday to Sunday, key ``2026-W27``; early January may belong to the old year."""
    iso = day.isocalendar()
    monday = day - dt.timedelta(days=iso.weekday - 1)
    return Period(PeriodKind.WEEK, f"{iso.year:04d}-W{iso.week:02d}", monday, monday + dt.timedelta(days=6))


def month_of(day: dt.date) -> Period:
    """Return the calendar month, key ``2026-07``."""
    return Period(
        PeriodKind.MONTH,
        f"{day.year:04d}-{day.month:02d}",
        day.replace(day=1),
        _month_end(day.year, day.month),
    )


def season_of(day: dt.date) -> Period:
    """Return the quarter of the year, key ``2026-Q3``."""
    quarter = (day.month + 2) // 3
    first = dt.date(day.year, 3 * quarter - 2, 1)
    return Period(PeriodKind.SEASON, f"{day.year:04d}-Q{quarter}", first, _month_end(day.year, 3 * quarter))


def year_of(day: dt.date) -> Period:
    """Return the calendar year, key ``2026``."""
    return Period(PeriodKind.YEAR, f"{day.year:04d}", dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))


_PERIOD_OF: Final = {
    PeriodKind.DAY: day_of,
    PeriodKind.WEEK: week_of,
    PeriodKind.MONTH: month_of,
    PeriodKind.SEASON: season_of,
    PeriodKind.YEAR: year_of,
}


def period_of(kind: PeriodKind, day: dt.date) -> Period:
    """Return the period of that kind in which the business date lies."""
    return _PERIOD_OF[kind](day)


def _month_end(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - _ONE_DAY
