"""What an organizer's day consists of: her activities with what each still lacks, and what waits for her word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from app.clock import local_date, local_midnight
from app.core.actor import Actor
from app.hours.queries import places_of
from points.calendar import OFFICIAL

LOOK_BACK: Final = dt.timedelta(days=14)
LOOK_AHEAD: Final = dt.timedelta(days=14)
MOST_ACTIVITIES: Final = 60
_ONE_DAY: Final = dt.timedelta(days=1)

ACTIVITIES: Final = text(
    """
    SELECT a.id, a.short_id, a.title, a.village_code, a.place_name, a.starts_at, a.ends_at, a.state,
        EXISTS (SELECT FROM activity_approval p WHERE p.county_id = a.county_id AND p.activity_id = a.id
                AND p.outcome IS NULL) AS awaiting_approval,
        s.capacity, g.signed_up, g.under_review, g.waitlisted, t.present, t.left_already, t.walk_ins, t.unconfirmed,
        greatest(g.signed_up - t.signed_up_came, 0) AS not_come, r.claimed, r.due_on,
        a.unregistered_headcount IS NOT NULL AS has_headcount,
        EXISTS (SELECT FROM activity_record w WHERE w.county_id = a.county_id AND w.activity_id = a.id) AS has_record
    FROM activity a
    CROSS JOIN LATERAL (SELECT coalesce(sum(s.capacity), 0) AS capacity FROM shift s
        WHERE s.county_id = a.county_id AND s.activity_id = a.id) s
    CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE g.state = 'signed_up') AS signed_up,
            count(*) FILTER (WHERE g.state = 'under_review') AS under_review,
            count(*) FILTER (WHERE g.state = 'waitlisted') AS waitlisted
        FROM sign_up g JOIN shift s ON s.county_id = g.county_id AND s.id = g.shift_id
        WHERE s.county_id = a.county_id AND s.activity_id = a.id) g
    CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE t.out_at IS NULL) AS present,
            count(*) FILTER (WHERE t.out_at IS NOT NULL) AS left_already,
            count(*) FILTER (WHERE t.walk_in) AS walk_ins, count(*) FILTER (WHERE NOT t.walk_in) AS signed_up_came,
            count(*) FILTER (WHERE NOT t.confirmed) AS unconfirmed
        FROM attendance t WHERE t.county_id = a.county_id AND t.activity_id = a.id AND t.undone_at IS NULL) t
    CROSS JOIN LATERAL (SELECT count(*) AS claimed, min(r.due_on) AS due_on FROM service_record r
        WHERE r.county_id = a.county_id AND r.activity_id = a.id AND r.state = 'claimed') r
    WHERE a.county_id = :county_id AND a.state <> 'cancelled' AND a.starts_at >= :from_at AND a.starts_at < :until_at
      AND (EXISTS (SELECT FROM unnest(:places) p WHERE starts_with(a.village_code, p))
           OR EXISTS (SELECT FROM joint_organizer j WHERE j.county_id = a.county_id AND j.activity_id = a.id
                      AND j.volunteer_id = :volunteer_id))
      AND (a.ends_at >= :today OR a.state <> 'closed' OR r.claimed > 0 OR t.unconfirmed > 0)
    ORDER BY a.starts_at, a.id
    LIMIT :limit
    """
).bindparams(bindparam("places", type_=ARRAY(String)))

CLAIMS: Final = text(
    """
    SELECT count(*) FILTER (WHERE NOT own AND anomalous) AS odd,
        count(*) FILTER (WHERE NOT own AND NOT anomalous) AS clean, count(*) FILTER (WHERE own) AS own,
        min(due_on) FILTER (WHERE NOT own) AS due_on,
        count(*) FILTER (WHERE NOT own AND due_on < :today) AS overdue
    FROM (SELECT r.anomalous, r.due_on, r.household_id IS NOT DISTINCT FROM :household_id AS own
        FROM service_record r
        WHERE r.county_id = :county_id AND r.state = 'claimed'
          AND EXISTS (SELECT FROM unnest(:places) p WHERE starts_with(r.village_code, p))) claims
    """
).bindparams(bindparam("places", type_=ARRAY(String)))

FLAGS: Final = text(
    """
    SELECT flag, count(*) AS records
    FROM service_record r CROSS JOIN LATERAL unnest(r.flags) AS flag
    WHERE r.county_id = :county_id AND r.state = 'claimed' AND r.household_id IS DISTINCT FROM :household_id
      AND EXISTS (SELECT FROM unnest(:places) p WHERE starts_with(r.village_code, p))
    GROUP BY flag ORDER BY records DESC, flag LIMIT 20
    """
).bindparams(bindparam("places", type_=ARRAY(String)))

PEOPLE: Final = text(
    """
    SELECT (SELECT count(*) FROM volunteer v WHERE v.county_id = :county_id AND v.state = 'registered'
              AND EXISTS (SELECT FROM unnest(:places) p WHERE starts_with(v.village_code, p))) AS newcomers,
        (SELECT count(*) FROM team_request q JOIN team m ON m.county_id = q.county_id
              AND m.id = coalesce(q.to_team_id, q.team_id)
            WHERE q.county_id = :county_id AND q.state = 'open'
              AND (m.leader_id = :volunteer_id
                   OR EXISTS (SELECT FROM unnest(:places) p WHERE starts_with(m.place_code, p)))) AS team_requests
    """
).bindparams(bindparam("places", type_=ARRAY(String)))


def activities_of(session: Session, actor: Actor, *, now: dt.datetime) -> Sequence[Row[Any]]:
    """Return what the caller runs from two weeks ago to two weeks ahead; finished ones only if something is missing."""
    today = local_date(now)
    return session.execute(
        ACTIVITIES,
        _whose(actor)
        | {
            "from_at": local_midnight(today - LOOK_BACK),
            "until_at": local_midnight(today + LOOK_AHEAD),
            "today": local_midnight(today),
            "limit": MOST_ACTIVITIES,
        },
    ).all()


def claims_of(session: Session, actor: Actor, *, today: dt.date) -> Row[Any]:
    """Return how many claims wait for the caller; those of her own household wait for somebody else."""
    return session.execute(CLAIMS, _whose(actor) | {"today": today}).one()


def flags_of(session: Session, actor: Actor) -> Sequence[Row[Any]]:
    """Return what the waiting claims are flagged for, most frequent first."""
    return session.execute(FLAGS, _whose(actor)).all()


def people_waiting(session: Session, actor: Actor) -> Row[Any]:
    """Return how many newcomers and how many wishes about teams wait for the caller."""
    return session.execute(PEOPLE, _whose(actor)).one()


def working_days_until(day: dt.date, *, today: dt.date) -> int:
    """Return how many working days are left after today until a day, that day included; none once it is past."""
    days = (today + _ONE_DAY * step for step in range(1, (day - today).days + 1))
    return sum(OFFICIAL.is_working_day(each) for each in days)


def _whose(actor: Actor) -> dict[str, Any]:
    return {
        "county_id": actor.county_id,
        "volunteer_id": actor.volunteer_id,
        "household_id": actor.household_id,
        "places": places_of(actor, "attendance.read"),
    }
