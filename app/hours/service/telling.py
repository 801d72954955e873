"""Tell people what became of their service: decisions at once, approvals by a job beside the hot path."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.activities.models import Activity
from app.clock import local_date, to_local
from app.core.permissions import roles_for
from app.messages.kinds import Kind
from app.messages.service.inbox import notify
from points.base import id_floor
from points.calendar import OFFICIAL, due_after
from points.hours.models import ServiceRecord

LOOK_BACK: Final = dt.timedelta(hours=6)
ROUND_MOST: Final = 500

# Ids of decisions are in the order of time, so each county costs one short range of the primary key.
VERIFIED: Final = text(
    """
    SELECT r.county_id, r.id, r.volunteer_id, r.local_date, r.minutes, r.points, a.title
    FROM (SELECT DISTINCT county_id FROM site) c
    CROSS JOIN LATERAL (
        SELECT record_id FROM decision d
        WHERE d.county_id = c.county_id AND d.id > :since AND d.action = 'verify' AND d.decided_at > :recent) d
    JOIN service_record r ON r.county_id = c.county_id AND r.id = d.record_id AND r.state <> 'corrected'
    JOIN activity a ON a.county_id = r.county_id AND a.id = r.activity_id
    WHERE NOT EXISTS (
        SELECT FROM inbox_message m
        WHERE m.county_id = r.county_id AND m.volunteer_id = r.volunteer_id AND m.event = 'record_verified:' || r.id)
    ORDER BY r.county_id, r.id
    LIMIT :most
    """
)

DUE_SOON: Final = text(
    """
    SELECT r.county_id, r.village_code, min(r.due_on) AS due_on, count(*) AS records,
        (SELECT array_agg(DISTINCT g.volunteer_id) FROM role_grant g
         WHERE g.county_id = r.county_id AND g.role = ANY(:roles) AND starts_with(r.village_code, g.place_code)
           AND g.starts_on <= :today AND (g.ends_on IS NULL OR g.ends_on >= :today)) AS checkers
    FROM service_record r
    WHERE r.state = 'claimed' AND r.due_on BETWEEN :today AND :next
    GROUP BY r.county_id, r.village_code
    ORDER BY r.county_id, r.village_code
    """
)
MORNING: Final = range(9, 12)


def tell_about_record(
    session: Session,
    kind: Kind,
    record: ServiceRecord,
    *,
    now: dt.datetime,
    to: uuid.UUID | None = None,
    again: bool = False,
    **more: Any,
) -> None:
    """Tell the volunteer of a record, or somebody else, what was decided; ``again`` when it may happen repeatedly."""
    activity = session.get_one(Activity, (record.county_id, record.activity_id))
    notify(
        session,
        kind,
        county_id=record.county_id,
        to=[to or record.volunteer_id],
        about=record.id,
        now=now,
        event=f"{kind}:{record.id}:{now.isoformat()}" if again else None,
        title=activity.title,
        served_on=record.local_date,
        **more,
    )


def tell_verified(session: Session, *, now: dt.datetime) -> int:
    """Tell everybody whose record was approved within the last six hours and return how many; nobody twice.

    Approval is a hot statement that should not wait for this, hence a job.
    """
    parameters = {"since": id_floor(LOOK_BACK), "recent": now - LOOK_BACK, "most": ROUND_MOST}
    rows = session.execute(VERIFIED, parameters).all()
    return sum(
        notify(
            session,
            Kind.RECORD_VERIFIED,
            county_id=row.county_id,
            to=[row.volunteer_id],
            about=row.id,
            now=now,
            title=row.title,
            served_on=row.local_date,
            minutes=row.minutes,
            points=row.points,
        )
        for row in rows
    )


def remind_of_review(session: Session, *, now: dt.datetime) -> int:
    """Remind who approves at a village of claims due today or on the next working day; once per village and due day.

    Service must be on record within ten working days (Order 67 article 11), so nobody is reminded on a day off, and
    before a holiday she is reminded of everything due until the first working day after it.
    """
    today = local_date(now)
    if to_local(now).hour not in MORNING or not OFFICIAL.is_working_day(today):
        return 0
    parameters = {"roles": roles_for("hours.verify"), "today": today, "next": due_after(today, 1).on}
    return sum(
        notify(
            session,
            Kind.REVIEW_DUE,
            county_id=row.county_id,
            to=row.checkers or [],
            about=None,
            now=now,
            event=f"{Kind.REVIEW_DUE}:{row.village_code}:{row.due_on.isoformat()}",
            count=row.records,
            due_on=row.due_on,
        )
        for row in session.execute(DUE_SOON, parameters).all()
    )
