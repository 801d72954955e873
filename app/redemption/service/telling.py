"""Tell people about orders: reserved, about to lapse, or placed by somebody else. Placing is hot, hence jobs."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.messages.kinds import Kind
from app.messages.service.inbox import notify
from points.base import id_floor

LOOK_BACK: Final = dt.timedelta(hours=2)
LAST_MINUTES: Final = dt.timedelta(minutes=5)
WORTH_A_WORD: Final = dt.timedelta(minutes=10)
"""An order that lives no longer than this is not reminded of."""
ROUND_MOST: Final = 500

ORDER: Final = """
    SELECT o.county_id, o.id, o.placed_by, o.on_behalf_of, o.points, o.expires_at, p.name AS place,
        (SELECT string_agg(i.name || CASE WHEN l.quantity = 1 THEN '' ELSE '×' || l.quantity END, '、' ORDER BY i.name)
         FROM order_line l JOIN reward_item i ON i.county_id = l.county_id AND i.id = l.item_id
         WHERE l.county_id = o.county_id AND l.order_id = o.id) AS goods
    FROM redemption_order o
    JOIN pickup_point p ON p.county_id = o.county_id AND p.id = o.pickup_point_id
"""
# Open orders are few and have an index of their own.
OPEN: Final = (
    ORDER
    + """
    JOIN volunteer v ON v.county_id = o.county_id AND v.id = o.placed_by AND v.household_id = o.household_id
    WHERE o.state = 'placed' AND o.expires_at > :now AND NOT EXISTS (
        SELECT FROM inbox_message m
        WHERE m.county_id = o.county_id AND m.volunteer_id = o.placed_by AND m.event = :kind || ':' || o.id)
"""
)
PLACED: Final = text(OPEN + "ORDER BY o.expires_at, o.id LIMIT :most")
EXPIRING: Final = text(
    OPEN + "AND o.expires_at <= :soon AND o.expires_at - o.placed_at > :worth ORDER BY o.expires_at, o.id LIMIT :most"
)
BY_OTHER: Final = text(
    ORDER  # noqa: S608 - made of constants of this module
    + """
    JOIN (SELECT DISTINCT county_id FROM pickup_point) c ON c.county_id = o.county_id
    WHERE o.id > :since AND o.placed_at > :recent AND o.on_behalf_of IS NOT NULL AND o.on_behalf_of <> o.placed_by
      AND o.part_of IS NULL
      AND NOT EXISTS (
        SELECT FROM inbox_message m
        WHERE m.county_id = o.county_id AND m.volunteer_id = o.on_behalf_of AND m.event = 'order_by_other:' || o.id)
    ORDER BY o.county_id, o.id LIMIT :most
    """
)

COLLECTED: Final = text(
    ORDER  # noqa: S608 - made of constants of this module
    + """
    JOIN (SELECT DISTINCT county_id FROM pickup_point) c ON c.county_id = o.county_id
    JOIN volunteer v ON v.county_id = o.county_id AND v.id = coalesce(o.on_behalf_of, o.placed_by)
        AND v.household_id = o.household_id
    WHERE o.id > :since AND o.fulfilled_at > :recent AND o.collected_by IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM inbox_message m
        WHERE m.county_id = o.county_id AND m.volunteer_id = v.id AND m.event = 'goods_collected_by_other:' || o.id)
    ORDER BY o.county_id, o.id LIMIT :most
    """
)


def tell_about_orders(session: Session, *, now: dt.datetime) -> int:
    """Tell who placed an order that it is reserved, or is about to lapse, and for whom it was placed; nobody twice.

    The pickup code is in no message.
    """
    return (
        _tell_open(session, Kind.ORDER_PLACED, now=now)
        + _tell_open(session, Kind.ORDER_EXPIRING, now=now)
        + _tell_by_other(session, now=now)
        + _tell_collected(session, now=now)
    )


def _tell_open(session: Session, kind: Kind, *, now: dt.datetime) -> int:
    parameters = {"now": now, "kind": str(kind), "most": ROUND_MOST}
    if kind is Kind.ORDER_PLACED:
        rows = session.execute(PLACED, parameters).all()
    else:
        soon = {"soon": now + LAST_MINUTES, "worth": WORTH_A_WORD}
        rows = session.execute(EXPIRING, parameters | soon).all()
    return sum(
        notify(
            session,
            kind,
            county_id=row.county_id,
            to=[row.placed_by],
            about=row.id,
            now=now,
            goods=row.goods,
            place=row.place,
            until_at=row.expires_at,
            **({"points": row.points} if kind is Kind.ORDER_PLACED else {}),
        )
        for row in rows
    )


def _tell_by_other(session: Session, *, now: dt.datetime) -> int:
    parameters = {"since": id_floor(LOOK_BACK), "recent": now - LOOK_BACK, "most": ROUND_MOST}
    return sum(
        notify(
            session,
            Kind.ORDER_BY_OTHER,
            county_id=row.county_id,
            to=[row.on_behalf_of],
            about=row.id,
            now=now,
            goods=row.goods,
            points=row.points,
            actor_id=row.placed_by,
        )
        for row in session.execute(BY_OTHER, parameters).all()
    )


def _tell_collected(session: Session, *, now: dt.datetime) -> int:
    """Tell whose goods were handed to somebody else; the name stands with the order, not in the message."""
    parameters = {"since": id_floor(LOOK_BACK), "recent": now - LOOK_BACK, "most": ROUND_MOST}
    return sum(
        notify(
            session,
            Kind.GOODS_COLLECTED_BY_OTHER,
            county_id=row.county_id,
            to=[row.on_behalf_of or row.placed_by],
            about=row.id,
            now=now,
            goods=row.goods,
        )
        for row in session.execute(COLLECTED, parameters).all()
    )
