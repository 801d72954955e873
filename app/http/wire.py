"""The parts of an HTTP request that a call is read from: JSON for most operations, a form where a file comes along."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

import orjson
from flask import request

from app.http.problems import Malformed

FORM: Final = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Wire:
    """The parts of an HTTP request from which a call is read, whoever took the request apart."""

    method: str
    path: str
    mimetype: str
    raw: bytes
    arguments: dict[str, list[str]]
    authorization: str
    idempotency_key: str
    fields: dict[str, Any] | None = None
    """The parts of a form with a file; ``raw`` is then the same for every way of writing the form."""


def read_wire(*, upload: int) -> Wire:
    """Return the parts of the request that Flask holds; ``upload`` is how many bytes a form with a file may have.

    Raises:
        Malformed: the body breaks off, or a field of a form is there twice.
    """
    fields = _form(upload) if upload and request.mimetype == FORM else None
    raw = b""
    if fields is not None:
        raw = _canonical(fields)
    elif request.method in {"POST", "PUT"}:
        raw = _body()
    return Wire(
        method=request.method,
        path=request.path,
        mimetype=request.mimetype,
        raw=raw,
        arguments=request.args.to_dict(flat=False),
        authorization=request.headers.get("Authorization", ""),
        idempotency_key=request.headers.get("Idempotency-Key", ""),
        fields=fields,
    )


def _body() -> bytes:
    """Return the body; one that breaks off or is cut into impossible chunks is the sender's mistake."""
    try:
        return request.get_data(cache=False)
    except OSError:
        raise Malformed() from None


def _form(most: int) -> dict[str, Any]:
    request.max_content_length = most
    try:
        written = list(request.form.items(multi=True))
        files = []
        for name, file in request.files.items(multi=True):
            with file.stream:
                files.append((name, file.read()))
    except OSError:
        raise Malformed() from None
    fields: dict[str, Any] = {**dict(written), **dict(files)}
    if len(fields) < len(written) + len(files):
        raise Malformed()
    return fields


def _canonical(fields: dict[str, Any]) -> bytes:
    """Return a form's content without its boundary, which every sending makes anew."""
    parts = [
        (name, hashlib.sha256(value.encode() if isinstance(value, str) else value).hexdigest())
        for name, value in sorted(fields.items())
    ]
    return orjson.dumps(parts)
