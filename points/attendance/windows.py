"""How long before and after a shift a mark is taken (签到时段), and when a forgotten check-out is closed."""

from __future__ import annotations

import datetime as dt
from typing import Final

from points.attendance.intervals import Interval

EARLY_ARRIVAL: Final = dt.timedelta(minutes=30)
LATE_LEAVING: Final = dt.timedelta(minutes=60)
LATEST_UPLOAD: Final = dt.timedelta(days=7)


def mark_window(planned: Interval) -> Interval:
    """Return when marks of a shift or an activity are taken: half an hour before until one hour after it.

    What lies outside the planned time never counts as minutes; it only lets people queue up and say goodbye.
    """
    return Interval(planned.starts_at - EARLY_ARRIVAL, planned.ends_at + LATE_LEAVING)
