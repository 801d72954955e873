"""Logging in and out, and registering, over HTTP."""

from __future__ import annotations

from typing import Any

from app import clock
from app.core.permissions import PUBLIC
from app.core.transaction import transaction
from app.gateways.rate_limit import RateLimit
from app.http.endpoint import Call, operation, path_id
from app.http.problems import TooManyRequests
from app.http.schemas import Nothing
from app.identity.api.blueprint import address, code_exchange, identity, lifetimes, limit
from app.identity.queries.own import list_own_sessions
from app.identity.refusals import (
    AlreadyRegistered,
    BirthDateImpossible,
    ClaimRefused,
    GuardianConsentMissing,
    HouseholdUnknown,
    LoginBusy,
    LoginCodeInvalid,
    TicketInvalid,
    TooYoung,
    WeChatTooOften,
    WeChatUnreachable,
    WeChatUserRefused,
)
from app.identity.schemas.login import (
    LoginBody,
    LoginView,
    RegisterBody,
    RegistrationView,
    SessionList,
    SessionView,
)
from app.identity.service import login, registration, sessions
from app.places.refusals import VillageUnknown
from app.privacy.refusals import NoticeOutdated
from points.errors import NotFound

LOGINS = RateLimit("login", times=120, seconds=60)
"""Per address; generous, because whole villages share one address of a mobile network."""
REGISTRATIONS = RateLimit("registration", times=60, seconds=600)
TRIES_PER_TICKET = RateLimit("registration_ticket", times=10, seconds=600)

_TOKEN = "450222." + "x" * 43


@operation(
    identity,
    "outward",
    "POST",
    "/login",
    action=PUBLIC,
    summary="微信登录",
    body=LoginBody,
    returns=LoginView,
    refusals=(LoginCodeInvalid, WeChatUserRefused, WeChatTooOften, TooManyRequests, LoginBusy, WeChatUnreachable),
    example={"code": "0a1B2c3D4e5F6g7H"},
    answer={"state": "signed_in", "token": _TOKEN, "ticket": None, "expires_at": "2026-12-21T08:00:00Z"},
)
def log_in(call: Call[LoginBody]) -> LoginView:
    """Exchange a fresh code of wx.login for a session, or for a registration ticket when the user is unknown.

    Sending the same code twice within a minute succeeds twice.
    """
    limit(LOGINS, address())
    who = code_exchange().identity_of(call.body.code, now=clock.utc_now())
    with transaction(call.database, now=clock.utc_now()) as work:
        expires_at = lifetimes().expiry("miniprogram", now=work.now)
        found = login.log_in(work.session, openid=who.openid, unionid=who.unionid, expires_at=expires_at, now=work.now)
    if isinstance(found, login.Ticket):
        return LoginView(state="registration_needed", ticket=found.ticket, expires_at=found.expires_at)
    return LoginView(state="signed_in", token=found.session.token, expires_at=found.session.expires_at)


@operation(
    identity,
    "command",
    "POST",
    "/registrations",
    action=PUBLIC,
    summary="登记成为志愿者",
    body=RegisterBody,
    returns=RegistrationView,
    status=201,
    refusals=(
        TicketInvalid,
        AlreadyRegistered,
        TooYoung,
        GuardianConsentMissing,
        BirthDateImpossible,
        VillageUnknown,
        HouseholdUnknown,
        ClaimRefused,
        NoticeOutdated,
        TooManyRequests,
    ),
    example={
        "ticket": "QmV0dGVyIGxvbmcgdGhhbiBzaG9ydCwgYW5kIHJhbmR",
        "how": "found",
        "name": "李小芳",
        "birth_on": "1980-05-01",
        "village_code": "450222100201",
        "guardian_consent": False,
        "accepted_notice_version": 1,
    },
    answer={
        "volunteer_id": "0197f0aa-0000-7000-8000-000000000001",
        "state": "registered",
        "token": _TOKEN,
        "expires_at": "2026-12-21T08:00:00Z",
    },
)
def register(call: Call[RegisterBody]) -> RegistrationView:
    """Register with the ticket of a login: found a household, ask to join one, or claim one's paper card.

    The privacy notice in force must have been shown and accepted; nothing is kept before.

    An organizer confirms founding and joining; a claim keeps the card's whole history. Sending it twice is harmless.
    """
    limit(REGISTRATIONS, address())
    limit(TRIES_PER_TICKET, call.body.ticket)
    expires_at = lifetimes().expiry("miniprogram", now=call.now)
    application = registration.Application(**call.body.model_dump(exclude={"ticket", "how"}))
    done = registration.register(
        call.session, application, ticket=call.body.ticket, expires_at=expires_at, now=call.now
    )
    return RegistrationView.model_validate(
        {
            "volunteer_id": done.volunteer.id,
            "state": done.volunteer.state,
            "token": done.session.token,
            "expires_at": done.session.expires_at,
        }
    )


@operation(
    identity,
    "command",
    "POST",
    "/logout",
    action="self.change",
    summary="退出登录",
    body=Nothing,
    returns=None,
)
def log_out(call: Call[Nothing]) -> None:
    """End the session whose token was sent; the token is worthless from this moment on."""
    assert call.token is not None
    sessions.end_session_of_token(
        call.session,
        county_id=call.actor.county_id,
        token=call.token[1],
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )


@operation(
    identity,
    "query",
    "GET",
    "/sessions",
    action="self.read",
    summary="我登录的设备",
    returns=SessionList,
    answer={
        "items": [
            {
                "id": "0197f0aa-0000-7000-8000-000000000002",
                "kind": "miniprogram",
                "created_at": "2026-11-21T08:00:00Z",
                "last_seen_at": "2026-11-21T08:00:00Z",
                "expires_at": "2026-12-21T08:00:00Z",
                "current": True,
            }
        ]
    },
)
def list_sessions(call: Call[Any]) -> SessionList:
    """List the caller's own open sessions, newest first."""
    assert call.token is not None
    rows = list_own_sessions(
        call.session, county_id=call.actor.county_id, volunteer_id=call.actor.volunteer_id, now=call.now
    )
    return SessionList(
        items=[
            SessionView.model_validate(
                {
                    "id": row.id,
                    "kind": row.kind,
                    "created_at": row.created_at,
                    "last_seen_at": row.last_seen_at,
                    "expires_at": row.expires_at,
                    "current": row.token_hash == call.token[1],
                }
            )
            for row in rows
        ]
    )


@operation(
    identity,
    "command",
    "POST",
    "/sessions/<uuid:session_id>/end",
    action="session.end",
    summary="让一台设备退出",
    body=Nothing,
    returns=None,
    refusals=(NotFound,),
)
def end_session(call: Call[Nothing]) -> None:
    """End one of the caller's own sessions, for instance of a lost phone."""
    sessions.end_session(
        call.session,
        county_id=call.actor.county_id,
        session_id=path_id(call, "session_id"),
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
