"""The server of the browser preview: files, logins of the real sandbox, and the service behind it on its own clock."""

import http.client
import json
import threading
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from preview_server import PreviewServer, main

from wechat_sandbox.server import running_sandbox

SANDBOX_KEY = "key-of-the-tests"


class Echo(BaseHTTPRequestHandler):
    """A service that says what it was asked."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = json.dumps({"path": self.path, "key": self.headers.get("Idempotency-Key"), "body": body.decode()})
        self.send_response(409)
        self.send_header("Content-Type", "application/problem+json")
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def preview(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[http.client.HTTPConnection]:
    folder = tmp_path / "built"
    folder.mkdir()
    (folder / "index.html").write_text("<p>预览</p>")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "clock-offset").write_text("86400")
    monkeypatch.setenv("CLOCK_OFFSET_FILE", str(tmp_path / "clock-offset"))
    with running_sandbox(key=SANDBOX_KEY) as sandbox, ThreadingHTTPServer(("127.0.0.1", 0), Echo) as echo:
        service = f"http://127.0.0.1:{echo.server_port}"
        server = PreviewServer(
            ("127.0.0.1", 0), folder=folder, service=service, sandbox=sandbox.base_url, key=SANDBOX_KEY
        )
        for each in (echo, server):
            threading.Thread(target=each.serve_forever, daemon=True).start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
        yield connection
        connection.close()
        for each in (echo, server):
            each.shutdown()
        server.server_close()


def _ask(connection: http.client.HTTPConnection, method: str, path: str, **more: Any) -> tuple[int, bytes, Any]:
    connection.request(method, path, **more)
    reply = connection.getresponse()
    return reply.status, reply.read(), reply.headers


def test_preview_when_asked_for_files_then_only_those_of_its_folder(preview: http.client.HTTPConnection) -> None:
    status, content, headers = _ask(preview, "GET", "/index.html")
    assert (status, content.decode(), headers["Cache-Control"]) == (200, "<p>预览</p>", "no-store")
    assert _ask(preview, "GET", "/../secret.txt")[0] == 404
    assert _ask(preview, "GET", "/%2e%2e/secret.txt")[0] == 404
    assert _ask(preview, "POST", "/index.html", body=b"{}")[0] == 404


def test_preview_when_the_service_is_called_then_everything_passes_on_its_clock(
    preview: http.client.HTTPConnection,
) -> None:
    headers = {"Idempotency-Key": "key-12345678", "Content-Type": "application/json"}
    status, content, answered = _ask(
        preview, "POST", "/v1/check-ins?a=1", body='{"code": "一"}'.encode(), headers=headers
    )
    assert status == 409
    assert json.loads(content) == {"path": "/v1/check-ins?a=1", "key": "key-12345678", "body": '{"code": "一"}'}
    assert answered["Content-Type"] == "application/problem+json"
    real = _ask(preview, "GET", "/index.html")[2]["Date"]
    ahead = parsedate_to_datetime(answered["Date"]) - parsedate_to_datetime(real)
    assert round(ahead.total_seconds() / 3600) == 24


def test_preview_when_a_phone_logs_in_then_the_sandbox_gives_the_code(preview: http.client.HTTPConnection) -> None:
    status, content, _ = _ask(preview, "POST", "/_preview/login", body=b'{"user": "somebody"}')
    assert status == 200
    assert json.loads(content)["code"]
    assert _ask(preview, "POST", "/_preview/login", body=b"{}")[0] == 400


def test_preview_when_a_phone_gives_its_number_then_the_sandbox_gives_a_code_for_it(
    preview: http.client.HTTPConnection,
) -> None:
    _ask(preview, "POST", "/_preview/login", body=b'{"user": "somebody"}')
    codes = [_ask(preview, "POST", "/_preview/phone", body=b'{"user": "somebody"}') for _ in range(2)]

    assert [status for status, _, _ in codes] == [200, 200]
    assert len({json.loads(content)["code"] for _, content, _ in codes}) == 2
    assert _ask(preview, "POST", "/_preview/phone", body=b'{"user": "nobody"}')[0] == 502


def test_preview_when_in_production_then_it_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    address = "http://127.0.0.1:9"
    with pytest.raises(SystemExit, match="not for production"):
        main(["--port", "1", "--folder", str(tmp_path), "--service", address, "--sandbox", address])


def test_preview_when_asked_for_messages_then_tells_what_wechat_delivered(
    preview: http.client.HTTPConnection,
) -> None:
    status, content, _ = _ask(preview, "GET", "/_preview/messages")
    assert (status, json.loads(content)) == (200, [])
    assert _ask(preview, "GET", "/_preview/users")[0] == 404
