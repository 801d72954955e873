"""Where the WeChat access token is kept, so that all workers share one and fetch it once.

Two implementations pass the same tests: `InProcessTokenStore` for a single process, and `RedisTokenStore`
(app/gateways/redis.py) for several.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

NANOSECONDS = 1_000_000_000
LOCK_WAIT_SECONDS = 10

MonotonicClock = Callable[[], int]


class TokenStoreBusy(Exception):
    """Somebody else has been fetching the token for longer than we are willing to wait."""


class TokenStore(Protocol):
    """Keeps named short-lived texts and hands out one lock per name."""

    def read(self, name: str) -> str | None:
        """Return what is kept under a name, or None when nothing is or it has expired."""
        ...

    def write(self, name: str, text: str, *, seconds: int) -> None:
        """Keep a text for so many seconds."""
        ...

    def claim(self, name: str, *, seconds: int) -> bool:
        """Return True to one caller only within so many seconds."""
        ...

    def locked(self, name: str) -> AbstractContextManager[None]:
        """Hold the lock of a name while the context lasts.

        Raises:
            TokenStoreBusy: the lock could not be had in time.
        """
        ...


class InProcessTokenStore:
    """A token store for one process, shared by its threads."""

    def __init__(self, monotonic_ns: MonotonicClock = time.monotonic_ns) -> None:
        self._monotonic_ns = monotonic_ns
        self._guard = threading.Lock()
        self._kept: dict[str, tuple[str, int]] = {}
        self._locks: dict[str, threading.Lock] = {}

    def read(self, name: str) -> str | None:
        """Return what is kept under a name, or None."""
        with self._guard:
            return self._read(name)

    def write(self, name: str, text: str, *, seconds: int) -> None:
        """Keep a text for so many seconds."""
        with self._guard:
            self._kept[name] = (text, self._monotonic_ns() + seconds * NANOSECONDS)

    def claim(self, name: str, *, seconds: int) -> bool:
        """Return True to one caller only within so many seconds."""
        with self._guard:
            if self._read(name) is not None:
                return False
            self._kept[name] = ("claimed", self._monotonic_ns() + seconds * NANOSECONDS)
            return True

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Hold the lock of a name while the context lasts."""
        with self._guard:
            lock = self._locks.setdefault(name, threading.Lock())
        if not lock.acquire(timeout=LOCK_WAIT_SECONDS):
            raise TokenStoreBusy(name)
        try:
            yield
        finally:
            lock.release()

    def _read(self, name: str) -> str | None:
        text, expires_at = self._kept.get(name, ("", 0))
        return text if expires_at > self._monotonic_ns() else None
