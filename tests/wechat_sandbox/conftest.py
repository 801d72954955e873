"""One running sandbox for these tests, empty again before each of them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from werkzeug import Request, Response

from wechat_sandbox.identities import DEMO_APPID, DEMO_SECRET
from wechat_sandbox.remote import SandboxRemote
from wechat_sandbox.server import LOOPBACK, bind, running_sandbox


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


@dataclass
class Received:
    """One push as it arrived."""

    query: dict[str, str]
    body: bytes


class Receiver:
    """A callback URL and a file server, both real."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answer = (200, b"success")
        self.echo = True
        self.url = self.files = ""

    def __call__(self, request: Request) -> Response:
        if request.path.startswith("/files/"):
            return self._file(request.path)
        if request.method == "GET":
            return Response(request.args["echostr"] if self.echo else "no")
        self.received.append(Received(request.args.to_dict(), request.get_data()))
        status, content = self.answer
        return Response(content, status=status)

    def _file(self, path: str) -> Response:
        if "missing" in path:
            return Response(status=404)
        return Response(b"<html>" if path.endswith(".html") else b"\x89PNG\r\n\x1a\n")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    server = bind(Request.application(receiver), LOOPBACK, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    receiver.url = f"http://{LOOPBACK}:{server.server_port}/push"
    receiver.files = f"http://{LOOPBACK}:{server.server_port}/files"
    yield receiver
    server.shutdown()
    thread.join()
    server.server_close()
