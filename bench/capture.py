"""What the service sends to the database for a request, taken from the service itself without a server.

So the floor runs the very statements and parameters of the hot paths and can never drift away from them.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.core.db import Database
from app.factory import create_app
from app.http.problems import TemporarilyUnavailable
from app.settings import Settings


@dataclass
class Captured:
    """Statements in the order in which they were sent, with their parameters."""

    statements: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)


class Service:
    """The service inside this process."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.settings: Settings = app.config["SETTINGS"]
        self.database: Database = app.extensions["database"]

    @classmethod
    def started(cls, environment: Mapping[str, str]) -> Service:
        """Return the service of a new application, which says nothing."""
        logging.disable(logging.CRITICAL)
        return cls(create_app(Settings.from_environment(environment)))

    def hot_statements(self, requests: Iterable[bytes]) -> list[tuple[str, Mapping[str, Any]]]:
        """Return statement and parameters of each hot request; nothing is sent to the database.

        Raises:
            RuntimeError: a request sent none, or not only one.
        """
        captured = Captured()
        original = self.database.hot

        def note(statement: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
            captured.statements.append((statement, dict(parameters)))
            raise TemporarilyUnavailable(retry_after=1)

        self.database.hot = note  # type: ignore[method-assign]
        try:
            for number, request in enumerate(requests, 1):
                answer = self.send(request)
                if len(captured.statements) != number:
                    raise RuntimeError(f"{len(captured.statements) - number + 1} statements: {answer!r}")
        finally:
            self.database.hot = original  # type: ignore[method-assign]
        return captured.statements

    def statements(self, request: bytes) -> tuple[list[tuple[str, Any]], bytes]:
        """Return every statement of a request that really runs, hot or not, and the answer's body."""
        sent: list[tuple[str, Any]] = []
        original = self.database.hot

        def note(statement: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
            sent.append((statement, parameters))
            return original(statement, parameters)

        def before(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            sent.append((statement, parameters))

        self.database.hot = note  # type: ignore[method-assign]
        event.listen(self.database.engine, "before_cursor_execute", before)
        try:
            status, body = self.send(request)
        finally:
            event.remove(self.database.engine, "before_cursor_execute", before)
            self.database.hot = original  # type: ignore[method-assign]
        if not status.startswith("200"):
            raise RuntimeError(f"{status}: {body!r}")
        return sent, body

    def send(self, request: bytes) -> tuple[str, bytes]:
        """Hand raw HTTP bytes to the application; return the status line and the body."""
        head, _, body = request.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, target, _ = first.split(" ")
        path, _, query = target.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "bench.invalid",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for line in lines:
            name, _, value = line.partition(": ")
            field_name = name.upper().replace("-", "_")
            environ[field_name if field_name.startswith("CONTENT_") else f"HTTP_{field_name}"] = value
        seen: list[str] = []

        def start(status: str, headers: Any, exc_info: Any = None) -> Any:
            seen.append(status)

        answer = b"".join(self.app.wsgi_app(environ, start))
        return seen[0], answer
