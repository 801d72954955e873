"""Tell households that points of theirs are about to lapse."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local_date
from app.messages.kinds import Kind
from app.messages.service.inbox import notify

AHEAD: Final = dt.timedelta(days=14)
ROUND_MOST: Final = 500

CONCERNED: Final = text(
    """
    SELECT e.county_id, e.id, e.period, e.takes_effect_at, a.balance, v.id AS volunteer_id
    FROM points_expiry e
    JOIN household h ON h.county_id = e.county_id AND starts_with(h.village_code, e.place_code) AND h.state = 'active'
    JOIN account a ON a.county_id = h.county_id AND a.household_id = h.id AND a.balance > e.keep_points
    JOIN volunteer v ON v.county_id = h.county_id AND v.household_id = h.id AND v.state IN ('active', 'suspended')
    WHERE e.state = 'approved' AND e.takes_effect_at > :now AND e.takes_effect_at <= :soon AND NOT EXISTS (
        SELECT FROM inbox_message m
        WHERE m.county_id = v.county_id AND m.volunteer_id = v.id AND m.event = 'points_expiring:' || e.id)
    ORDER BY e.takes_effect_at, v.id
    LIMIT :most
    """
)


def tell_expiring(session: Session, *, now: dt.datetime) -> int:
    """Tell members of households that hold more than stays, a fortnight before it lapses; at most 500 in one round."""
    rows = session.execute(CONCERNED, {"now": now, "soon": now + AHEAD, "most": ROUND_MOST}).all()
    return sum(
        notify(
            session,
            Kind.POINTS_EXPIRING,
            county_id=row.county_id,
            to=[row.volunteer_id],
            about=row.id,
            now=now,
            period=row.period,
            lapses_on=local_date(row.takes_effect_at),
            balance_points=row.balance,
        )
        for row in rows
    )
