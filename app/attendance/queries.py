"""Reads about attendance and failed scans."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from app.activities.models import Activity
from app.attendance.models import Attendance
from points.errors import NotFound

LIST_ATTENDANCE: Final = text(
    """
    SELECT a.id, a.volunteer_id, v.name, a.shift_id, a.in_at, a.in_means, a.in_mode, a.out_at, a.out_means, a.out_mode,
        a.walk_in, a.confirmed, a.children_count, a.flags, a.reason, a.undone_at, a.undo_reason
    FROM attendance a
    JOIN volunteer v ON v.county_id = a.county_id AND v.id = a.volunteer_id
    WHERE a.county_id = :county_id AND a.activity_id = :activity_id
      AND (CAST(:after_at AS timestamptz) IS NULL OR (a.in_at, a.id) > (:after_at, CAST(:after_id AS uuid)))
    ORDER BY a.in_at, a.id
    LIMIT :limit
    """
)
COUNT_ATTENDANCE: Final = text(
    """
    SELECT count(*) FILTER (WHERE out_at IS NULL) AS present, count(*) FILTER (WHERE out_at IS NOT NULL) AS left,
        count(*) FILTER (WHERE NOT confirmed) AS unconfirmed, coalesce(sum(children_count), 0) AS children
    FROM attendance
    WHERE county_id = :county_id AND activity_id = :activity_id AND undone_at IS NULL
    """
)
LIST_FAILED: Final = text(
    """
    SELECT f.id, f.at, f.actor_id, v.name, f.reason, f.facts
    FROM failed_scan f
    JOIN volunteer v ON v.county_id = f.county_id AND v.id = f.actor_id
    WHERE f.county_id = :county_id AND f.activity_id = :activity_id
      AND (CAST(:after_at AS timestamptz) IS NULL OR (f.at, f.id) < (:after_at, CAST(:after_id AS uuid)))
    ORDER BY f.at DESC, f.id DESC
    LIMIT :limit
    """
)
MINUTES_STAND: Final = text("SELECT minutes_stand(:county_id, :attendance_id)")
EARLIER_MARKS: Final = text(
    """
    SELECT side, nonce, attendance_json(a)::text AS answer
    FROM (
        SELECT 'in' AS side, in_nonce AS nonce, id FROM attendance
        WHERE county_id = :county_id AND in_nonce = ANY(:nonces) AND in_by = :actor_id
        UNION ALL
        SELECT 'out', out_nonce, id FROM attendance
        WHERE county_id = :county_id AND out_nonce = ANY(:nonces) AND out_by = :actor_id
    ) found
    JOIN attendance a ON a.county_id = :county_id AND a.id = found.id
    """
)
CARD_HOLDERS: Final = text(
    """
    SELECT card_hash, volunteer_id FROM paper_card
    WHERE county_id = :county_id AND card_hash = ANY(:hashes) AND state = 'active'
    """
)
Position = tuple[dt.datetime, uuid.UUID] | None


def get_attendance(session: Session, *, county_id: str, attendance_id: uuid.UUID) -> Attendance:
    """Return an attendance of the county, locked against other changes until the command ends.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Attendance, (county_id, attendance_id), with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def minutes_stand(session: Session, attendance: Attendance) -> bool:
    """Tell whether the minutes of an attendance are disclosed or beyond, so that they can only be corrected."""
    parameters = {"county_id": attendance.county_id, "attendance_id": attendance.id}
    return bool(session.execute(MINUTES_STAND, parameters).scalar_one())


def list_attendance(
    session: Session, *, county_id: str, activity_id: uuid.UUID, after: Position, limit: int
) -> Sequence[Row[Any]]:
    """Return a page of an activity's attendance, undone ones included, earliest check-in first."""
    return session.execute(
        LIST_ATTENDANCE,
        {
            "county_id": county_id,
            "activity_id": activity_id,
            "after_at": after and after[0],
            "after_id": after and after[1],
            "limit": limit,
        },
    ).all()


def count_attendance(session: Session, *, county_id: str, activity_id: uuid.UUID) -> Row[Any]:
    """Return how many are present, have left, wait for confirmation, and how many children came along."""
    return session.execute(COUNT_ATTENDANCE, {"county_id": county_id, "activity_id": activity_id}).one()


def list_failed_scans(
    session: Session, *, county_id: str, activity_id: uuid.UUID, after: Position, limit: int
) -> Sequence[Row[Any]]:
    """Return a page of the failed scans of an activity, newest first."""
    return session.execute(
        LIST_FAILED,
        {
            "county_id": county_id,
            "activity_id": activity_id,
            "after_at": after and after[0],
            "after_id": after and after[1],
            "limit": limit,
        },
    ).all()


def activities_by_short_id(session: Session, short_ids: set[str], *, county_id: str) -> dict[str, Activity]:
    """Return the activities of the county that some scans name, by short id."""
    found = session.execute(
        select(Activity).where(Activity.county_id == county_id, Activity.short_id.in_(short_ids))
    ).scalars()
    return {activity.short_id: activity for activity in found}


def earlier_marks(
    session: Session, nonces: list[str], *, county_id: str, actor_id: uuid.UUID
) -> dict[tuple[str, str], str]:
    """Return the rows that the caller's uploads made before, as JSON, by direction and nonce."""
    rows = session.execute(EARLIER_MARKS, {"county_id": county_id, "nonces": nonces, "actor_id": actor_id}).all()
    return {(side, nonce): answer for side, nonce, answer in rows}


def card_holders(session: Session, hashes: list[bytes], *, county_id: str) -> dict[bytes, uuid.UUID]:
    """Return who holds the active paper cards with these hashes."""
    rows = session.execute(CARD_HOLDERS, {"county_id": county_id, "hashes": hashes}).all()
    return {bytes(card_hash): volunteer_id for card_hash, volunteer_id in rows}
