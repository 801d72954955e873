"""How answers look on the wire: content types, error texts, and spoiled or missing answers."""

import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Request, Response

from wechat_sandbox.faults import Fault
from wechat_sandbox.sandbox import Options
from wechat_sandbox.wire import JSON_CONTENT_TYPES, Api, Picture, Refusal

GATEWAY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer before faults spoil it."""

    content: bytes
    content_type: str
    status: int = 200
    errcode: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def succeeded(result: dict[str, Any] | Picture, options: Options, api: Api, turn: int) -> Answer:
    """Return the answer of a call that went well."""
    if isinstance(result, Picture):
        return Answer(result.content, result.media_type, errcode=0, headers=result.headers)
    if not api.bare or options.emit_ok_fields:
        result = {"errcode": 0, "errmsg": "ok", **result}
    return Answer(_encode(result), _content_type(options, api, turn), errcode=0)


def refused(refusal: Refusal, rid: str, options: Options, api: Api | None) -> Answer:
    """Return an API-level error: HTTP 200, the text ends in the request id."""
    text = refusal.errmsg
    if options.truncate_errmsg:
        text = text[: options.truncate_errmsg]
    else:
        separator = ", " if refusal.errcode == 40029 else " "
        text = f"{text}{separator}rid: {rid}"
    content = _encode({"errcode": refusal.errcode, "errmsg": text})
    return Answer(content, _content_type(options, api, int(rid[-1], 16)), errcode=refusal.errcode)


def not_found(options: Options) -> Answer:
    """Return the answer to a path the platform does not have."""
    content = _encode({"errcode": 404, "errmsg": "404 not found"})
    return Answer(content, _content_type(options, None, 0), status=404, errcode=404)


def gateway_page(status: int, *, empty: bool = False) -> Answer:
    """Return what a proxy in front of the platform says when the platform is away."""
    return Answer(b"" if empty else GATEWAY_PAGE, "text/html", status=status)


def silence() -> Answer:
    """Return the placeholder of an answer that never arrives."""
    return Answer(b"", "text/plain", status=499)


def response(answer: Answer, fault: Fault | None) -> Response:
    """Turn an answer into an HTTP response, spoiled if a fault says so."""
    content, content_type = answer.content, answer.content_type
    kind = fault.kind if fault else ""
    if kind == "dup_json":
        content += content
    elif kind == "bad_utf8":
        content = content[:1] + b"\xff\xfe" + content[1:]
    elif kind == "wrong_ctype":
        content_type = "image/jpeg" if "json" in content_type or "text" in content_type else "application/json"
    reply = Response(content, status=answer.status, headers=dict(answer.headers))
    reply.headers["Content-Type"] = content_type
    if kind == "truncate":
        reply = Response(iter([content[: len(content) // 2]]), status=answer.status)
        reply.headers["Content-Type"] = content_type
        reply.headers["Content-Length"] = str(len(content))
    return reply


def cut_connection(request: Request) -> None:
    """Close the client's socket without an answer, as a reset; a server without sockets raises instead."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RDWR)


def _encode(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode("utf-8")


def _content_type(options: Options, api: Api | None, turn: int) -> str:
    """JSON answers vary in their content type, so that no client ever depends on it."""
    if options.content_type != "rotate":
        return options.content_type
    if api is not None and api.content_type:
        return api.content_type
    return JSON_CONTENT_TYPES[turn % len(JSON_CONTENT_TYPES)]
