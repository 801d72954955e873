"""Cut the tie between a person and WeChat when she took her authorization back (PIPL art. 15, wechat.md §5.4)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.core import audit
from app.identity.models import LoginCode, LoginSession, PendingRegistration, Volunteer, WeChatAccount


def find_person(session: Session, openid: str) -> tuple[str, uuid.UUID] | None:
    """Return (county, volunteer) behind an openid, or None."""
    account = session.get(WeChatAccount, openid)
    return None if account is None else (account.county_id, account.volunteer_id)


def unlink_wechat(session: Session, openid: str, *, now: dt.datetime) -> tuple[str, uuid.UUID] | None:
    """Delete everything we know of a WeChat user, end her sessions on phones, and return who she was, if anybody.

    The person, her minutes and her household's points stay; she may claim them again with her card.
    """
    session.execute(delete(LoginCode).where(LoginCode.openid == openid))
    session.execute(delete(PendingRegistration).where(PendingRegistration.openid == openid))
    person = find_person(session, openid)
    if person is None:
        return None
    county_id, volunteer_id = person
    session.execute(delete(WeChatAccount).where(WeChatAccount.openid == openid))
    session.execute(
        update(LoginSession)
        .where(
            LoginSession.county_id == county_id,
            LoginSession.volunteer_id == volunteer_id,
            LoginSession.kind == "miniprogram",
            LoginSession.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    _note(session, "wechat.unlink", county_id=county_id, volunteer_id=volunteer_id, now=now)
    return person


def forget_phone(session: Session, *, county_id: str, volunteer_id: uuid.UUID, now: dt.datetime) -> None:
    """Delete a person's phone number."""
    volunteer = session.get_one(Volunteer, (county_id, volunteer_id), with_for_update=True)
    volunteer.phone_cipher = volunteer.phone_hash = None
    _note(session, "volunteer.forget_phone", county_id=county_id, volunteer_id=volunteer_id, now=now)


def _note(session: Session, action: str, *, county_id: str, volunteer_id: uuid.UUID, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=county_id,
        actor_id=volunteer_id,
        action=action,
        subject_kind="volunteer",
        subject_id=volunteer_id,
        now=now,
    )
