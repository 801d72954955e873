"""The service's clock, which a demonstration may move forward; and what people call the instants it stops at."""

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
SATURDAY = 5


class Clock:
    """Moves the clock of the service through its offset file. Never back: what happened stays in the past."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> dt.datetime:
        """Return the service's present instant in local time."""
        try:
            offset = int(self._file.read_text())
        except (FileNotFoundError, ValueError):
            offset = 0
        return dt.datetime.now(SHANGHAI) + dt.timedelta(seconds=offset)

    def travel_to(self, instant: dt.datetime) -> None:
        """Move the clock forward to an instant; an instant in the past leaves it where it is."""
        if instant <= self.now():
            return
        seconds = round((instant - dt.datetime.now(dt.UTC)).total_seconds()) + 1
        draft = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        draft.write_text(str(seconds))
        draft.replace(self._file)

    def pass_seconds(self, seconds: int) -> None:
        """Let some time go by."""
        self.travel_to(self.now() + dt.timedelta(seconds=seconds))


def next_saturday(after: dt.datetime) -> dt.date:
    """Return the first Saturday that has not begun yet."""
    days = (SATURDAY - after.weekday()) % 7 or 7
    return (after + dt.timedelta(days=days)).date()


def at(day: dt.date, hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    """Return the instant of a local time of day."""
    return dt.datetime.combine(day, dt.time(hour, minute, second), SHANGHAI)


def wire(instant: dt.datetime) -> str:
    """Return an instant as it travels: UTC, whole seconds."""
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_wire(text: str) -> dt.datetime:
    """Return the local time of an instant that came over the wire."""
    return dt.datetime.fromisoformat(text).astimezone(SHANGHAI)


def day_words(day: dt.date) -> str:
    """Return a day as people say it: 「11月28日 周六」."""
    return f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def time_words(instant: dt.datetime) -> str:
    """Return a time of day as people say it: 「8:05」."""
    local = instant.astimezone(SHANGHAI)
    return f"{local.hour}:{local.minute:02d}"
