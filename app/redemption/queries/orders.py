"""Reads about redemption days, orders and what was handed over."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from app.places.models import PickupPoint
from points.errors import NotFound
from points.redemption.models import RedemptionDay, RedemptionOrder, RedemptionReversal

LINES = text(
    """
    SELECT l.item_id, i.name, i.unit_name, l.quantity, l.points
    FROM order_line l
    JOIN reward_item i ON i.county_id = l.county_id AND i.id = l.item_id
    WHERE l.county_id = :county_id AND l.order_id = :order_id ORDER BY i.name, l.item_id
    """
)

# What else people want to know of an order ``o``: for whom, who handed it over, what became of it.
AROUND = """
    h.code AS household_code, coalesce(someone.name, '') AS ordered_for, keeper.name AS fulfilled_by_name,
    part.id AS handed_over_as, (
        SELECT r.state FROM redemption_reversal r WHERE r.county_id = o.county_id AND r.order_id = o.id
        ORDER BY r.id DESC LIMIT 1) AS reversal
"""
AROUND_FROM = """
    FROM redemption_order o
    JOIN household h ON h.county_id = o.county_id AND h.id = o.household_id
    LEFT JOIN volunteer someone
        ON someone.county_id = o.county_id AND someone.id = coalesce(o.on_behalf_of, o.placed_by)
    LEFT JOIN volunteer keeper ON keeper.county_id = o.county_id AND keeper.id = o.fulfilled_by
    LEFT JOIN redemption_order part ON part.county_id = o.county_id AND part.part_of = o.id
"""
AROUND_ORDER = text(f"SELECT {AROUND} {AROUND_FROM} WHERE o.county_id = :county_id AND o.id = :order_id")

SUMMARY = f"""
    SELECT o.id, o.redemption_day_id, o.points, o.state, o.placed_at, o.expires_at, o.part_of IS NOT NULL AS is_part,
        {AROUND}, (
        SELECT jsonb_agg(jsonb_build_object('item_id', l.item_id, 'name', i.name, 'unit_name', i.unit_name,
            'quantity', l.quantity, 'points', l.points) ORDER BY i.name, l.item_id)
        FROM order_line l JOIN reward_item i ON i.county_id = l.county_id AND i.id = l.item_id
        WHERE l.county_id = o.county_id AND l.order_id = o.id) AS lines
    {AROUND_FROM}
    WHERE o.county_id = :county_id AND {{subject}} AND (CAST(:after AS uuid) IS NULL OR o.id < :after)
    ORDER BY o.id DESC LIMIT :most
"""  # noqa: S608 - made of constants of this module
OF_HOUSEHOLD = text(SUMMARY.format(subject="o.household_id = :subject"))
OF_DAY = text(SUMMARY.format(subject="o.redemption_day_id = :subject"))

BOARD = text(
    """
    SELECT o.id AS order_id, l.item_id, i.name AS item_name, i.unit_name, l.quantity, h.code AS household_code,
        o.fulfilled_at, o.collected_by, o.state = 'reversed' AS reversed
    FROM redemption_order o
    JOIN order_line l ON l.county_id = o.county_id AND l.order_id = o.id
    JOIN reward_item i ON i.county_id = l.county_id AND i.id = l.item_id
    JOIN household h ON h.county_id = o.county_id AND h.id = o.household_id
    WHERE o.county_id = :county_id AND o.redemption_day_id = :day_id AND o.state IN ('fulfilled', 'reversed')
      AND (CAST(:after_order AS uuid) IS NULL OR (o.id, l.item_id) > (:after_order, :after_item))
    ORDER BY o.id, l.item_id LIMIT :most
    """
)

SHEET_ITEMS = text(
    """
    SELECT l.item_id, i.name, i.unit_name,
        coalesce(sum(l.quantity) FILTER (WHERE o.state = 'placed'), 0) AS placed,
        coalesce(sum(l.quantity) FILTER (WHERE o.state = 'fulfilled'), 0) AS fulfilled,
        coalesce(sum(l.quantity - coalesce(taken.quantity, 0)) FILTER (WHERE o.state IN ('cancelled', 'expired')), 0)
            AS given_back,
        coalesce(sum(l.quantity) FILTER (WHERE o.state = 'reversed'), 0) AS reversed,
        coalesce(sum(l.points) FILTER (WHERE o.state = 'fulfilled'), 0)::bigint AS points
    FROM redemption_order o
    JOIN order_line l ON l.county_id = o.county_id AND l.order_id = o.id
    JOIN reward_item i ON i.county_id = l.county_id AND i.id = l.item_id
    LEFT JOIN redemption_order part ON part.county_id = o.county_id AND part.part_of = o.id
    LEFT JOIN order_line taken
        ON taken.county_id = part.county_id AND taken.order_id = part.id AND taken.item_id = l.item_id
    WHERE o.county_id = :county_id AND o.redemption_day_id = :day_id
    GROUP BY l.item_id, i.name, i.unit_name ORDER BY i.name, l.item_id
    """
)

# Three books that were written separately: the orders, the ledger, and the movements of goods.
SHEET_TOTALS = text(
    """
    WITH orders AS (
        SELECT o.county_id, o.id, o.state, o.points, o.household_id, o.part_of FROM redemption_order o
        WHERE o.county_id = :county_id AND o.redemption_day_id = :day_id
    )
    SELECT
        (SELECT count(*) FROM orders WHERE part_of IS NULL) AS orders,
        (SELECT count(*) FROM orders WHERE state = 'placed') AS open,
        (SELECT count(DISTINCT household_id) FROM orders WHERE state = 'fulfilled') AS households_served,
        (SELECT count(DISTINCT household_id) FROM orders WHERE state = 'placed') AS households_waiting,
        (SELECT coalesce(sum(points), 0)::bigint FROM orders WHERE state = 'fulfilled') AS order_points,
        (SELECT coalesce(sum(p.points - coalesce(back.points, 0)), 0)::bigint
         FROM orders o
         JOIN posting p ON p.county_id = o.county_id AND p.reference = 'order:' || o.id || '\\:settle'
         LEFT JOIN posting back ON back.county_id = p.county_id AND back.reverses_id = p.id) AS ledger_points,
        (SELECT coalesce(sum(l.quantity), 0) FROM orders o
         JOIN order_line l ON l.county_id = o.county_id AND l.order_id = o.id
         WHERE o.state = 'fulfilled') AS order_units,
        (SELECT coalesce(sum(CASE m.kind WHEN 'issue' THEN m.quantity ELSE -m.quantity END), 0)
         FROM orders o
         JOIN stock_movement m ON m.county_id = o.county_id
             AND m.reference IN ('order:' || o.id || '\\:issue', 'order:' || o.id || '\\:return')) AS stock_units
    """
)


def get_day(session: Session, *, county_id: str, day_id: uuid.UUID) -> tuple[RedemptionDay, PickupPoint]:
    """Return a redemption day with its pickup point.

    Raises:
        NotFound: the county has none with this id.
    """
    day = session.get(RedemptionDay, (county_id, day_id))
    if day is None:
        raise NotFound()
    return day, session.get_one(PickupPoint, (county_id, day.pickup_point_id))


def get_order(session: Session, *, county_id: str, order_id: uuid.UUID) -> tuple[RedemptionOrder, PickupPoint]:
    """Return an order with its pickup point.

    Raises:
        NotFound: the county has none with this id.
    """
    order = session.get(RedemptionOrder, (county_id, order_id))
    if order is None:
        raise NotFound()
    return order, session.get_one(PickupPoint, (county_id, order.pickup_point_id))


def get_reversal(session: Session, *, county_id: str, reversal_id: uuid.UUID) -> RedemptionReversal:
    """Return what somebody asked to be undone.

    Raises:
        NotFound: the county has none with this id.
    """
    reversal = session.get(RedemptionReversal, (county_id, reversal_id))
    if reversal is None:
        raise NotFound()
    return reversal


def around_order(session: Session, *, county_id: str, order_id: uuid.UUID) -> Row[Any]:
    """Return for whom an order is, who handed it over, and what became of it."""
    return session.execute(AROUND_ORDER, {"county_id": county_id, "order_id": order_id}).one()


def list_lines(session: Session, *, county_id: str, order_id: uuid.UUID) -> Sequence[Row[Any]]:
    """Return the lines of an order by the names of their items."""
    return session.execute(LINES, {"county_id": county_id, "order_id": order_id}).all()


def list_orders_of_household(
    session: Session, *, county_id: str, household_id: uuid.UUID, after: uuid.UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return a household's orders, the newest first."""
    return session.execute(
        OF_HOUSEHOLD, {"county_id": county_id, "subject": household_id, "after": after, "most": limit}
    ).all()


def list_orders_of_day(
    session: Session, *, county_id: str, day_id: uuid.UUID, after: uuid.UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the orders of a redemption day, the newest first."""
    return session.execute(OF_DAY, {"county_id": county_id, "subject": day_id, "after": after, "most": limit}).all()


def list_days(
    session: Session, *, county_id: str, pickup_point_id: uuid.UUID, now: dt.datetime, limit: int
) -> list[RedemptionDay]:
    """Return the redemption days of a pickup point that close after an instant, the nearest first."""
    return list(
        session.execute(
            select(RedemptionDay)
            .where(
                RedemptionDay.county_id == county_id,
                RedemptionDay.pickup_point_id == pickup_point_id,
                RedemptionDay.closes_at > now,
            )
            .order_by(RedemptionDay.opens_at, RedemptionDay.id)
            .limit(limit)
        ).scalars()
    )


def list_past_days(
    session: Session, *, county_id: str, pickup_point_id: uuid.UUID, now: dt.datetime, limit: int
) -> list[RedemptionDay]:
    """Return the redemption days of a pickup point that closed before an instant, the latest first."""
    return list(
        session.execute(
            select(RedemptionDay)
            .where(
                RedemptionDay.county_id == county_id,
                RedemptionDay.pickup_point_id == pickup_point_id,
                RedemptionDay.closes_at <= now,
            )
            .order_by(RedemptionDay.opens_at.desc(), RedemptionDay.id.desc())
            .limit(limit)
        ).scalars()
    )


def list_issued(
    session: Session, *, county_id: str, day_id: uuid.UUID, after: tuple[uuid.UUID, uuid.UUID] | None, limit: int
) -> Sequence[Row[Any]]:
    """Return what was handed over on a redemption day, in order; what was undone stays and says so (domain §11)."""
    order_id, item_id = after or (None, None)
    return session.execute(
        BOARD,
        {"county_id": county_id, "day_id": day_id, "after_order": order_id, "after_item": item_id, "most": limit},
    ).all()


def day_sheet(session: Session, *, county_id: str, day_id: uuid.UUID) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """Return the totals of a redemption day from three books, and the pieces of each item."""
    facts = {"county_id": county_id, "day_id": day_id}
    return session.execute(SHEET_TOTALS, facts).one(), session.execute(SHEET_ITEMS, facts).all()


def list_reversals(
    session: Session, *, county_id: str, after: uuid.UUID | None, limit: int
) -> list[RedemptionReversal]:
    """Return the hand-overs that somebody asked to undo and nobody has decided, the oldest first."""
    query = (
        select(RedemptionReversal)
        .where(RedemptionReversal.county_id == county_id, RedemptionReversal.state == "proposed")
        .order_by(RedemptionReversal.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(RedemptionReversal.id > after)
    return list(session.execute(query).scalars())
