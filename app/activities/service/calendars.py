"""The secret address of a person's calendar: made, shown again, revoked."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import re
import uuid
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.activities.calendar import Entry
from app.activities.models import Activity, CalendarLink, Shift, SignUp
from app.core import audit
from app.core.actor import Actor
from app.core.crypto import FieldCipher
from app.core.messages import message
from app.identity.models import Volunteer
from points.base import new_id
from points.errors import NotFound

BACK: Final = dt.timedelta(days=31)
AHEAD: Final = dt.timedelta(days=366)
MOST: Final = 500
_TOKEN: Final = re.compile(r"(\d{6})-([0-9a-f]{32})-([A-Za-z0-9_-]{22})")
_FIELD: Final = "calendar_link"


def find_link(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> CalendarLink | None:
    """Return a person's calendar link that is not revoked, or None."""
    return session.execute(
        select(CalendarLink).where(
            CalendarLink.county_id == county_id,
            CalendarLink.volunteer_id == volunteer_id,
            CalendarLink.revoked_at.is_(None),
        )
    ).scalar_one_or_none()


def make_link(session: Session, *, actor: Actor, now: dt.datetime) -> CalendarLink:
    """Make a new address for the caller's calendar; an earlier one stops working."""
    earlier = find_link(session, county_id=actor.county_id, volunteer_id=actor.volunteer_id)
    if earlier is not None:
        earlier.revoked_at = now
        session.flush()
    link = CalendarLink(
        county_id=actor.county_id, id=new_id(), volunteer_id=actor.volunteer_id, made_at=now, revoked_at=None
    )
    session.add(link)
    session.flush()
    _note(session, link, "calendar.make", actor=actor, now=now)
    return link


def revoke_link(session: Session, *, actor: Actor, now: dt.datetime) -> None:
    """Make the address of the caller's calendar stop working.

    Raises:
        NotFound: she has none.
    """
    link = find_link(session, county_id=actor.county_id, volunteer_id=actor.volunteer_id)
    if link is None:
        raise NotFound()
    link.revoked_at = now
    session.flush()
    _note(session, link, "calendar.revoke", actor=actor, now=now)


def token_of(link: CalendarLink, *, cipher: FieldCipher) -> str:
    """Return the secret part of a link's address: county, link and a keyed hash nobody can guess (16 bytes)."""
    return f"{link.county_id}-{link.id.hex}-{_seal(link.county_id, link.id, cipher=cipher)}"


def open_link(session: Session, token: str, *, cipher: FieldCipher) -> CalendarLink:
    """Return the link behind an address.

    Raises:
        NotFound: the address was not made here, is revoked, or its person has left.
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise NotFound()
    county_id, link_id = match[1], uuid.UUID(match[2])
    if not hmac.compare_digest(_seal(county_id, link_id, cipher=cipher), match[3]):
        raise NotFound()
    link = session.get(CalendarLink, (county_id, link_id))
    if link is None or link.revoked_at is not None:
        raise NotFound()
    person = session.get_one(Volunteer, (link.county_id, link.volunteer_id))
    if person.state == "left":
        raise NotFound()
    return link


def entries_of(session: Session, link: CalendarLink, *, now: dt.datetime) -> list[Entry]:
    """Return what its person has promised to serve, a month back and a year ahead; at most 500 are read."""
    rows = session.execute(
        select(SignUp.id, Shift.starts_at, Shift.ends_at, Activity)
        .join(Shift, (Shift.county_id == SignUp.county_id) & (Shift.id == SignUp.shift_id))
        .join(Activity, (Activity.county_id == Shift.county_id) & (Activity.id == Shift.activity_id))
        .where(
            SignUp.county_id == link.county_id,
            SignUp.volunteer_id == link.volunteer_id,
            SignUp.state == "signed_up",
            Activity.state != "draft",
            Shift.starts_at > now - BACK,
            Shift.starts_at < now + AHEAD,
        )
        .order_by(Shift.starts_at, SignUp.id)
        .limit(MOST)
    )
    return [
        Entry(
            sign_up_id=sign_up_id,
            title=activity.title,
            place=activity.place_name,
            words=activity.cancel_reason or message("calendar.organizer_note", risk=activity.risk_note),
            starts_at=starts_at,
            ends_at=ends_at,
            cancelled=activity.state == "cancelled",
            version=activity.version,
        )
        for sign_up_id, starts_at, ends_at, activity in rows
    ]


def _seal(county_id: str, link_id: uuid.UUID, *, cipher: FieldCipher) -> str:
    mac = cipher.lookup_hash(f"{county_id}:{link_id}", field=_FIELD)[:16]
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def _note(session: Session, link: CalendarLink, action: str, *, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=link.county_id,
        actor_id=actor.volunteer_id,
        action=action,
        subject_kind="calendar_link",
        subject_id=link.id,
        now=now,
    )
