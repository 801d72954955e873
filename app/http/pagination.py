"""Signed cursors: bound to the list and its filter, so that a page can only be continued, never forged."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

import orjson

from points.errors import Invalid

MAC_BYTES = 12


class CursorInvalid(Invalid):
    """The cursor is damaged, forged, or belongs to another list."""

    code = "cursor_invalid"


def seal(position: list[str | int], *, scope: str, key: bytes) -> str:
    """Return the opaque cursor for a position in the list named by ``scope``."""
    body = orjson.dumps(position)
    mac = hmac.digest(key, scope.encode() + b"\0" + body, hashlib.sha256)[:MAC_BYTES]
    return base64.urlsafe_b64encode(mac + body).decode().rstrip("=")


def unseal(cursor: str, *, scope: str, key: bytes) -> list[str | int]:
    """Return the position behind a cursor.

    Raises:
        CursorInvalid: it was not made by :func:`seal` for this list.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        raise CursorInvalid() from None
    mac, body = raw[:MAC_BYTES], raw[MAC_BYTES:]
    expected = hmac.digest(key, scope.encode() + b"\0" + body, hashlib.sha256)[:MAC_BYTES]
    if not hmac.compare_digest(mac, expected):
        raise CursorInvalid()
    position: list[str | int] = orjson.loads(body)
    return position
