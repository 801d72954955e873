"""Limits on how often something may be tried: fixed windows, counted in one process or in Redis.

A limiter never opens because something failed: when Redis is away, each process goes on counting by itself
with its share of the limit.
"""

import threading
import time
from dataclasses import dataclass
from typing import Protocol

from app.gateways.token_store import NANOSECONDS, MonotonicClock

SUBJECTS_MAX = 50_000


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most `times` tries of one subject within `seconds`, counted from the first one."""

    name: str
    times: int
    seconds: int


@dataclass(frozen=True, slots=True)
class RateDecision:
    """Whether a try may go ahead, and if not, in how many seconds the next one may."""

    allowed: bool
    retry_after_seconds: int = 0


class RateLimiter(Protocol):
    """Counts tries."""

    def hit(self, limit: RateLimit, subject: str) -> RateDecision:
        """Count one try of a subject (an address, an account, a code) and decide on it."""
        ...


@dataclass(slots=True)
class _Window:
    tries: int
    ends_at: int


class InProcessRateLimiter:
    """Counts in the memory of one process; `processes` equal ones share every limit between them.

    When more subjects than `subjects_max` are being counted at once, new ones are refused.
    """

    def __init__(
        self,
        *,
        processes: int = 1,
        subjects_max: int = SUBJECTS_MAX,
        monotonic_ns: MonotonicClock = time.monotonic_ns,
    ) -> None:
        self._processes = processes
        self._subjects_max = subjects_max
        self._monotonic_ns = monotonic_ns
        self._guard = threading.Lock()
        self._windows: dict[tuple[str, str], _Window] = {}

    def hit(self, limit: RateLimit, subject: str) -> RateDecision:
        """Count one try of a subject and decide on it."""
        share = max(1, limit.times // self._processes)
        key = (limit.name, subject)
        with self._guard:
            now = self._monotonic_ns()
            window = self._windows.get(key)
            if window is None or window.ends_at <= now:
                if window is None and not self._has_room(now):
                    return RateDecision(allowed=False, retry_after_seconds=limit.seconds)
                window = self._windows[key] = _Window(0, now + limit.seconds * NANOSECONDS)
            window.tries += 1
            if window.tries <= share:
                return RateDecision(allowed=True)
            return RateDecision(allowed=False, retry_after_seconds=_seconds_up(window.ends_at - now))

    def _has_room(self, now: int) -> bool:
        if len(self._windows) < self._subjects_max:
            return True
        self._windows = {key: window for key, window in self._windows.items() if window.ends_at > now}
        return len(self._windows) < self._subjects_max


def _seconds_up(nanoseconds: int) -> int:
    return -(-nanoseconds // NANOSECONDS)
