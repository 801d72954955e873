"""WeChat login: a known person gets a session, an unknown one a registration ticket."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core import audit
from app.core.crypto import new_token, token_hash
from app.identity.models import LoginCode, LoginSession, PendingRegistration, SignInThrottle, Volunteer, WeChatAccount
from app.identity.service.sessions import NewSession, begin_session

TICKET_LIFE = dt.timedelta(minutes=30)
CODE_KEPT = dt.timedelta(minutes=10)
SESSION_KEPT = dt.timedelta(days=180)


@dataclass(frozen=True)
class Ticket:
    """What an unknown WeChat user holds until she has registered."""

    ticket: str
    expires_at: dt.datetime


@dataclass(frozen=True)
class SignedIn:
    """A person and the session just begun for her."""

    volunteer: Volunteer
    session: NewSession


def log_in(
    session: Session, *, openid: str, unionid: str | None, expires_at: dt.datetime, now: dt.datetime
) -> SignedIn | Ticket:
    """Begin a session for the person behind an openid, or give out a registration ticket (wechat.md §1.6).

    The unionid is stored or renewed whenever WeChat tells it.
    """
    account = session.get(WeChatAccount, openid)
    if account is None:
        return _new_ticket(session, openid=openid, unionid=unionid, now=now)
    if unionid is not None and account.unionid != unionid and not _unionid_taken(session, unionid):
        account.unionid = unionid
        audit.record(
            session,
            county_id=account.county_id,
            actor_id=account.volunteer_id,
            action="wechat.unionid",
            subject_kind="volunteer",
            subject_id=account.volunteer_id,
            now=now,
        )
    volunteer = session.get_one(Volunteer, (account.county_id, account.volunteer_id))
    return SignedIn(volunteer, begin_session(session, volunteer, kind="miniprogram", expires_at=expires_at, now=now))


def forget_spent_logins(session: Session, *, now: dt.datetime) -> int:
    """Delete login codes after ten minutes, tickets and throttles when over, sessions half a year after their end."""
    return sum(
        len(session.execute(statement).all())
        for statement in (
            delete(LoginCode).where(LoginCode.used_at < now - CODE_KEPT).returning(LoginCode.code_hash),
            delete(PendingRegistration)
            .where(PendingRegistration.expires_at < now)
            .returning(PendingRegistration.ticket_hash),
            delete(SignInThrottle).where(SignInThrottle.window_ends_at < now).returning(SignInThrottle.subject_hash),
            delete(LoginSession).where(LoginSession.expires_at < now - SESSION_KEPT).returning(LoginSession.id),
        )
    )


def bind_account(session: Session, volunteer: Volunteer, *, openid: str, unionid: str | None, now: dt.datetime) -> bool:
    """Bind an openid to a person; False when either of them is bound already.

    A unionid that stands at another openid (another mini-program of the same owner) is not repeated.
    """
    if unionid is not None and _unionid_taken(session, unionid):
        unionid = None
    bound = session.execute(
        insert(WeChatAccount)
        .values(
            openid=openid,
            unionid=unionid,
            county_id=volunteer.county_id,
            volunteer_id=volunteer.id,
            bound_at=now,
        )
        .on_conflict_do_nothing()
        .returning(WeChatAccount.openid)
    ).scalar_one_or_none()
    return bound is not None


def _unionid_taken(session: Session, unionid: str) -> bool:
    found = session.execute(select(WeChatAccount.openid).where(WeChatAccount.unionid == unionid))
    return found.scalar_one_or_none() is not None


def _new_ticket(session: Session, *, openid: str, unionid: str | None, now: dt.datetime) -> Ticket:
    ticket, expires_at = new_token(), now + TICKET_LIFE
    session.add(
        PendingRegistration(ticket_hash=token_hash(ticket), openid=openid, unionid=unionid, expires_at=expires_at)
    )
    return Ticket(ticket, expires_at)
