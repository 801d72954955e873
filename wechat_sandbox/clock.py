"""The sandbox clock: real time plus an offset, or frozen; all expiry rules read it."""

import threading
import time

SHANGHAI_OFFSET_SECONDS = 8 * 3600
DAY_SECONDS = 86400


class Clock:
    """Whole Unix seconds that tests may move at will."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._offset = 0
        self._frozen_at: int | None = None

    def now(self) -> int:
        """Return the current sandbox time in Unix seconds."""
        with self._lock:
            return self._now()

    def set(self, instant: int) -> None:
        """Move the clock to `instant` (Unix seconds)."""
        with self._lock:
            self._move(instant - self._now())

    def advance(self, seconds: int) -> None:
        """Move the clock forward (or back) by `seconds`."""
        with self._lock:
            self._move(seconds)

    def freeze(self, frozen: bool) -> None:
        """Stop the clock at its present reading, or let it run on from there."""
        with self._lock:
            now = self._now()
            self._frozen_at = now if frozen else None
            self._offset = now - int(time.time())

    def return_to_real_time(self) -> None:
        """Undo every shift and run freely again."""
        with self._lock:
            self._frozen_at = None
            self._offset = 0

    def _now(self) -> int:
        if self._frozen_at is not None:
            return self._frozen_at
        return int(time.time()) + self._offset

    def _move(self, seconds: int) -> None:
        self._offset += seconds
        if self._frozen_at is not None:
            self._frozen_at += seconds


def day_of(instant: int) -> str:
    """Return the Shanghai calendar day of a Unix second as `YYYYMMDD`: quotas are counted by it."""
    moved = time.gmtime(instant + SHANGHAI_OFFSET_SECONDS)
    return time.strftime("%Y%m%d", moved)


def minute_of(instant: int) -> int:
    """Return the number of the minute a Unix second falls in."""
    return instant // 60
