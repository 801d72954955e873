"""The stretches of days a village looks back on. A season is a quarter of the year, as in the scoring rules."""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

Period = Literal["month", "season", "year"]
MONTHS: Final[dict[Period, int]] = {"month": 1, "season": 3, "year": 12}


def days_of(period: Period, day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last business date of the month, season or year that a day belongs to."""
    length = MONTHS[period]
    first = dt.date(day.year, (day.month - 1) // length * length + 1, 1)
    beyond = first.replace(day=28) + dt.timedelta(days=31 * length - 24)
    return first, beyond.replace(day=1) - dt.timedelta(days=1)
