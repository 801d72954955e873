"""The mini-program in a browser: its built pages, the service behind them, and the login of the WeChat sandbox.

Runs beside the service on this machine only, never in production: whoever reaches it may log in as anybody the sandbox
knows. Standard library only.
"""

import argparse
import http.client
import json
import os
import sys
import time
import urllib.request
import zlib
from collections.abc import Callable
from email.utils import formatdate
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

KEY_VARIABLE = "WECHAT_SANDBOX_KEY"
CLOCK_VARIABLE = "CLOCK_OFFSET_FILE"
PROXIED = ("/v1/", "/openapi.json")
TIMEOUT_SECONDS = 30
HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "host", "date", "server"}
)
LARGEST_BODY = 12 * 1024 * 1024


class PreviewServer(ThreadingHTTPServer):
    """Serves one built preview in front of one service and one sandbox."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], *, folder: Path, service: str, sandbox: str, key: str) -> None:
        super().__init__(address, Handler)
        self.folder = folder
        self.service = urlsplit(service)
        self._sandbox = sandbox.rstrip("/")
        self._key = key
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def login_code(self, alias: str) -> str:
        """Return what wx.login gives on the phone of this WeChat user, who is made if there is none yet.

        Raises:
            OSError: the sandbox does not answer, or refuses.
        """
        self._ask_sandbox("users", {"alias": alias})
        return str(self._ask_sandbox("wx/login", {"user": alias})["code"])

    def phone_code(self, alias: str) -> str:
        """Return what the phone number button gives on this WeChat user's phone; she gets a number if she has none.

        Raises:
            OSError: the sandbox does not answer, or refuses.
        """
        given = self._ask_sandbox("wx/phone", {"user": alias})
        if "code" not in given:
            number = f"138{zlib.crc32(alias.encode()) % 10**8:08d}"
            self._ask_sandbox("users", {"alias": alias, "phone": number})
            given = self._ask_sandbox("wx/phone", {"user": alias})
        return str(given["code"])

    def messages(self) -> Any:
        """Return the subscribe messages that reached anybody, oldest first.

        Raises:
            OSError: the sandbox does not answer, or refuses.
        """
        return self._ask_sandbox("messages")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when a browser left before its answer came; anything else is a defect and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def _ask_sandbox(self, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"{self._sandbox}/_sandbox/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Sandbox-Key": self._key, "Content-Type": "application/json"},
            method="GET" if body is None else "POST",
        )
        with self._opener.open(request, timeout=TIMEOUT_SECONDS) as reply:
            return json.loads(reply.read())


class Handler(SimpleHTTPRequestHandler):
    """One request: a file, a call of the service, or a login."""

    server: PreviewServer
    protocol_version = "HTTP/1.1"

    def __init__(self, request: Any, client_address: Any, server: PreviewServer) -> None:
        super().__init__(request, client_address, server, directory=str(server.folder))

    def do_GET(self) -> None:
        """Answer with a file, with what the service says, or with what WeChat delivered."""
        if self.path.startswith(PROXIED):
            self._proxy()
        elif self.path == "/_preview/messages":
            self._answer_from_sandbox(self.server.messages)
        else:
            super().do_GET()

    def do_POST(self) -> None:
        """Log in, or hand the request on."""
        if self.path == "/_preview/login":
            self._give_code(self.server.login_code)
        elif self.path == "/_preview/phone":
            self._give_code(self.server.phone_code)
        elif self.path.startswith(PROXIED):
            self._proxy()
        else:
            self._answer(404, b"{}")

    def do_PUT(self) -> None:
        """Hand the request on."""
        self.do_POST()

    def log_message(self, *_: Any) -> None:
        """Say nothing: the service has its own log."""

    def end_headers(self) -> None:
        """Never let a browser keep yesterday's build."""
        if not self.path.startswith(PROXIED):
            self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def _give_code(self, code_of: Callable[[str], str]) -> None:
        try:
            alias = str(json.loads(self._body())["user"])
        except (ValueError, KeyError, TypeError):
            self._answer(400, b'{"error": "a user is needed"}')
        else:
            self._answer_from_sandbox(lambda: {"code": code_of(alias)})

    def _answer_from_sandbox(self, ask: Callable[[], Any]) -> None:
        try:
            answer = ask()
        except (OSError, ValueError, KeyError) as error:
            self._answer(502, json.dumps({"error": str(error)}).encode())
        else:
            self._answer(200, json.dumps(answer).encode())

    def _proxy(self) -> None:
        target = self.server.service
        connection = http.client.HTTPConnection(target.hostname or "", target.port or 80, timeout=TIMEOUT_SECONDS)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        headers["Accept-Encoding"] = "identity"
        try:
            connection.request(self.command, self.path, self._body() or None, headers)
            reply = connection.getresponse()
            content = reply.read()
        except (OSError, http.client.HTTPException):
            self._answer(502, b'{"code": "service_unreachable"}')
            return
        finally:
            connection.close()
        self._answer(reply.status, content, reply.getheaders())

    def _body(self) -> bytes:
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(min(length, LARGEST_BODY))

    def _answer(self, status: int, content: bytes, headers: list[tuple[str, str]] | None = None) -> None:
        self.send_response_only(status)
        for name, value in headers or [("Content-Type", "application/json")]:
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        # The service's clock may have been moved for a demonstration; phones must see that time.
        self.send_header("Date", formatdate(_service_time(), usegmt=True))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _service_time() -> float:
    try:
        return time.time() + int(Path(os.environ[CLOCK_VARIABLE]).read_text())
    except (KeyError, OSError, ValueError):
        return time.time()


def main(arguments: list[str]) -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--service", required=True)
    parser.add_argument("--sandbox", required=True)
    options = parser.parse_args(arguments)
    if os.environ.get("ENVIRONMENT", "development") == "production":
        sys.exit("the preview is not for production")
    server = PreviewServer(
        ("127.0.0.1", options.port),
        folder=options.folder,
        service=options.service,
        sandbox=options.sandbox,
        key=os.environ.get(KEY_VARIABLE, ""),
    )
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
