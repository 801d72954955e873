"""Tell people that somebody else marked when they came or left; a scan of one's own code or card tells itself."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local_date
from app.messages.kinds import Kind
from app.messages.service.inbox import notify
from points.base import id_floor

LOOK_BACK: Final = dt.timedelta(hours=12)
ROUND_MOST: Final = 500

BY_NAME: Final = text(
    """
    SELECT b.county_id, b.id, b.volunteer_id, b.activity_id, b.in_at, a.title,
        CASE WHEN b.in_by <> b.volunteer_id AND b.in_means NOT IN ('personal', 'card') THEN b.in_by
            ELSE b.out_by END AS actor_id
    FROM (SELECT DISTINCT county_id FROM site) c
    JOIN attendance b ON b.county_id = c.county_id AND b.id > :since
    JOIN activity a ON a.county_id = b.county_id AND a.id = b.activity_id
    WHERE b.undone_at IS NULL AND b.recorded_at > :recent
      AND (b.in_means NOT IN ('personal', 'card') AND b.in_by <> b.volunteer_id
           OR b.out_means NOT IN ('personal', 'card') AND b.out_by <> b.volunteer_id)
      AND NOT EXISTS (
        SELECT FROM inbox_message m WHERE m.county_id = b.county_id AND m.volunteer_id = b.volunteer_id
          AND m.event = 'attendance_by_other:' || b.id)
    ORDER BY b.county_id, b.id
    LIMIT :most
    """
)


def tell_marked_by_name(session: Session, *, now: dt.datetime) -> int:
    """Tell everybody whose presence somebody else wrote down within the last half day, and who did; nobody twice."""
    parameters = {"since": id_floor(LOOK_BACK), "recent": now - LOOK_BACK, "most": ROUND_MOST}
    return sum(
        notify(
            session,
            Kind.ATTENDANCE_BY_OTHER,
            county_id=row.county_id,
            to=[row.volunteer_id],
            about=row.activity_id,
            now=now,
            event=f"{Kind.ATTENDANCE_BY_OTHER}:{row.id}",
            title=row.title,
            served_on=local_date(row.in_at),
            actor_id=row.actor_id,
        )
        for row in session.execute(BY_NAME, parameters).all()
    )
