"""Who may act for whom: granted by the person herself, or by an organizer on her signed paper; ends by itself."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core import audit
from app.households.models import Proxy
from app.households.refusals import ProxyDatesInvalid, ProxySelf, ProxyStanding
from app.households.service.telling import tell_proxy, tell_proxy_ended
from app.identity.models import Volunteer
from app.identity.refusals import VolunteerNotActive
from app.identity.service.people import get_volunteer
from points.base import new_id
from points.errors import NotFound

DAYS_MAX = 366
"""A proxy is renewed at least once a year, so that nobody acts on a promise long forgotten."""


@dataclass(frozen=True)
class NewProxy:
    """Who may act in what, until when."""

    proxy_id: uuid.UUID
    scope: str
    ends_on: dt.date
    on_paper: bool


def grant(session: Session, wanted: NewProxy, person: Volunteer, *, actor_id: uuid.UUID, now: dt.datetime) -> Proxy:
    """Let somebody act for a person from today until a day.

    Raises:
        NotFound: there is no such helper in the county.
        VolunteerNotActive: one of the two is not active.
        ProxySelf: both are one person.
        ProxyDatesInvalid: the day is over, or more than a year away.
        ProxyStanding: she may do that already.
    """
    today = local_date(now)
    helper = get_volunteer(session, county_id=person.county_id, volunteer_id=wanted.proxy_id)
    if helper.id == person.id:
        raise ProxySelf()
    if helper.state != "active" or person.state != "active":
        raise VolunteerNotActive()
    if not today <= wanted.ends_on <= today + dt.timedelta(days=DAYS_MAX):
        raise ProxyDatesInvalid(days_max=DAYS_MAX)
    _end_outlived(session, wanted, person, today=today, now=now)
    proxy = Proxy(
        county_id=person.county_id,
        id=new_id(),
        volunteer_id=person.id,
        proxy_id=helper.id,
        scope=wanted.scope,
        starts_on=today,
        ends_on=wanted.ends_on,
        on_paper=wanted.on_paper,
        granted_by=actor_id,
        granted_at=now,
        revoked_by=None,
        revoked_at=None,
    )
    try:
        with session.begin_nested():
            session.add(proxy)
    except IntegrityError:
        raise ProxyStanding() from None
    _record(session, proxy, "proxy.grant", actor_id=actor_id, now=now)
    tell_proxy(session, proxy, now=now)
    return proxy


def get_proxy(session: Session, *, county_id: str, proxy_id: uuid.UUID) -> Proxy:
    """Return a proxy that was not ended, locked.

    Raises:
        NotFound: there is none with this id in the county.
    """
    found = session.get(Proxy, (county_id, proxy_id), with_for_update=True)
    if found is None or found.revoked_at is not None:
        raise NotFound()
    return found


def end(session: Session, proxy: Proxy, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """End a proxy at once; both sides may, and so may an organizer."""
    proxy.revoked_by, proxy.revoked_at = actor_id, now
    _record(session, proxy, "proxy.end", actor_id=actor_id, now=now)
    tell_proxy_ended(session, proxy, actor_id=actor_id, now=now)


def end_all(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    """End every proxy for a person and every one she holds."""
    session.execute(
        update(Proxy)
        .where(
            Proxy.county_id == county_id,
            (Proxy.volunteer_id == volunteer_id) | (Proxy.proxy_id == volunteer_id),
            Proxy.revoked_at.is_(None),
        )
        .values(revoked_by=actor_id, revoked_at=now)
    )


def _end_outlived(session: Session, wanted: NewProxy, person: Volunteer, *, today: dt.date, now: dt.datetime) -> None:
    """Make room for a renewal: a proxy whose last day is over holds the place of its successor no longer."""
    session.execute(
        update(Proxy)
        .where(
            Proxy.county_id == person.county_id,
            Proxy.volunteer_id == person.id,
            Proxy.proxy_id == wanted.proxy_id,
            Proxy.scope == wanted.scope,
            Proxy.revoked_at.is_(None),
            Proxy.ends_on < today,
        )
        .values(revoked_by=person.id, revoked_at=now)
    )


def _record(session: Session, proxy: Proxy, action: str, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=proxy.county_id,
        actor_id=actor_id,
        action=action,
        subject_kind="proxy",
        subject_id=proxy.id,
        now=now,
        on_behalf_of=None if actor_id == proxy.volunteer_id else proxy.volunteer_id,
        facts={"scope": proxy.scope, "proxy_id": str(proxy.proxy_id), "on_paper": proxy.on_paper},
    )
