"""Reads about joining households, proxies, and what others did for a person."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping, and_, or_, select, text
from sqlalchemy.orm import Session, aliased

from app.households.models import FormerRegistration, JoinRequest, Proxy
from app.identity.models import Volunteer

REQUESTS_MOST = 50
ACTS = text(
    """
    SELECT act.id, act.at, act.actor_id, act.action, act.detail, actor.name,
        actor.id IN (SELECT p.proxy_id FROM proxy p WHERE p.county_id = :county_id AND p.volunteer_id = :volunteer_id)
            OR actor.household_id = (SELECT v.household_id FROM volunteer v
                                     WHERE v.county_id = :county_id AND v.id = :volunteer_id) AS near
    FROM (
        SELECT id, at, actor_id, action, NULL AS detail FROM audit_entry
        WHERE county_id = :county_id AND on_behalf_of = :volunteer_id
        UNION ALL
        SELECT id, placed_at, placed_by, 'redemption.place', NULL FROM redemption_order
        WHERE county_id = :county_id AND on_behalf_of = :volunteer_id AND placed_by <> :volunteer_id
        UNION ALL
        SELECT md5(id || 'handed')::uuid, fulfilled_at, fulfilled_by, 'redemption.collected', collected_by
        FROM redemption_order
        WHERE county_id = :county_id AND household_id = (SELECT v.household_id FROM volunteer v
                WHERE v.county_id = :county_id AND v.id = :volunteer_id)
            AND :volunteer_id IN (placed_by, on_behalf_of) AND collected_by IS NOT NULL
        UNION ALL
        SELECT a.id, a.in_at, a.in_by,
            CASE WHEN a.in_means = 'manual' THEN 'attendance.record' ELSE 'attendance.in' END, t.title
        FROM attendance a JOIN activity t ON t.county_id = a.county_id AND t.id = a.activity_id
        WHERE a.county_id = :county_id AND a.volunteer_id = :volunteer_id AND a.in_by <> :volunteer_id
        UNION ALL
        SELECT md5(a.id || 'out')::uuid, a.out_at, a.out_by,
            CASE WHEN a.out_means = 'manual' THEN 'attendance.departed' ELSE 'attendance.out' END, t.title
        FROM attendance a JOIN activity t ON t.county_id = a.county_id AND t.id = a.activity_id
        WHERE a.county_id = :county_id AND a.volunteer_id = :volunteer_id AND a.out_by <> :volunteer_id
    ) act
    JOIN volunteer actor ON actor.county_id = :county_id AND actor.id = act.actor_id
    WHERE CAST(:after_at AS timestamptz) IS NULL OR (act.at, act.id) < (:after_at, CAST(:after_id AS uuid))
    ORDER BY act.at DESC, act.id DESC
    LIMIT :most
    """
)
"""Deeds with two names: from the audit trail, and orders and attendance, which carry both people themselves."""


def list_join_requests(session: Session, *, county_id: str, household_id: uuid.UUID) -> Sequence[RowMapping]:
    """Return who waits for an answer of a household, first come first; at most 50."""
    return (
        session.execute(
            select(JoinRequest.id, JoinRequest.volunteer_id, Volunteer.name, JoinRequest.requested_at)
            .join(
                Volunteer, and_(Volunteer.county_id == JoinRequest.county_id, Volunteer.id == JoinRequest.volunteer_id)
            )
            .where(
                JoinRequest.county_id == county_id,
                JoinRequest.household_id == household_id,
                JoinRequest.state == "open",
            )
            .order_by(JoinRequest.id)
            .limit(REQUESTS_MOST)
        )
        .mappings()
        .all()
    )


def holds_proxy(
    session: Session, scope: str, *, county_id: str, proxy_id: uuid.UUID, volunteer_id: uuid.UUID, on: dt.date
) -> bool:
    """Tell whether somebody may act for a person in this kind of thing on a day."""
    found = session.execute(
        select(Proxy.id).where(
            Proxy.county_id == county_id,
            Proxy.proxy_id == proxy_id,
            Proxy.volunteer_id == volunteer_id,
            Proxy.scope == scope,
            Proxy.starts_on <= on,
            Proxy.ends_on >= on,
            Proxy.revoked_at.is_(None),
        )
    ).first()
    return found is not None


@dataclass(frozen=True)
class ProxyHeld:
    """Somebody asked the caller to act for her, from the first to the last day, or until she ended it."""

    volunteer_id: uuid.UUID
    starts_on: dt.date
    ends_on: dt.date

    def covers(self, day: dt.date) -> bool:
        """Tell whether a day lies within."""
        return self.starts_on <= day <= self.ends_on


def proxies_held(
    session: Session, scope: str, people: Collection[uuid.UUID], *, county_id: str, proxy_id: uuid.UUID
) -> list[ProxyHeld]:
    """Return what somebody may do for some people; what was ended before its day is not among it."""
    if not people:
        return []
    rows = session.execute(
        select(Proxy.volunteer_id, Proxy.starts_on, Proxy.ends_on).where(
            Proxy.county_id == county_id,
            Proxy.proxy_id == proxy_id,
            Proxy.volunteer_id.in_(people),
            Proxy.scope == scope,
            Proxy.revoked_at.is_(None),
        )
    )
    return [ProxyHeld(*row) for row in rows]


def list_proxies(session: Session, *, county_id: str, volunteer_id: uuid.UUID, on: dt.date) -> Sequence[RowMapping]:
    """Return the proxies that stand on a day: those for a person, and those she holds for others; newest first."""
    person, helper = aliased(Volunteer), aliased(Volunteer)
    return (
        session.execute(
            select(*Proxy.__table__.columns, person.name.label("volunteer_name"), helper.name.label("proxy_name"))
            .join(person, and_(person.county_id == Proxy.county_id, person.id == Proxy.volunteer_id))
            .join(helper, and_(helper.county_id == Proxy.county_id, helper.id == Proxy.proxy_id))
            .where(
                Proxy.county_id == county_id,
                or_(Proxy.volunteer_id == volunteer_id, Proxy.proxy_id == volunteer_id),
                Proxy.ends_on >= on,
                Proxy.revoked_at.is_(None),
            )
            .order_by(Proxy.id.desc())
            .limit(REQUESTS_MOST)
        )
        .mappings()
        .all()
    )


def list_acts_for(
    session: Session,
    *,
    county_id: str,
    volunteer_id: uuid.UUID,
    after: tuple[dt.datetime, uuid.UUID] | None,
    limit: int,
) -> Sequence[RowMapping]:
    """Return what others did for a person, newest first, one row more than ``limit`` if there are more."""
    wanted = {
        "county_id": county_id,
        "volunteer_id": volunteer_id,
        "after_at": after and after[0],
        "after_id": after and after[1],
        "most": limit + 1,
    }
    return session.execute(ACTS, wanted).mappings().all()


def former_registrations(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> list[tuple[str, uuid.UUID]]:
    """Return where a person who moved between counties was registered before, latest first."""
    found: list[tuple[str, uuid.UUID]] = []
    place: tuple[str, uuid.UUID] | None = (county_id, volunteer_id)
    while place is not None:
        row = session.get(FormerRegistration, place)
        place = None if row is None else (row.former_county_id, row.former_volunteer_id)
        if place is not None:
            found.append(place)
    return found
