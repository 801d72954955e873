"""Sessions: opaque tokens that can be ended at once."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.core import audit
from app.core.crypto import new_token, token_hash
from app.identity.models import LoginSession, StaffCredential, Volunteer
from points.base import new_id
from points.errors import NotFound

LIVE_SESSIONS_MAX = 10


@dataclass(frozen=True)
class NewSession:
    """A session that was just begun; the token is shown this once."""

    token: str
    expires_at: dt.datetime


def begin_session(
    session: Session, volunteer: Volunteer, *, kind: str, expires_at: dt.datetime, now: dt.datetime
) -> NewSession:
    """Begin a session with a new token; the oldest ones beyond ten are ended."""
    token = f"{volunteer.county_id}.{new_token()}"
    session_id = new_id()
    session.add(
        LoginSession(
            county_id=volunteer.county_id,
            token_hash=token_hash(token),
            id=session_id,
            volunteer_id=volunteer.id,
            kind=kind,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
            revoked_at=None,
        )
    )
    session.flush()
    _end_oldest(session, volunteer, now=now)
    audit.record(
        session,
        county_id=volunteer.county_id,
        actor_id=volunteer.id,
        action="session.begin",
        subject_kind="login_session",
        subject_id=session_id,
        now=now,
        facts={"kind": kind},
    )
    return NewSession(token, expires_at)


def end_session(
    session: Session, *, county_id: str, session_id: uuid.UUID, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    """End one of the caller's own sessions. Ending it twice is the same as once.

    Raises:
        NotFound: the caller has no such session.
    """
    found = session.execute(
        select(LoginSession).where(
            LoginSession.county_id == county_id,
            LoginSession.id == session_id,
            LoginSession.volunteer_id == actor_id,
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound()
    _end(session, found, actor_id=actor_id, now=now)


def end_session_of_token(
    session: Session, *, county_id: str, token: bytes, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    """Log out: end the session behind a token hash."""
    _end(session, session.get_one(LoginSession, (county_id, token)), actor_id=actor_id, now=now)


def end_all_sessions(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID, actor_id: uuid.UUID | None, now: dt.datetime
) -> int:
    """End every session of a person and return how many were open."""
    ended = session.execute(
        update(LoginSession)
        .where(
            LoginSession.county_id == county_id,
            LoginSession.volunteer_id == volunteer_id,
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > now,
        )
        .values(revoked_at=now)
        .returning(LoginSession.id)
    ).all()
    audit.record(
        session,
        county_id=county_id,
        actor_id=actor_id,
        action="session.end_all",
        subject_kind="volunteer",
        subject_id=volunteer_id,
        now=now,
        facts={"ended": len(ended)},
    )
    return len(ended)


def find_people(session: Session, *, login_name: str, volunteer_id: uuid.UUID | None) -> list[Volunteer]:
    """Return who an operator means by a console login name or by an id (ids are unique across counties)."""
    named = select(StaffCredential.volunteer_id).where(StaffCredential.login_name == login_name.lower())
    return list(
        session.execute(select(Volunteer).where(or_(Volunteer.id == volunteer_id, Volunteer.id.in_(named)))).scalars()
    )


def _end(session: Session, found: LoginSession, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    if found.revoked_at is not None:
        return
    found.revoked_at = now
    audit.record(
        session,
        county_id=found.county_id,
        actor_id=actor_id,
        action="session.end",
        subject_kind="login_session",
        subject_id=found.id,
        now=now,
    )


def _end_oldest(session: Session, volunteer: Volunteer, *, now: dt.datetime) -> None:
    newest = (
        select(LoginSession.id)
        .where(
            LoginSession.county_id == volunteer.county_id,
            LoginSession.volunteer_id == volunteer.id,
            LoginSession.revoked_at.is_(None),
        )
        .order_by(LoginSession.created_at.desc(), LoginSession.id.desc())
        .limit(LIVE_SESSIONS_MAX)
    )
    session.execute(
        update(LoginSession)
        .where(
            LoginSession.county_id == volunteer.county_id,
            LoginSession.volunteer_id == volunteer.id,
            LoginSession.revoked_at.is_(None),
            LoginSession.id.not_in(newest),
        )
        .values(revoked_at=now)
    )
