"""Reads about service records: what waits for approval, what is overdue, and one's own."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from app.core.actor import Actor, NotAllowed
from app.core.permissions import ALLOWED

RECORD = """
    SELECT r.id, r.activity_id, a.title AS activity_title, r.site_id, r.village_code, r.volunteer_id,
        v.name AS volunteer_name, r.household_id, h.code AS household_code, r.local_date, r.started_at, r.ended_at,
        r.origin, r.flags, r.reason,
        r.minutes_present, r.minutes, r.points, r.trace, r.needs_second, r.anomalous,
        r.assessed_at IS NOT NULL AS assessed,
        r.due_on, r.due_estimated, r.state, r.disputed_from, r.revision, r.supersedes_id, r.recorded_by,
        r.first_verified_by, r.first_verified_at, r.verified_by, r.verified_at, r.difficulty_code,
        coalesce(d.name, r.difficulty_code) AS difficulty_name, l.disclosure_id, c.number AS disclosure_number,
        c.closes_at AS disclosure_closes_at
    FROM service_record r
    JOIN activity a ON a.county_id = r.county_id AND a.id = r.activity_id
    JOIN volunteer v ON v.county_id = r.county_id AND v.id = r.volunteer_id
    JOIN household h ON h.county_id = r.county_id AND h.id = r.household_id
    LEFT JOIN difficulty_class d ON d.county_id = r.county_id AND d.rule_id = r.rule_id AND d.code = r.difficulty_code
    LEFT JOIN disclosure_line l ON l.county_id = r.county_id AND l.record_id = r.id
    LEFT JOIN disclosure c ON c.county_id = l.county_id AND c.id = l.disclosure_id
"""
QUEUE = text(
    RECORD  # noqa: S608 - two constants
    + """
    WHERE r.county_id = :county_id AND r.state = :state
      AND (EXISTS (SELECT FROM unnest(:places) p WHERE starts_with(r.village_code, p))
        OR NOT :awaiting_second AND EXISTS (
            SELECT FROM joint_organizer o
            WHERE o.county_id = r.county_id AND o.activity_id = r.activity_id AND o.volunteer_id = :reader_id))
      AND (CAST(:village_code AS text) IS NULL OR r.village_code = :village_code)
      AND (CAST(:activity_id AS uuid) IS NULL OR r.activity_id = :activity_id)
      AND (NOT :awaiting_second OR (r.needs_second AND r.first_verified_by IS NOT NULL))
      AND (CAST(:overdue_before AS date) IS NULL OR r.due_on < :overdue_before)
      AND (CAST(:last_id AS uuid) IS NULL
           OR (NOT r.anomalous, r.due_on, r.id) > (:last_clean, CAST(:last_due AS date), :last_id))
    ORDER BY NOT r.anomalous, r.due_on, r.id
    LIMIT :limit
    """
).bindparams(bindparam("places", type_=ARRAY(String)))
ONE = text(RECORD + "WHERE r.county_id = :county_id AND r.id = :record_id")
OWN = text(
    RECORD
    + """
    WHERE r.county_id = :county_id AND r.volunteer_id = :volunteer_id AND r.state <> 'corrected'
      AND (CAST(:last_id AS uuid) IS NULL OR (r.started_at, r.id) < (CAST(:last_at AS timestamptz), :last_id))
    ORDER BY r.started_at DESC, r.id DESC
    LIMIT :limit
    """
)
MONTHS = text(
    """
    SELECT r.local_date - (extract(day FROM r.local_date)::integer - 1) AS month, count(*) AS times,
        sum(r.minutes)::integer AS minutes, sum(r.points)::bigint AS points,
        coalesce(sum(r.points) FILTER (WHERE r.state <> 'settled'), 0)::bigint AS pending_points
    FROM service_record r
    WHERE r.county_id = :county_id AND r.volunteer_id = :volunteer_id AND r.started_at >= :since
      AND r.state IN ('verified', 'disclosed', 'settled')
      AND (r.state = 'settled' OR NOT EXISTS (SELECT FROM service_record p
          WHERE p.county_id = r.county_id AND p.id = r.supersedes_id AND p.state = 'settled'))
    GROUP BY 1 ORDER BY 1 DESC
    LIMIT :limit
    """
)
OVERDUE = text(
    """
    SELECT r.village_code, count(*) AS records, min(r.due_on) AS oldest_due_on, bool_or(r.due_estimated) AS estimated
    FROM service_record r
    WHERE r.county_id = :county_id AND r.state = 'claimed' AND r.due_on < :today
      AND EXISTS (SELECT FROM unnest(:places) p WHERE starts_with(r.village_code, p))
    GROUP BY r.village_code
    ORDER BY r.village_code
    LIMIT 2000
    """
).bindparams(bindparam("places", type_=ARRAY(String)))

TO_CLAIM = text(
    """
    SELECT a.county_id, a.id, a.activity_id, a.volunteer_id, a.in_at, a.in_means, a.in_mode, a.in_by, a.out_at,
        a.out_means, a.out_mode, a.out_by, a.flags, a.reason, s.starts_at, s.ends_at, t.site_id, t.village_code,
        t.difficulty_code,
        t.organizer_id, t.ends_at AS activity_ends_at, v.kind,
        coalesce(
            (SELECT m.household_id FROM household_membership m
             WHERE m.county_id = a.county_id AND m.volunteer_id = a.volunteer_id AND m.joined_at <= a.in_at
               AND (m.left_at IS NULL OR m.left_at > a.in_at)
             ORDER BY m.joined_at DESC LIMIT 1),
            v.household_id) AS household_id,
        (SELECT count(*) FROM attendance b
         WHERE b.county_id = a.county_id AND b.activity_id = a.activity_id AND b.in_at = a.in_at AND b.out_at = a.out_at
           AND b.undone_at IS NULL) AS same_times,
        (SELECT max(r.revision) FROM service_record r
         WHERE r.county_id = a.county_id AND r.attendance_id = a.id) AS revision
    FROM attendance a
    JOIN shift s ON s.county_id = a.county_id AND s.id = a.shift_id
    JOIN activity t ON t.county_id = a.county_id AND t.id = a.activity_id
    JOIN volunteer v ON v.county_id = a.county_id AND v.id = a.volunteer_id
    WHERE a.claimed_at IS NULL AND a.confirmed AND a.out_at IS NOT NULL AND a.undone_at IS NULL
      AND v.household_id IS NOT NULL AND t.state <> 'cancelled'
      AND (CAST(:county_id AS text) IS NULL OR a.county_id = :county_id)
      AND (CAST(:activity_id AS uuid) IS NULL OR a.activity_id = :activity_id)
    ORDER BY a.county_id, a.volunteer_id, a.in_at, a.id
    LIMIT :limit
    FOR UPDATE OF a SKIP LOCKED
    """
)
TO_WITHDRAW = text(
    """
    SELECT a.county_id, a.id, a.undone_by, a.undo_reason
    FROM attendance a
    WHERE a.claimed_at IS NOT NULL AND a.undone_at IS NOT NULL
      AND (CAST(:county_id AS text) IS NULL OR a.county_id = :county_id)
    ORDER BY a.county_id, a.id
    LIMIT :limit
    FOR UPDATE OF a SKIP LOCKED
    """
)
MARK_CLAIMED = text("UPDATE attendance SET claimed_at = :claimed_at WHERE county_id = :county_id AND id = ANY(:ids)")


@dataclass(frozen=True)
class QueuePosition:
    """Where a page of the approval queue ended."""

    clean: bool
    due_on: dt.date
    record_id: uuid.UUID


def places_of(actor: Actor, action: str) -> list[str]:
    """Return the places for which some role of the caller permits the action.

    Raises:
        NotAllowed: none does.
    """
    places = [grant.place_code for grant in actor.grants if grant.role in ALLOWED[action]]
    if not places:
        raise NotAllowed(action=action)
    return places


def list_queue(
    session: Session,
    *,
    county_id: str,
    places: Sequence[str],
    reader_id: uuid.UUID,
    state: str,
    limit: int,
    village_code: str | None = None,
    activity_id: uuid.UUID | None = None,
    overdue_before: dt.date | None = None,
    awaiting_second: bool = False,
    after: QueuePosition | None = None,
) -> Sequence[Row[Any]]:
    """Return records in a state at places one is responsible for, or of activities one runs jointly.

    What needs a look comes first, then by due date.
    """
    return session.execute(
        QUEUE,
        {
            "county_id": county_id,
            "places": list(places),
            "reader_id": reader_id,
            "state": state,
            "village_code": village_code,
            "activity_id": activity_id,
            "overdue_before": overdue_before,
            "awaiting_second": awaiting_second,
            "last_clean": None if after is None else after.clean,
            "last_due": None if after is None else after.due_on,
            "last_id": None if after is None else after.record_id,
            "limit": limit,
        },
    ).all()


def list_overdue(session: Session, *, county_id: str, places: Sequence[str], today: dt.date) -> Sequence[Row[Any]]:
    """Return per village how many claims are past their ten working days (Order 67, article 11)."""
    return session.execute(OVERDUE, {"county_id": county_id, "places": list(places), "today": today}).all()


def find_record(session: Session, *, county_id: str, record_id: uuid.UUID) -> Row[Any] | None:
    """Return one record with its activity, person and household, or None."""
    return session.execute(ONE, {"county_id": county_id, "record_id": record_id}).one_or_none()


def list_months(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID, since: dt.datetime, limit: int
) -> Sequence[Row[Any]]:
    """Return per month how often and how long a person served, approved records only, latest month first."""
    return session.execute(
        MONTHS, {"county_id": county_id, "volunteer_id": volunteer_id, "since": since, "limit": limit}
    ).all()


def list_own(
    session: Session,
    *,
    county_id: str,
    volunteer_id: uuid.UUID,
    limit: int,
    after: tuple[str, str] | None = None,
) -> Sequence[Row[Any]]:
    """Return a person's records, newest service first; ``after`` is (started at, id) of the last one seen."""
    return session.execute(
        OWN,
        {
            "county_id": county_id,
            "volunteer_id": volunteer_id,
            "last_at": None if after is None else after[0],
            "last_id": None if after is None else uuid.UUID(after[1]),
            "limit": limit,
        },
    ).all()
