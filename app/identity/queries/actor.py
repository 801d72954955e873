"""Who stands behind a token."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.actor import Actor, Grant
from app.core.permissions import Role

SEEN_STEP = {"miniprogram": dt.timedelta(days=1), "console": dt.timedelta(minutes=5)}
"""How old the last sighting of a session may become before it is written down again."""

RESOLVE_ACTOR = text(
    """
    SELECT v.id, v.household_id, v.village_code, coalesce(h.head_volunteer_id = v.id, false),
        coalesce(
            (SELECT array_agg(g.role || ':' || g.place_code)
             FROM role_grant g
             WHERE g.county_id = v.county_id AND g.volunteer_id = v.id AND g.starts_on <= :today
               AND (g.ends_on IS NULL OR g.ends_on >= :today) AND v.state = 'active'),
            '{}'),
        v.state, s.kind, s.last_seen_at
    FROM login_session s
    JOIN volunteer v ON v.county_id = s.county_id AND v.id = s.volunteer_id
    LEFT JOIN household h ON h.county_id = v.county_id AND h.id = v.household_id
    WHERE s.county_id = :county_id AND s.token_hash = :token_hash AND s.revoked_at IS NULL AND s.expires_at > :now
      AND v.state IN ('registered', 'active', 'suspended')
    """
)


ACTOR_OF = text(
    """
    SELECT v.household_id, v.village_code, coalesce(h.head_volunteer_id = v.id, false),
        coalesce(
            (SELECT array_agg(g.role || ':' || g.place_code)
             FROM role_grant g
             WHERE g.county_id = v.county_id AND g.volunteer_id = v.id AND g.starts_on <= :today
               AND (g.ends_on IS NULL OR g.ends_on >= :today)),
            '{}')
    FROM volunteer v
    LEFT JOIN household h ON h.county_id = v.county_id AND h.id = v.household_id
    WHERE v.county_id = :county_id AND v.id = :volunteer_id AND v.state = 'active'
    """
)


def actor_of(session: Session, *, county_id: str, volunteer_id: uuid.UUID, now: dt.datetime) -> Actor | None:
    """Return an active person with the roles of the day, for work that goes on in her name; None if she is gone."""
    row = session.execute(
        ACTOR_OF, {"county_id": county_id, "volunteer_id": volunteer_id, "today": local_date(now)}
    ).one_or_none()
    if row is None:
        return None
    household_id, village_code, is_head, grants = row
    return Actor(
        county_id=county_id,
        volunteer_id=volunteer_id,
        household_id=household_id,
        village_code=village_code,
        is_head=is_head,
        grants=_grants(grants),
    )


def _grants(written: list[str]) -> tuple[Grant, ...]:
    return tuple(Grant(Role(role), place) for role, _, place in (grant.partition(":") for grant in written))


def resolve_actor(session: Session, *, county_id: str, token_hash: bytes, now: dt.datetime) -> Actor | None:
    """Return who stands behind a bearer token at an instant, or None when it is unknown, revoked or over.

    Who is not confirmed yet, or suspended, keeps what is her own but holds no roles.
    """
    row = session.execute(
        RESOLVE_ACTOR,
        {"county_id": county_id, "token_hash": token_hash, "now": now, "today": local_date(now)},
    ).one_or_none()
    if row is None:
        return None
    volunteer_id, household_id, village_code, is_head, grants, state, kind, last_seen_at = row
    return Actor(
        county_id=county_id,
        volunteer_id=volunteer_id,
        household_id=household_id,
        village_code=village_code,
        is_head=is_head,
        grants=_grants(grants),
        state=state,
        session_ages=now - last_seen_at > SEEN_STEP[kind],
    )
