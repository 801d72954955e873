"""One running sandbox for these tests, empty again before each of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from wechat_sandbox.identities import DEMO_APPID, DEMO_SECRET
from wechat_sandbox.remote import SandboxRemote
from wechat_sandbox.server import running_sandbox


@dataclass
class Platform:
    """Calls the platform APIs of the sandbox over plain HTTP."""

    base_url: str

    def get(self, path: str, /, **query: Any) -> dict[str, Any]:
        answer = requests.get(self.base_url + path, params=query, timeout=10)
        return json.loads(answer.content)

    def post(self, path: str, body: Any = None, /, **query: Any) -> dict[str, Any]:
        return json.loads(self.post_raw(path, json.dumps(body).encode(), **query).content)

    def post_raw(self, path: str, content: bytes, **query: Any) -> requests.Response:
        return requests.post(self.base_url + path, data=content, params=query, timeout=10)

    def login(self, code: str, **changes: Any) -> dict[str, Any]:
        query = {"appid": DEMO_APPID, "secret": DEMO_SECRET, "js_code": code, "grant_type": "authorization_code"}
        return self.get("/sns/jscode2session", **{**query, **changes})

    def stable_token(self, **changes: Any) -> dict[str, Any]:
        body = {"grant_type": "client_credential", "appid": DEMO_APPID, "secret": DEMO_SECRET}
        return self.post("/cgi-bin/stable_token", {**body, **changes})

    def token(self) -> str:
        return str(self.stable_token()["access_token"])


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[SandboxRemote]:
    with running_sandbox() as remote:
        yield remote


@pytest.fixture
def sandbox(sandbox_server: SandboxRemote) -> SandboxRemote:
    sandbox_server.post("reset")
    return sandbox_server


@pytest.fixture
def platform(sandbox: SandboxRemote) -> Platform:
    return Platform(sandbox.base_url)
