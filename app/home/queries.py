"""The one read behind the first screen; which activities are near comes from the activity list itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from app.activities import hot
from app.activities.listing import Wish
from app.core.actor import Actor

UNREAD_SHOWN: Final = 100
SHOWN: Final = 6
READ: Final = 40
"""Activities looked through, so that on a busy day the one she is inside is not missed."""

OVERVIEW: Final = text(
    """
    SELECT v.name, v.state, v.suspended_reason, place.name AS village_name, v.household_id, h.code AS household_code,
        a.balance, terms.redeem_floor, coalesce(a.balance < terms.suspend_below, false) AS suspended,
        spendable.points AS spendable,
        (SELECT coalesce(sum(r.points), 0)::bigint FROM service_record r
         WHERE r.county_id = v.county_id AND r.household_id = v.household_id AND r.state IN ('verified', 'disclosed')
        ) AS pending,
        (SELECT coalesce(sum(o.points) FILTER (WHERE o.state = 'placed'), 0)::bigint FROM redemption_order o
         WHERE o.county_id = v.county_id AND o.household_id = v.household_id) AS held,
        (SELECT min(c.closes_at) FROM service_record r
         JOIN disclosure_line l ON l.county_id = r.county_id AND l.record_id = r.id
         JOIN disclosure c ON c.county_id = l.county_id AND c.id = l.disclosure_id
         WHERE r.county_id = v.county_id AND r.household_id = v.household_id AND r.state = 'disclosed'
        ) AS disclosed_until,
        (SELECT coalesce(sum(e.minutes), 0)::integer FROM hours_entry e
         WHERE e.county_id = v.county_id AND e.volunteer_id = v.id) AS minutes,
        (SELECT count(*) FROM (SELECT FROM inbox_message m
            WHERE m.county_id = v.county_id AND m.volunteer_id = v.id AND m.read_at IS NULL LIMIT :unread_shown) u
        ) AS unread,
        day.pickup_point_id, day.place, day.id AS day_id, day.opens_at, day.closes_at,
        (SELECT count(*) FROM reward_item i
         CROSS JOIN LATERAL (SELECT q.points FROM item_price q
            WHERE q.county_id = i.county_id AND q.item_id = i.id AND q.effective_at <= :now
            ORDER BY q.effective_at DESC LIMIT 1) price
         WHERE i.county_id = v.county_id AND i.pickup_point_id = day.pickup_point_id AND i.state = 'offered'
           AND price.points <= spendable.points AND EXISTS (SELECT FROM unit u
            WHERE u.county_id = i.county_id AND u.item_id = i.id AND u.state = 'available' AND u.best_before >= :today)
        ) AS affordable
    FROM volunteer v
    LEFT JOIN division place ON place.code = v.village_code
    LEFT JOIN household h ON h.county_id = v.county_id AND h.id = v.household_id
    LEFT JOIN account a ON a.county_id = v.county_id AND a.household_id = v.household_id
    LEFT JOIN LATERAL redeem_terms(v.county_id, h.village_code, :today) terms ON true
    CROSS JOIN LATERAL (
        SELECT spendable_points(a.balance, terms.redeem_floor, terms.suspend_below) AS points) spendable
    LEFT JOIN LATERAL (
        SELECT p.id AS pickup_point_id, p.address AS place, d.id, d.opens_at, d.closes_at
        FROM pickup_point p
        LEFT JOIN redemption_day d ON d.county_id = p.county_id AND d.pickup_point_id = p.id AND d.state = 'planned'
            AND d.closes_at > :now
        WHERE p.county_id = v.county_id AND p.village_code = v.village_code
        ORDER BY d.opens_at NULLS LAST, p.id LIMIT 1
    ) day ON true
    WHERE v.county_id = :county_id AND v.id = :volunteer_id
    """
)
YEAR: Final = text(
    """
    SELECT m.id, m.name, m.id = :volunteer_id AS is_me,
        coalesce(array_agg(r.month ORDER BY r.month) FILTER (WHERE r.stands), '{}') AS served,
        coalesce(array_agg(r.month ORDER BY r.month) FILTER (WHERE NOT r.stands), '{}') AS on_the_way,
        coalesce(sum(r.times), 0)::integer AS times, coalesce(sum(r.minutes), 0)::integer AS minutes
    FROM volunteer m
    LEFT JOIN LATERAL (
        SELECT extract(month FROM r.local_date)::integer AS month, bool_or(r.state = 'settled') AS stands,
            count(*) FILTER (WHERE r.state IN ('verified', 'disclosed', 'settled')) AS times,
            sum(r.minutes) FILTER (WHERE r.state IN ('verified', 'disclosed', 'settled')) AS minutes
        FROM service_record r
        WHERE r.county_id = m.county_id AND r.volunteer_id = m.id AND r.started_at >= :year_began
          AND r.household_id = m.household_id AND r.state NOT IN ('rejected', 'corrected')
        GROUP BY 1
    ) r ON true
    WHERE m.county_id = :county_id AND m.household_id = :household_id AND m.state <> 'left'
    GROUP BY m.id, m.name, m.name_pinyin
    ORDER BY m.id <> :volunteer_id, m.name_pinyin, m.id
    LIMIT 20
    """
)


def get_overview(session: Session, actor: Actor, *, now: dt.datetime, today: dt.date) -> RowMapping:
    """Return the caller, her household's points, the next redemption day and what she has not read."""
    row = session.execute(
        OVERVIEW,
        {
            "county_id": actor.county_id,
            "volunteer_id": actor.volunteer_id,
            "now": now,
            "today": today,
            "unread_shown": UNREAD_SHOWN,
        },
    )
    return row.mappings().one()


def list_year(session: Session, actor: Actor, *, year_began: dt.datetime) -> Sequence[RowMapping]:
    """Return in which months of the year each member of the caller's household served, herself first."""
    if actor.household_id is None:
        return []
    rows = session.execute(
        YEAR,
        {
            "county_id": actor.county_id,
            "volunteer_id": actor.volunteer_id,
            "household_id": actor.household_id,
            "year_began": year_began,
        },
    )
    return rows.mappings().all()


def list_near(
    session: Session, actor: Actor, *, token: tuple[str, bytes], now: dt.datetime, today: dt.date
) -> Sequence[Any]:
    """Return the next activities of the caller's village and those she has a part in, as the activity list does."""
    wish = Wish(
        first_on=today - dt.timedelta(days=1),
        mine=True,
        home=actor.village_code,
        over=False,
        limit=READ,
    )
    connection = session.connection()
    rows = connection.exec_driver_sql(wish.statement, wish.parameters(token, now=now)).all()
    shown = sorted(range(len(rows)), key=lambda place: (not _is_inside(rows[place]), place))[:SHOWN]
    return [rows[place] for place in sorted(shown)]


def _is_inside(row: Sequence[Any]) -> bool:
    """Tell whether she has signed in and not yet out; the first column is about the session."""
    mine = dict(zip(hot.COLUMNS, row[1:], strict=True))
    return mine["in_at"] is not None and mine["out_at"] is None
