"""Tell people that a role was given to them, or is over; roles live below messages, hence a job."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local_date
from app.messages.kinds import Kind
from app.messages.service.inbox import notify

LOOK_BACK: Final = dt.timedelta(hours=12)
ROUND_MOST: Final = 500

_GRANTS: Final = """
    SELECT g.county_id, g.id, g.volunteer_id, g.role, g.starts_on, coalesce(d.name, g.place_code) AS place
    FROM role_grant g
    JOIN volunteer v ON v.county_id = g.county_id AND v.id = g.volunteer_id AND v.state = 'active'
    LEFT JOIN division d ON d.code = g.place_code
"""
_UNTOLD: Final = """
      AND NOT EXISTS (SELECT FROM inbox_message m WHERE m.county_id = g.county_id AND m.volunteer_id = g.volunteer_id
        AND m.event = :kind || ':' || g.id)
    ORDER BY g.county_id, g.id LIMIT :most
"""
GRANTED: Final = text(
    f"{_GRANTS} WHERE g.granted_at > :recent AND g.granted_at <= :now"
    f" AND (g.ends_on IS NULL OR g.ends_on >= :today) {_UNTOLD}"
)
ENDED: Final = text(f"{_GRANTS} WHERE g.ends_on = :yesterday AND g.granted_by IS NOT NULL {_UNTOLD}")


def tell_about_roles(session: Session, *, now: dt.datetime) -> int:
    """Tell everybody who was given a role within half a day, or whose last day was yesterday; nobody twice."""
    today = local_date(now)
    common = {"most": ROUND_MOST, "today": today, "yesterday": today - dt.timedelta(days=1), "now": now}
    told = 0
    for kind, statement in ((Kind.ROLE_GRANTED, GRANTED), (Kind.ROLE_ENDED, ENDED)):
        wanted = common | {"recent": now - LOOK_BACK, "kind": str(kind)}
        for row in session.execute(statement, wanted).all():
            more = {"starts_on": row.starts_on} if kind is Kind.ROLE_GRANTED else {}
            told += notify(
                session,
                kind,
                county_id=row.county_id,
                to=[row.volunteer_id],
                about=None,
                now=now,
                event=f"{kind}:{row.id}",
                role=row.role,
                place=row.place,
                **more,
            )
    return told
