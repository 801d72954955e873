from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.calendar import (
    OFFICIAL,
    DueDate,
    PeriodKind,
    WindowInvalid,
    WorkingCalendar,
    day_of,
    due_after,
    month_of,
    period_of,
    season_of,
    week_of,
    year_of,
)

dates = st.dates(dt.date(2000, 1, 1), dt.date(2040, 12, 31))


def test_working_day_when_a_sunday_is_made_up_then_is_worked():
    assert OFFICIAL.is_working_day(dt.date(2025, 1, 26))
    assert not OFFICIAL.is_working_day(dt.date(2025, 1, 28))


def test_due_date_when_the_operator_overrides_a_day_then_moves():
    flood = WorkingCalendar(overrides={dt.date(2026, 9, 2): False})

    assert due_after(dt.date(2026, 9, 1), 1) == DueDate(dt.date(2026, 9, 2), estimated=False)
    assert due_after(dt.date(2026, 9, 1), 1, calendar=flood) == DueDate(dt.date(2026, 9, 3), estimated=False)


def test_due_date_when_the_year_is_unknown_then_takes_weekdays_and_is_estimated():
    friday = dt.date(2027, 1, 8)

    assert due_after(friday, 1) == DueDate(dt.date(2027, 1, 11), estimated=True)


def test_due_date_when_the_operator_covers_the_year_then_is_not_estimated():
    spring_festival = {dt.date(2027, 2, 8): False, dt.date(2027, 2, 14): True}
    operator = WorkingCalendar(overrides=spring_festival, covered_years=frozenset({2027}))

    assert due_after(dt.date(2027, 2, 7), 1, calendar=operator) == DueDate(dt.date(2027, 2, 9), estimated=False)
    assert due_after(dt.date(2027, 2, 12), 1, calendar=operator) == DueDate(dt.date(2027, 2, 14), estimated=False)


def test_due_date_when_the_window_is_empty_then_is_the_day_itself():
    assert due_after(dt.date(2026, 10, 1), 0) == DueDate(dt.date(2026, 10, 1), estimated=False)


@pytest.mark.parametrize("working_days", [-1, 251])
def test_due_date_when_the_window_is_absurd_then_is_refused(working_days):
    with pytest.raises(WindowInvalid):
        due_after(dt.date(2026, 1, 1), working_days)


@given(dates, st.integers(1, 30))
def test_due_date_when_counted_then_is_a_working_day_with_that_many_in_the_window(day, working_days):
    due = due_after(day, working_days)

    window = [day + dt.timedelta(days=offset) for offset in range(1, (due.on - day).days + 1)]
    assert sum(OFFICIAL.is_working_day(each) for each in window) == working_days
    assert OFFICIAL.is_working_day(due.on)
    assert due.estimated is any(not 2004 <= each.year <= 2026 for each in window)


@pytest.mark.parametrize(
    ("period", "key", "first_on", "last_on"),
    [
        (day_of(dt.date(2026, 7, 1)), "2026-07-01", dt.date(2026, 7, 1), dt.date(2026, 7, 1)),
        (week_of(dt.date(2027, 1, 1)), "2026-W53", dt.date(2026, 12, 28), dt.date(2027, 1, 3)),
        (week_of(dt.date(2024, 12, 31)), "2025-W01", dt.date(2024, 12, 30), dt.date(2025, 1, 5)),
        (month_of(dt.date(2024, 2, 10)), "2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        (month_of(dt.date(2026, 12, 31)), "2026-12", dt.date(2026, 12, 1), dt.date(2026, 12, 31)),
        (season_of(dt.date(2026, 6, 30)), "2026-Q2", dt.date(2026, 4, 1), dt.date(2026, 6, 30)),
        (season_of(dt.date(2026, 7, 1)), "2026-Q3", dt.date(2026, 7, 1), dt.date(2026, 9, 30)),
        (season_of(dt.date(2026, 12, 31)), "2026-Q4", dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
        (year_of(dt.date(2026, 7, 1)), "2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    ],
)
def test_period_when_a_day_is_given_then_has_this_key_and_these_ends(period, key, first_on, last_on):
    assert (period.key, period.first_on, period.last_on) == (key, first_on, last_on)


@given(st.sampled_from(PeriodKind), dates)
def test_period_when_taken_for_any_of_its_days_then_is_the_same(kind, day):
    period = period_of(kind, day)

    assert period.first_on <= day <= period.last_on
    assert period_of(kind, period.first_on) == period_of(kind, period.last_on) == period
    assert period_of(kind, period.last_on + dt.timedelta(days=1)).key > period.key
