"""The blueprint of people, and what its endpoints reach for."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, current_app, request

from app.core.crypto import FieldCipher
from app.gateways.rate_limit import RateLimit, RateLimiter
from app.http.problems import TooManyRequests
from app.identity.hot import SessionLifetimes
from app.identity.service.exchange import CodeExchange

identity = Blueprint("identity", __name__)


def code_exchange() -> CodeExchange:
    """Return what asks WeChat about codes."""
    return cast("CodeExchange", current_app.extensions["code_exchange"])


def lifetimes() -> SessionLifetimes:
    """Return how long sessions last."""
    return cast("SessionLifetimes", current_app.extensions["session_lifetimes"])


def cipher() -> FieldCipher:
    """Return what encrypts personal fields."""
    return cast("FieldCipher", current_app.extensions["cipher"])


def address() -> str:
    """Return the network address of the caller, as far as trusted proxies tell it."""
    return request.remote_addr or "unknown"


def limit(rate: RateLimit, subject: str) -> None:
    """Count one try.

    Raises:
        TooManyRequests: the subject has used up its tries.
    """
    decision = cast("RateLimiter", current_app.extensions["rate_limiter"]).hit(rate, subject)
    if not decision.allowed:
        raise TooManyRequests(retry_after=max(1, decision.retry_after_seconds))
