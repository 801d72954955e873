"""A running sandbox, a real Redis and gateways that talk to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.embedded import redis as embedded_redis
from app.embedded.redis import EmbeddedRedis
from app.gateways.token_store import NANOSECONDS
from app.gateways.wechat import WeChatPlatform
from wechat_sandbox.identities import DEMO_APPID, DEMO_SECRET
from wechat_sandbox.remote import SandboxRemote
from wechat_sandbox.server import running_sandbox

NewGateway = Callable[..., WeChatPlatform]


class Ticker:
    """A monotonic clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.nanoseconds = 0

    def __call__(self) -> int:
        return self.nanoseconds

    def advance(self, seconds: int) -> None:
        self.nanoseconds += seconds * NANOSECONDS


@pytest.fixture
def ticker() -> Ticker:
    return Ticker()


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[SandboxRemote]:
    with running_sandbox() as remote:
        yield remote


@pytest.fixture
def sandbox(sandbox_server: SandboxRemote) -> SandboxRemote:
    sandbox_server.post("reset")
    sandbox_server.post("options", strict=True)
    return sandbox_server


@pytest.fixture
def new_gateway(sandbox: SandboxRemote) -> NewGateway:
    def new(**changes: Any) -> WeChatPlatform:
        wishes = {"appid": DEMO_APPID, "secret": DEMO_SECRET, "base_url": sandbox.base_url, **changes}
        return WeChatPlatform(**wishes)

    return new


@pytest.fixture
def gateway(new_gateway: NewGateway) -> WeChatPlatform:
    return new_gateway()


@pytest.fixture
def paths(sandbox: SandboxRemote) -> Callable[[], list[str]]:
    """The paths the sandbox was asked for, in order."""
    return lambda: [call["path"] for call in sandbox.get("requests")]


@pytest.fixture(scope="session")
def redis_server() -> Iterator[EmbeddedRedis]:
    server = embedded_redis.start()
    yield server
    server.stop()
