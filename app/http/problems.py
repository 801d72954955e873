"""Refusal type → status → RFC 9457 problem document. One table; a guard test keeps it complete."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import orjson
from flask import Response, current_app
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from app.core.actor import NotAllowed
from app.core.db import Busy
from app.core.idempotency import InProgress, KeyMissing
from app.core.logging import request_id
from app.core.messages import message, readable
from points.errors import Conflict, Invalid, KeyReused, NotFound, PointsError, Refused


class NotSignedIn(Refused):
    """No session, or one that has ended."""

    code = "not_signed_in"


class TooManyRequests(Refused):
    """Asked too often; ``retry_after`` is in seconds."""

    code = "too_many_requests"


class TemporarilyUnavailable(Conflict):
    """Something this service needs does not answer; ``retry_after`` is in seconds."""

    code = "temporarily_unavailable"


class Malformed(Invalid):
    """Not JSON, wrong content type, or a header that cannot be read."""

    code = "malformed_request"


class VersionMismatch(Conflict):
    """Somebody else changed it meanwhile."""

    code = "version_mismatch"


STATUS: dict[type[PointsError], HTTPStatus] = {
    Malformed: HTTPStatus.BAD_REQUEST,
    KeyMissing: HTTPStatus.BAD_REQUEST,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    VersionMismatch: HTTPStatus.PRECONDITION_FAILED,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    TemporarilyUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Refused: HTTPStatus.FORBIDDEN,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""A refusal has the status of its nearest class in this table."""

RETRY_SECONDS: dict[type[PointsError], int] = {InProgress: 1, Busy: 1}
_FALLBACK_CODES = {
    400: "malformed_request",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "malformed_request",
    413: "too_large",
    415: "malformed_request",
    414: "malformed_request",
    431: "malformed_request",
}


def status_of(kind: type[PointsError]) -> HTTPStatus:
    """Return the HTTP status of a refusal type."""
    for base in kind.__mro__:
        if base in STATUS:
            return STATUS[base]
    raise LookupError(f"no status for {kind.__name__}")


def from_refusal(error: PointsError) -> Response:
    """Render a refusal."""
    status = status_of(type(error))
    params = readable(error.params)
    headers = {}
    retry = error.params.get("retry_after", RETRY_SECONDS.get(type(error)))
    if retry is not None:
        headers["Retry-After"] = str(retry)
    return problem(error.code, status, params=params, headers=headers)


def from_validation(error: ValidationError, *, root: str = "") -> Response:
    """Render field errors; the value itself is never echoed."""
    errors = [
        {
            "pointer": "#" + root + "".join(f"/{part}" for part in item["loc"]),
            "code": item["type"],
            "detail": message("field." + _field_kind(item["type"])),
        }
        for item in error.errors(include_input=False, include_url=False, include_context=False)
    ]
    return problem("invalid", HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors[:20])


def from_http(error: HTTPException) -> Response:
    """Render what the framework itself refuses."""
    status = HTTPStatus(error.code or 500)
    headers = {}
    valid = getattr(error, "valid_methods", None)
    if valid:
        headers["Allow"] = ", ".join(valid)
    return problem(_FALLBACK_CODES.get(int(status), "malformed_request"), status, headers=headers)


def from_bug() -> Response:
    """Render a bug: a request id to quote, nothing else."""
    return problem("internal_error", HTTPStatus.INTERNAL_SERVER_ERROR)


def problem(
    code: str,
    status: HTTPStatus,
    *,
    params: dict[str, str] | None = None,
    errors: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Return one problem document (RFC 9457) with Chinese sentences from the catalogue."""
    facts = {"request": request_id.get(), **(params or {})}
    document: dict[str, Any] = {
        "type": f"{current_app.config['PUBLIC_BASE_URL']}/problems#{code}",
        "title": message(f"{code}.title", **facts),
        "status": int(status),
        "detail": message(f"{code}.detail", **facts),
        "instance": f"urn:request:{request_id.get()}",
        "code": code,
        "params": params or {},
    }
    if errors is not None:
        document["errors"] = errors
    response = Response(orjson.dumps(document), status=int(status), content_type="application/problem+json")
    response.headers.update(headers or {})
    return response


def _field_kind(kind: str) -> str:
    for prefix, name in (
        ("missing", "missing"),
        ("extra", "unknown"),
        ("string_too_long", "too_long"),
        ("string_too_short", "too_short"),
        ("too_long", "too_long"),
        ("too_short", "too_short"),
        ("greater", "too_small"),
        ("less", "too_large"),
        ("literal", "not_a_choice"),
        ("enum", "not_a_choice"),
    ):
        if kind.startswith(prefix):
            return name
    return "wrong"
