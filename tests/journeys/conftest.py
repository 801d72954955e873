"""The whole service with the WeChat sandbox behind it and, where a test wants it, a real Redis beside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from app.embedded import redis as embedded_redis
from app.embedded.redis import EmbeddedRedis
from app.settings import Settings
from wechat_sandbox.identities import DEMO_APPID, DEMO_SECRET
from wechat_sandbox.remote import SandboxRemote
from wechat_sandbox.server import running_sandbox


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[SandboxRemote]:
    """One sandbox for all journeys."""
    with running_sandbox() as remote:
        yield remote


@pytest.fixture
def sandbox(sandbox_server: SandboxRemote) -> SandboxRemote:
    """The sandbox, empty again."""
    sandbox_server.post("reset")
    return sandbox_server


@pytest.fixture
def redis_server() -> Iterator[EmbeddedRedis]:
    """A real Redis of the test's own."""
    server = embedded_redis.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(request: pytest.FixtureRequest) -> str | None:
    """The address of Redis, or None where everything runs in one process without it."""
    return request.getfixturevalue("redis_server").url if getattr(request, "param", "") == "redis" else None


@pytest.fixture
def settings(settings: Settings, sandbox: SandboxRemote, redis_url: str | None) -> Settings:
    """The test's settings, with the sandbox as WeChat."""
    return dataclasses.replace(
        settings,
        wechat_appid=DEMO_APPID,
        wechat_secret=DEMO_SECRET,
        wechat_gateway_url=sandbox.base_url,
        redis_url=redis_url,
    )
