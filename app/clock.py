"""The only place that asks the time. Instants are UTC; business dates are those of Asia/Shanghai."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_offset_file: Path | None = None


def use_offset_file(path: Path | None) -> None:
    """Let the demonstration travel in time: seconds to add are read from this file. Production refuses to set it."""
    global _offset_file
    _offset_file = path


def utc_now() -> dt.datetime:
    """Return the present instant in UTC."""
    now = dt.datetime.now(dt.UTC)
    if _offset_file is None:
        return now
    try:
        return now + dt.timedelta(seconds=int(_offset_file.read_text()))
    except FileNotFoundError:
        return now


def local_date(instant: dt.datetime) -> dt.date:
    """Return the business date of an instant: an activity belongs to the local date on which it started."""
    return instant.astimezone(SHANGHAI).date()


def to_local(instant: dt.datetime) -> dt.datetime:
    """Return the same instant on the clocks of Asia/Shanghai."""
    return instant.astimezone(SHANGHAI)


def local_midnight(day: dt.date) -> dt.datetime:
    """Return the instant at which a business date begins."""
    return dt.datetime.combine(day, dt.time(), SHANGHAI).astimezone(dt.UTC)
