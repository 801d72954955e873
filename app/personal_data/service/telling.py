"""Tell people about bindings of theirs, and staff about correction requests that are due."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local_date, to_local
from app.core.permissions import roles_for
from app.messages.kinds import Kind
from app.messages.service.inbox import notify
from points.calendar import OFFICIAL, due_after

MORNING: Final = range(9, 12)
AHEAD_DAYS: Final = 3
"""Staff are reminded from three working days before the last day on, once for each due day and place."""
TOLD_MOST: Final = 200

FRESH_HOLDS: Final = text(
    """
    SELECT b.county_id, b.id, b.volunteer_id, b.until_at, h.head_volunteer_id
    FROM binding_hold b
    JOIN volunteer v ON v.county_id = b.county_id AND v.id = b.volunteer_id
    LEFT JOIN household h ON h.county_id = v.county_id AND h.id = v.household_id
    WHERE b.outcome IS NULL AND b.until_at > :now
        AND NOT EXISTS (SELECT FROM inbox_message m WHERE m.county_id = b.county_id
            AND m.volunteer_id = b.volunteer_id AND m.event = 'binding_changed:' || b.id)
    ORDER BY b.county_id, b.id
    LIMIT :most
    """
)
DUE_SOON: Final = text(
    """
    SELECT r.county_id, v.village_code, min(r.due_on) AS due_on, count(*) AS requests,
        (SELECT array_agg(DISTINCT g.volunteer_id) FROM role_grant g
         WHERE g.county_id = r.county_id AND g.role = ANY(:roles) AND starts_with(v.village_code, g.place_code)
           AND g.starts_on <= :today AND (g.ends_on IS NULL OR g.ends_on >= :today)) AS staff
    FROM correction_request r
    JOIN volunteer v ON v.county_id = r.county_id AND v.id = r.volunteer_id
    WHERE r.state = 'open' AND r.due_on <= :next
    GROUP BY r.county_id, v.village_code
    ORDER BY r.county_id, v.village_code
    """
)


def tell_new_bindings(session: Session, *, now: dt.datetime) -> int:
    """Tell whoever has a new phone number or WeChat on record, and the head of her household; nobody twice."""
    told = 0
    for hold in session.execute(FRESH_HOLDS, {"now": now, "most": TOLD_MOST}).all():
        told += notify(
            session,
            Kind.BINDING_CHANGED,
            county_id=hold.county_id,
            to=[hold.volunteer_id],
            about=None,
            now=now,
            event=f"{Kind.BINDING_CHANGED}:{hold.id}",
            until_at=hold.until_at,
        )
        if hold.head_volunteer_id not in {None, hold.volunteer_id}:
            told += notify(
                session,
                Kind.BINDING_OF_MEMBER,
                county_id=hold.county_id,
                to=[hold.head_volunteer_id],
                about=None,
                now=now,
                event=f"{Kind.BINDING_OF_MEMBER}:{hold.id}",
                member_id=hold.volunteer_id,
                until_at=hold.until_at,
            )
    return told


def remind_of_corrections(session: Session, *, now: dt.datetime) -> int:
    """Remind staff on the morning of a working day of correction requests due within three of them, or overdue.

    Once for each place, due day and business day, so that what is overdue is said again until it is answered.
    """
    today = local_date(now)
    if to_local(now).hour not in MORNING or not OFFICIAL.is_working_day(today):
        return 0
    asked = {"roles": roles_for("people.register"), "today": today, "next": due_after(today, AHEAD_DAYS).on}
    return sum(
        notify(
            session,
            Kind.CORRECTION_DUE,
            county_id=row.county_id,
            to=row.staff or [],
            about=None,
            now=now,
            event=f"{Kind.CORRECTION_DUE}:{row.village_code}:{max(row.due_on, today).isoformat()}",
            count=row.requests,
            due_on=row.due_on,
        )
        for row in session.execute(DUE_SOON, asked).all()
    )
