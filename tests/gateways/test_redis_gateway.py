"""Rate limits and token stores: the Redis ones and their in-process twins keep the same contract."""

import threading

import pytest

from app.gateways.rate_limit import InProcessRateLimiter, RateLimit
from app.gateways.redis import RedisRateLimiter, RedisTokenStore, connect_redis
from app.gateways.token_store import InProcessTokenStore, TokenStoreBusy

LIMIT = RateLimit("login", times=3, seconds=60)
NOBODY_HOME = "redis://127.0.0.1:9/0"


@pytest.fixture
def redis(redis_server):
    client = connect_redis(redis_server.url, timeout_ms=10_000)
    client.flushall()
    yield client
    client.close()


@pytest.fixture(params=["process", "redis"])
def limiter(request, redis):
    return InProcessRateLimiter() if request.param == "process" else RedisRateLimiter(redis, processes=4)


@pytest.fixture(params=["process", "redis", "redis away"])
def store(request, redis):
    return {
        "process": InProcessTokenStore,
        "redis": lambda: RedisTokenStore(redis),
        "redis away": lambda: RedisTokenStore(connect_redis(NOBODY_HOME)),
    }[request.param]()


def test_limiter_when_limit_is_reached_then_refuses_and_says_when(limiter):
    decisions = [limiter.hit(LIMIT, "10.0.0.1") for _ in range(5)]

    assert [decision.allowed for decision in decisions] == [True, True, True, False, False]
    assert 0 < decisions[-1].retry_after_seconds <= 60


def test_limiter_when_subject_or_limit_differs_then_counts_apart(limiter):
    for _ in range(3):
        limiter.hit(LIMIT, "10.0.0.1")

    assert limiter.hit(LIMIT, "10.0.0.2").allowed
    assert limiter.hit(RateLimit("scan", times=3, seconds=60), "10.0.0.1").allowed
    assert not limiter.hit(LIMIT, "10.0.0.1").allowed


def test_limiter_when_many_threads_try_at_once_then_exactly_the_limit_passes(limiter):
    limit, allowed = RateLimit("burst", times=20, seconds=60), []
    threads = [
        threading.Thread(target=lambda: allowed.extend(limiter.hit(limit, "one").allowed for _ in range(10)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(allowed) == 20


def test_limiter_when_window_is_over_then_counts_anew(ticker, redis):
    limiter = InProcessRateLimiter(monotonic_ns=ticker)
    for _ in range(4):
        limiter.hit(LIMIT, "one")
    ticker.advance(60)

    assert limiter.hit(LIMIT, "one").allowed


def test_redis_limiter_when_counting_then_key_expires_and_hides_the_subject(redis):
    RedisRateLimiter(redis, processes=1).hit(LIMIT, "13800000001")

    (key,) = redis.keys("*")

    assert "13800000001" not in key
    assert 0 < redis.ttl(key) <= 60


def test_limiters_when_in_two_processes_then_share_one_count(redis, redis_server):
    first = RedisRateLimiter(redis, processes=2)
    second = RedisRateLimiter(connect_redis(redis_server.url), processes=2)

    allowed = [limiter.hit(LIMIT, "one").allowed for limiter in (first, second, first, second)]

    assert allowed == [True, True, True, False]


def test_redis_limiter_when_redis_is_away_then_its_share_of_the_limit_and_never_open(caplog):
    limiter = RedisRateLimiter(connect_redis(NOBODY_HOME), processes=2)
    limit = RateLimit("login", times=6, seconds=60)

    allowed = [limiter.hit(limit, "one").allowed for _ in range(5)]

    assert allowed == [True, True, True, False, False]
    assert [record.message for record in caplog.records] == ["redis.unavailable"], "asked once, then left alone"


def test_redis_limiter_when_redis_hangs_then_decides_without_it(redis, redis_server):
    limiter = RedisRateLimiter(connect_redis(redis_server.url, timeout_ms=50), processes=1)
    redis.execute_command("CLIENT", "PAUSE", "60000", "ALL")
    try:
        allowed = [limiter.hit(LIMIT, "one").allowed for _ in range(4)]
    finally:
        redis_server.kill()
        redis_server.start()

    assert allowed == [True, True, True, False]


def test_redis_limiter_when_redis_is_back_then_counts_there_again(redis, redis_server, ticker):
    limiter = RedisRateLimiter(redis, processes=1, monotonic_ns=ticker)
    redis_server.kill()
    limiter.hit(LIMIT, "one")
    redis_server.start()
    ticker.advance(5)

    limiter.hit(LIMIT, "one")

    assert len(redis.keys("*")) == 1


def test_process_limiter_when_too_many_subjects_then_new_ones_are_refused_until_room(ticker):
    limiter = InProcessRateLimiter(subjects_max=2, monotonic_ns=ticker)
    allowed = [limiter.hit(LIMIT, subject).allowed for subject in ("a", "b", "c", "a")]
    ticker.advance(60)

    assert allowed == [True, True, False, True]
    assert limiter.hit(LIMIT, "c").allowed


def test_store_when_written_then_read_back(store):
    store.write("token", "文本", seconds=60)

    assert store.read("token") == "文本"
    assert store.read("other") is None


def test_store_when_claimed_then_only_once(store):
    assert [store.claim("force", seconds=60) for _ in range(3)] == [True, False, False]


def test_store_when_locked_then_one_at_a_time(store):
    inside, most = [], []

    def work():
        with store.locked("token"):
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [1] * 8


def test_store_when_lock_holder_fails_then_lock_is_free(store):
    with pytest.raises(ZeroDivisionError), store.locked("token"):
        raise ZeroDivisionError

    with store.locked("token"):
        assert store.read("token") is None


def test_process_store_when_time_is_over_then_forgotten(ticker):
    store = InProcessTokenStore(ticker)
    store.write("token", "x", seconds=60)
    store.claim("force", seconds=60)
    ticker.advance(60)

    assert store.read("token") is None
    assert store.claim("force", seconds=60)


def test_redis_store_when_redis_dies_while_locked_then_work_goes_on(redis, redis_server):
    store = RedisTokenStore(redis)

    with store.locked("token"):
        redis_server.kill()
        store.write("token", "x", seconds=7200)
    redis_server.start()

    assert store.read("token") == "x"


def test_lock_when_never_released_then_busy_error_names_it():
    assert str(TokenStoreBusy("token")) == "token"
