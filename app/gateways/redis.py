"""Redis: counters, locks and the shared WeChat token. Never the only copy of anything, never the truth.

Every call is over within a fraction of a second. When Redis is away, the classes here go on with their
in-process twins: a little more conservative, never open, and the service keeps working.
"""

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import LockError, RedisError
from redis.retry import Retry

from app.gateways.rate_limit import InProcessRateLimiter, RateDecision, RateLimit
from app.gateways.token_store import (
    LOCK_WAIT_SECONDS,
    NANOSECONDS,
    InProcessTokenStore,
    MonotonicClock,
    TokenStoreBusy,
)

logger = logging.getLogger(__name__)

TIMEOUT_MS = 200
AWAY_SECONDS = 5  # after a failure Redis is left alone for so long
FALLBACK_TOKEN_SECONDS = 60
LOCK_LIFE_SECONDS = 20  # longer than the slowest token fetch, so that a killed holder cannot block for ever

COUNT_TRY = """
local tries = redis.call('INCR', KEYS[1])
if tries == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {tries, redis.call('PTTL', KEYS[1])}
"""


def connect_redis(url: str, *, timeout_ms: int = TIMEOUT_MS) -> Redis:
    """Return a client that gives up after `timeout_ms`; nothing is sent yet. Texts come back as `str`."""
    seconds = timeout_ms / 1000
    return Redis.from_url(
        url,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        retry=Retry(NoBackoff(), 1),
        decode_responses=True,
    )


class _Absence:
    """Remembers that Redis failed a moment ago, so that not every request waits for it again."""

    def __init__(self, monotonic_ns: MonotonicClock) -> None:
        self._monotonic_ns = monotonic_ns
        self._until = 0

    @property
    def lasts(self) -> bool:
        return self._monotonic_ns() < self._until

    def begin(self, reason: RedisError) -> None:
        self._until = self._monotonic_ns() + AWAY_SECONDS * NANOSECONDS
        logger.warning("redis.unavailable", extra={"reason": type(reason).__name__})


class RedisRateLimiter:
    """Counts tries across all processes; falls back to this process's share when Redis is away."""

    def __init__(self, redis: Redis, *, processes: int, monotonic_ns: MonotonicClock = time.monotonic_ns) -> None:
        """Take the client and the number of processes that count together (workers times machines)."""
        self._count_try = redis.register_script(COUNT_TRY)
        self._alone = InProcessRateLimiter(processes=processes, monotonic_ns=monotonic_ns)
        self._absence = _Absence(monotonic_ns)

    def hit(self, limit: RateLimit, subject: str) -> RateDecision:
        """Count one try of a subject and decide on it; the subject is stored as a hash."""
        if self._absence.lasts:
            return self._alone.hit(limit, subject)
        digest = hashlib.sha256(subject.encode()).hexdigest()[:32]
        try:
            tries, left_ms = self._count_try(keys=[f"rate:{limit.name}:{digest}"], args=[limit.seconds * 1000])
        except RedisError as reason:
            self._absence.begin(reason)
            return self._alone.hit(limit, subject)
        if tries <= limit.times:
            return RateDecision(allowed=True)
        return RateDecision(allowed=False, retry_after_seconds=-(-int(left_ms) // 1000))


class RedisTokenStore:
    """A token store shared by all processes; each keeps its own for a minute when Redis is away."""

    def __init__(self, redis: Redis, *, monotonic_ns: MonotonicClock = time.monotonic_ns) -> None:
        self._redis = redis
        self._alone = InProcessTokenStore(monotonic_ns)
        self._absence = _Absence(monotonic_ns)

    def read(self, name: str) -> str | None:
        """Return what is kept under a name, or None."""
        if not self._absence.lasts:
            try:
                return cast("str | None", self._redis.get(name))
            except RedisError as reason:
                self._absence.begin(reason)
        return self._alone.read(name)

    def write(self, name: str, text: str, *, seconds: int) -> None:
        """Keep a text for so many seconds, a minute at most while Redis is away."""
        if not self._absence.lasts:
            try:
                self._redis.set(name, text, ex=seconds)
                return
            except RedisError as reason:
                self._absence.begin(reason)
        self._alone.write(name, text, seconds=min(seconds, FALLBACK_TOKEN_SECONDS))

    def claim(self, name: str, *, seconds: int) -> bool:
        """Return True to one caller only within so many seconds; to one per process while Redis is away."""
        if not self._absence.lasts:
            try:
                return bool(self._redis.set(name, "claimed", ex=seconds, nx=True))
            except RedisError as reason:
                self._absence.begin(reason)
        return self._alone.claim(name, seconds=seconds)

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Hold the lock of a name across processes, or within this one while Redis is away.

        The lock saves calls, it does not guard correctness: asking twice for the stable token is harmless.
        """
        lock = self._redis.lock(f"{name}:lock", timeout=LOCK_LIFE_SECONDS, blocking_timeout=LOCK_WAIT_SECONDS)
        held = False
        if not self._absence.lasts:
            try:
                held = lock.acquire()
            except RedisError as reason:
                self._absence.begin(reason)
            else:
                if not held:
                    raise TokenStoreBusy(name)
        if not held:
            with self._alone.locked(name):
                yield
            return
        try:
            yield
        finally:
            try:
                lock.release()
            except (LockError, RedisError) as reason:
                logger.info("redis.lock_lost", extra={"reason": type(reason).__name__})
