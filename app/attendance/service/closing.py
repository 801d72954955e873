"""Close what people forgot (忘记签退): at the planned end of their shift, and flagged for the approver."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from points.attendance.windows import LATE_LEAVING

_CLOSE: Final = """
    UPDATE attendance a
    SET out_at = greatest(a.in_at, least(s.ends_at, CAST(:now AS timestamptz))), out_means = 'closing',
        out_mode = 'online', flags = array_append(a.flags, 'check_out_forgotten')
    FROM shift s
    WHERE a.out_at IS NULL AND a.undone_at IS NULL AND s.county_id = a.county_id AND s.id = a.shift_id
      AND {which}
    RETURNING a.id
"""
CLOSE_FORGOTTEN: Final = text(_CLOSE.replace("{which}", "s.ends_at + :late <= :now"))
CLOSE_ACTIVITY: Final = text(_CLOSE.replace("{which}", "a.county_id = :county_id AND a.activity_id = :activity_id"))
MARK_CLOSED: Final = text(
    """
    UPDATE activity SET state = 'closed', closed_at = :now, version = version + 1
    WHERE county_id = :county_id AND id = :activity_id AND state = 'published' AND starts_at <= :now
    """
)


def close_forgotten(session: Session, *, now: dt.datetime) -> int:
    """Check out everybody whose shift ended an hour ago; returns how many that were. Periodic and repeatable."""
    return len(session.execute(CLOSE_FORGOTTEN, {"now": now, "late": LATE_LEAVING}).all())


def close_attendance(session: Session, *, county_id: str, activity_id: uuid.UUID, now: dt.datetime) -> int:
    """Check out everybody still at an activity, at the end of her shift or now if that is earlier; returns how many."""
    found = session.execute(CLOSE_ACTIVITY, {"county_id": county_id, "activity_id": activity_id, "now": now})
    return len(found.all())


def close_activity(session: Session, *, county_id: str, activity_id: uuid.UUID, now: dt.datetime) -> int:
    """Close a published activity that has begun, and check out everybody still there; returns how many.

    From then on marks come from late uploads and by name only. Repeating it is harmless.
    """
    session.execute(MARK_CLOSED, {"county_id": county_id, "activity_id": activity_id, "now": now})
    return close_attendance(session, county_id=county_id, activity_id=activity_id, now=now)
