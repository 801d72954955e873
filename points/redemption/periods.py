"""Periods that limits count in: a day, a month, a season (calendar quarter) or a year."""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

Period = Literal["day", "month", "season", "year"]
MONTHS_PER_SEASON: Final = 3


def period_key(period: Period, day: dt.date) -> str:
    """Return the name of the period a day lies in, for instance ``2026-S2`` for 30 June 2026 (acceptance case RC-03).

    The database function of the same name gives the same answer; a property test compares them.
    """
    if period == "day":
        return day.isoformat()
    if period == "month":
        return f"{day.year:04d}-{day.month:02d}"
    if period == "season":
        return f"{day.year:04d}-S{(day.month - 1) // MONTHS_PER_SEASON + 1}"
    return f"{day.year:04d}"
