"""The shared access token: fetched once, replaced once, never in a circle."""

import subprocess
import sys
import textwrap
import threading

import pytest

from app.gateways.redis import RedisTokenStore, connect_redis
from app.gateways.token_store import InProcessTokenStore
from app.gateways.wechat import WeChatMisconfigured, WeChatTokenRejected, WeChatUnavailable
from wechat_sandbox.identities import openid_for_alias

TOKEN = "/cgi-bin/stable_token"
TEMPLATES = "/wxaapi/newtmpl/gettemplate"

WORKER = textwrap.dedent(
    """
    import sys, threading
    from app.gateways.redis import RedisTokenStore, connect_redis
    from app.gateways.wechat import WeChatPlatform

    redis_url, base_url, appid, secret = sys.argv[1:]
    gateway = WeChatPlatform(
        appid=appid,
        secret=secret,
        base_url=base_url,
        token_store=RedisTokenStore(connect_redis(redis_url, timeout_ms=10_000)),
        timeouts=(30, 30),
    )
    found = []
    threads = [threading.Thread(target=lambda: found.append(len(gateway.message_templates()))) for _ in range(8)]
    sys.stdin.readline()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sum(found))
    """
)


@pytest.fixture
def redis(redis_server):
    client = connect_redis(redis_server.url, timeout_ms=10_000)
    client.flushall()
    yield client
    client.close()


def test_token_when_four_processes_of_eight_threads_start_cold_then_fetched_once(sandbox, redis, redis_server, paths):
    arguments = [redis_server.url, sandbox.base_url, "wxsandbox0000000001", "sandbox-secret"]
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]

    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    outputs = [worker.communicate()[0].strip() for worker in workers]

    assert outputs == [str(8 * 4)] * 4  # eight threads see four templates each
    assert paths().count(TOKEN) == 1
    assert paths().count(TEMPLATES) == 32


def test_token_when_killed_behind_our_back_then_one_refresh_and_three_requests(sandbox, gateway, paths):
    gateway.message_templates()
    before = len(paths())
    sandbox.post("token/kill", family="stable")

    gateway.message_templates()

    assert paths()[before:] == [TEMPLATES, TOKEN, TEMPLATES]


def test_token_when_killed_under_eight_threads_then_fetched_once(sandbox, gateway, paths):
    gateway.message_templates()
    sandbox.post("token/kill", family="stable")
    threads = [threading.Thread(target=gateway.message_templates) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert paths().count(TOKEN) == 2


def test_token_when_rejected_for_ever_then_error_after_three_requests(sandbox, gateway, paths):
    sandbox.fault("errcode", TEMPLATES, value=40001, times=0)

    with pytest.raises(WeChatTokenRejected) as refused:
        gateway.message_templates()

    assert refused.value.errcode == 40001
    assert paths() == [TOKEN, TEMPLATES, TOKEN]


def test_token_when_the_same_one_comes_back_after_long_use_then_forced_once(sandbox, new_gateway, paths, ticker):
    gateway = new_gateway(token_store=InProcessTokenStore(ticker), monotonic_ns=ticker)
    gateway.message_templates()
    ticker.advance(601)
    sandbox.fault("errcode", TEMPLATES, value=40001, times=1)
    gateway.message_templates()
    sandbox.fault("errcode", TEMPLATES, value=40001, times=0)
    before = len(paths())

    with pytest.raises(WeChatTokenRejected):
        gateway.message_templates()

    forced = ['"force_refresh": true' in call["body"] for call in sandbox.get("requests", path=TOKEN)]
    assert forced == [False, False, True, False]
    assert paths()[before:] == [TEMPLATES, TOKEN]


def test_token_when_its_life_is_over_then_fetched_again_before_the_platform_minds(sandbox, new_gateway, paths, ticker):
    gateway = new_gateway(token_store=InProcessTokenStore(ticker), monotonic_ns=ticker)
    gateway.message_templates()
    for seconds in (6_959, 1):
        ticker.advance(seconds)
        sandbox.post("clock", advance_s=seconds)
        gateway.message_templates()

    assert paths() == [TOKEN, TEMPLATES, TEMPLATES, TOKEN, TEMPLATES]


def test_token_when_its_endpoint_hangs_then_the_call_ends_in_time(sandbox, new_gateway, paths):
    sandbox.fault("slow", TOKEN, value=30_000)
    gateway = new_gateway(timeouts=(1, 1))

    with pytest.raises(WeChatUnavailable) as refused:
        gateway.message_templates()
    sandbox.delete("faults")

    assert refused.value.retryable
    assert len(gateway.message_templates()) == 4


@pytest.mark.parametrize("errcode", [40013, 40125, 40164, 40243, 50007])
def test_token_when_credentials_are_refused_then_misconfigured_and_logged_as_error(sandbox, gateway, caplog, errcode):
    sandbox.fault("errcode", TOKEN, value=errcode)

    with pytest.raises(WeChatMisconfigured):
        gateway.message_templates()

    assert [(record.levelname, record.errcode) for record in caplog.records if hasattr(record, "errcode")] == [
        ("ERROR", errcode)
    ]


def test_message_when_token_cannot_be_fetched_then_certainly_not_sent(sandbox, gateway):
    sandbox.fault("http", TOKEN, value=502)

    with pytest.raises(WeChatUnavailable):
        gateway.subscribe_message(openid_for_alias("张三"), "any", {})


def test_token_when_redis_is_away_then_kept_in_this_process(sandbox, new_gateway, paths):
    store = RedisTokenStore(connect_redis("redis://127.0.0.1:9/0"))
    gateway = new_gateway(token_store=store)

    for _ in range(3):
        gateway.message_templates()

    assert paths().count(TOKEN) == 1
