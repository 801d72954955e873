"""A shorter way through the web server for hot operations with a fixed path (D10).

Flask's request, routing and response objects cost more than a hot statement. This WSGI layer takes plain requests
apart by itself and gives everything else to Flask: other operations, unusual requests, and every refusal, so that
an answer is the same whichever way it took.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, Response

from app.core import logging as event_log
from app.http.endpoint import Call, FieldErrors, Operation, encoded, parse
from app.http.problems import from_validation
from app.http.wire import Wire

STANDARD_HEADERS = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
)
"""Headers of every answer that does not set its own."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{6,64}")
_PLAIN_QUERY = re.compile(r"[A-Za-z0-9_=&.:-]*")
_STATUS_LINES = {int(status): f"{int(status)} {status.phrase.upper()}" for status in HTTPStatus}

Headers = list[tuple[str, str]]


def request_name(given: str) -> str:
    """Return the id of a request: the caller's if it is a decent one, else a fresh one."""
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_urlsafe(9)


class HotLane:
    """The layer in front of Flask's own WSGI application."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.flask = app.wsgi_app
        self._most = int(app.config["MAX_CONTENT_LENGTH"])
        self._ways: dict[tuple[str, str], tuple[Operation, Callable[[Call[Any]], Any]]] = {}
        for rule in app.url_map.iter_rules():
            view: Any = app.view_functions[rule.endpoint]
            declared: Operation | None = getattr(view, "operation", None)
            if declared is not None and declared.kind == "hot" and not rule.arguments:
                self._ways[declared.method, declared.path] = (declared, view.function)

    @property
    def operations(self) -> set[tuple[str, str]]:
        """Method and path of everything that may take the short way."""
        return set(self._ways)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a plain request for a hot operation, or let Flask do it."""
        way = self._ways.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        if way is None or not self._is_plain(environ):
            return self.flask(environ, start_response)
        name = request_name(environ.get("HTTP_X_REQUEST_ID", ""))
        event_log.request_id.set(name)
        with self._app.app_context():
            try:
                call = parse(way[0], _wire(environ), ids={})
                result = way[1](call)
                status, headers, body = _answer(way[0], call, result)
            except Exception as error:  # noqa: BLE001 - Flask's handlers judge it
                environ["HTTP_X_REQUEST_ID"] = name
                return self._refused(environ, start_response, error)
        headers.append(("X-Request-Id", name))
        start_response(_STATUS_LINES[status], headers)
        return (body,)

    def _is_plain(self, environ: WSGIEnvironment) -> bool:
        """Tell whether nothing about the request needs Flask's judgement."""
        length = environ.get("CONTENT_LENGTH") or "0"
        return (
            not environ.get("SCRIPT_NAME")
            and "HTTP_TRANSFER_ENCODING" not in environ
            and length.isdecimal()
            and int(length) <= (self._most if environ["REQUEST_METHOD"] == "POST" else 0)
            and _PLAIN_QUERY.fullmatch(environ.get("QUERY_STRING", "")) is not None
        )

    def _refused(self, environ: WSGIEnvironment, start_response: StartResponse, error: Exception) -> Iterable[bytes]:
        """Let Flask's error handlers and hooks make the answer."""
        app = self._app
        with app.request_context(environ):
            app.preprocess_request()
            if isinstance(error, FieldErrors):
                response = from_validation(error.error, root=error.root)
            else:
                response = app.make_response(app.handle_user_exception(error))
            return app.process_response(response)(environ, start_response)


def _wire(environ: Mapping[str, Any]) -> Wire:
    method, query = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "")
    return Wire(
        method=method,
        path=environ["PATH_INFO"],
        mimetype=environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower(),
        raw=environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) if method == "POST" else b"",
        arguments=parse_qs(query, keep_blank_values=True) if query else {},
        authorization=environ.get("HTTP_AUTHORIZATION", ""),
        idempotency_key=environ.get("HTTP_IDEMPOTENCY_KEY", ""),
    )


def _answer(declared: Operation, call: Call[Any], result: Any) -> tuple[int, Headers, bytes]:
    if isinstance(result, Response):
        own = list(result.headers)
        names = {name for name, _ in own}
        return result.status_code, [*own, *(one for one in STANDARD_HEADERS if one[0] not in names)], result.get_data()
    if result is None:
        return 204, [*call.headers.items(), *STANDARD_HEADERS], b""
    body = encoded(result)
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *call.headers.items()]
    if "Cache-Control" in call.headers:
        return declared.status, [*headers, *STANDARD_HEADERS[1:]], body
    return declared.status, [*headers, *STANDARD_HEADERS], body
