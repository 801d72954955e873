"""One-time codes of an authenticator (RFC 6238): SHA-1, six digits, thirty seconds, as every such app expects."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
from urllib.parse import quote

STEP_SECONDS = 30
DIGITS = 6
STEPS_AROUND = 1


def step_of(now: dt.datetime) -> int:
    """Return the number of the thirty seconds an instant lies in."""
    return int(now.timestamp()) // STEP_SECONDS


def code_at(secret: bytes, step: int) -> str:
    """Return the code of a step."""
    digest = hmac.digest(secret, step.to_bytes(8), "sha1")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: bytes, code: str, *, now: dt.datetime) -> int | None:
    """Return the step whose code was typed: the present one or a neighbour; None when it is none of them."""
    present = step_of(now)
    found = None
    for step in range(present - STEPS_AROUND, present + STEPS_AROUND + 1):
        if hmac.compare_digest(code_at(secret, step), code):
            found = step
    return found


def enrolment_uri(secret: bytes, *, account: str, issuer: str) -> str:
    """Return the ``otpauth://`` address that an authenticator reads from a QR code."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?secret={text}&issuer={quote(issuer)}"
