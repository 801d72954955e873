"""A day of care after a new phone number or WeChat was bound: what the new hands may not yet do (security.md A10)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.core.crypto import FieldCipher
from app.identity.models import BindingHold, LoginSession, Volunteer, WeChatAccount
from app.identity.refusals import NoBindingHold, SessionTooNew
from app.identity.service.people import PHONE_FIELD, change_phone, get_volunteer, record_on
from points.base import new_id

HOLD: Final = dt.timedelta(hours=24)
LAPSED_MOST: Final = 500


def begin_hold(
    session: Session, volunteer: Volunteer, *, cause: str, phone_before: bytes | None = None, now: dt.datetime
) -> BindingHold:
    """Begin a hold of 24 hours, or begin it anew; the phone number before the first change is the one kept.

    While it stands the person herself orders nothing with her phone; her paper card, and the other members of her
    household, do so as always.
    """
    standing = find_hold(session, county_id=volunteer.county_id, volunteer_id=volunteer.id, lock=True)
    if standing is None:
        standing = BindingHold(
            county_id=volunteer.county_id,
            id=new_id(),
            volunteer_id=volunteer.id,
            cause=cause,
            phone_before_cipher=phone_before,
            began_at=now,
            until_at=now + HOLD,
            outcome=None,
            ended_by=None,
            ended_at=None,
        )
        session.add(standing)
    else:
        standing.until_at = now + HOLD
        standing.phone_before_cipher = standing.phone_before_cipher or phone_before
    session.flush()
    record_on(session, volunteer, "binding.hold", actor_id=volunteer.id, now=now, facts={"cause": cause})
    return standing


def rebind_phone(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID, phone: str, cipher: FieldCipher, now: dt.datetime
) -> None:
    """Keep the number a person bound herself; in place of another number it begins a hold, the first one does not."""
    volunteer = get_volunteer(session, county_id=county_id, volunteer_id=volunteer_id, lock=True)
    before, hash_before = volunteer.phone_cipher, volunteer.phone_hash
    change_phone(
        session,
        county_id=county_id,
        volunteer_id=volunteer.id,
        phone=phone,
        cipher=cipher,
        actor_id=volunteer.id,
        now=now,
    )
    if hash_before is not None and hash_before != volunteer.phone_hash:
        begin_hold(session, volunteer, cause="phone", phone_before=before, now=now)


def find_hold(session: Session, *, county_id: str, volunteer_id: uuid.UUID, lock: bool = False) -> BindingHold | None:
    """Return the hold on a person that was not ended, or None."""
    query = select(BindingHold).where(
        BindingHold.county_id == county_id, BindingHold.volunteer_id == volunteer_id, BindingHold.outcome.is_(None)
    )
    return session.execute(query.with_for_update() if lock else query).scalar_one_or_none()


def cancel_own(
    session: Session, volunteer: Volunteer, *, token_hash: bytes, cipher: FieldCipher, now: dt.datetime
) -> None:
    """Take a binding back from a phone that was signed in before it; every other session ends.

    Raises:
        NoBindingHold: nothing was bound within the last day.
        SessionTooNew: this session itself began after the binding.
    """
    hold = _standing(session, volunteer, now=now)
    mine = session.get_one(LoginSession, (volunteer.county_id, token_hash))
    if mine.created_at >= hold.began_at:
        raise SessionTooNew()
    _cancel(session, volunteer, hold, spared=token_hash, actor_id=volunteer.id, cipher=cipher, now=now)


def end_by_staff(
    session: Session,
    volunteer: Volunteer,
    *,
    confirmed: bool,
    actor_id: uuid.UUID,
    cipher: FieldCipher,
    now: dt.datetime,
) -> None:
    """End a hold after talking to the person: it was she, or it was not and everything goes back to before.

    Raises:
        NoBindingHold: nothing was bound within the last day.
    """
    hold = _standing(session, volunteer, now=now)
    if not confirmed:
        _cancel(session, volunteer, hold, spared=None, actor_id=actor_id, cipher=cipher, now=now)
        return
    _end(hold, "confirmed", actor_id=actor_id, now=now)
    record_on(session, volunteer, "binding.confirmed", actor_id=actor_id, now=now)


def end_lapsed_holds(session: Session, *, now: dt.datetime) -> int:
    """End holds whose day is over and forget the numbers kept for them; return how many. Safe to repeat."""
    over = (
        select(BindingHold)
        .where(BindingHold.outcome.is_(None), BindingHold.until_at <= now)
        .order_by(BindingHold.until_at)
        .limit(LAPSED_MOST)
        .with_for_update(skip_locked=True)
    )
    ended = list(session.execute(over).scalars())
    for hold in ended:
        _end(hold, "lapsed", actor_id=None, now=now)
    return len(ended)


def _standing(session: Session, volunteer: Volunteer, *, now: dt.datetime) -> BindingHold:
    hold = find_hold(session, county_id=volunteer.county_id, volunteer_id=volunteer.id, lock=True)
    if hold is None or hold.until_at <= now:
        raise NoBindingHold()
    return hold


def _cancel(
    session: Session,
    volunteer: Volunteer,
    hold: BindingHold,
    *,
    spared: bytes | None,
    actor_id: uuid.UUID,
    cipher: FieldCipher,
    now: dt.datetime,
) -> None:
    before = hold.phone_before_cipher
    if before is not None:
        volunteer.phone_cipher = before
        volunteer.phone_hash = cipher.lookup_hash(cipher.decrypt(before, field=PHONE_FIELD), field=PHONE_FIELD)
    if hold.cause == "wechat":
        session.execute(
            delete(WeChatAccount).where(
                WeChatAccount.county_id == volunteer.county_id, WeChatAccount.volunteer_id == volunteer.id
            )
        )
    ending = update(LoginSession).where(
        LoginSession.county_id == volunteer.county_id,
        LoginSession.volunteer_id == volunteer.id,
        LoginSession.revoked_at.is_(None),
    )
    if spared is not None:
        ending = ending.where(LoginSession.token_hash != spared)
    session.execute(ending.values(revoked_at=now))
    _end(hold, "cancelled", actor_id=actor_id, now=now)
    record_on(session, volunteer, "binding.cancelled", actor_id=actor_id, now=now, facts={"cause": hold.cause})
    session.flush()


def _end(hold: BindingHold, outcome: str, *, actor_id: uuid.UUID | None, now: dt.datetime) -> None:
    hold.outcome, hold.ended_by, hold.ended_at = outcome, actor_id, now
    hold.phone_before_cipher = None
