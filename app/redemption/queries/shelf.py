"""Reads about items, donors and lots."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from app.places.models import PickupPoint
from points.errors import NotFound
from points.stock.models import Donor, ItemPrice, Lot, PriceProposal, RewardItem, Stocktake

Found = TypeVar("Found")
ITEM_ROWS_MAX = 100

LOTS = text(
    """
    SELECT l.id, l.item_id, i.name AS item_name, i.unit_name, d.name AS donor_name, l.receipt_no, l.unit_value_fen,
        l.value_basis, l.best_before, l.funding_source, l.received_at, l.quantity AS received,
        units.available, units.reserved, units.issued, units.written_off, EXISTS (
            SELECT FROM stocktake s WHERE s.county_id = l.county_id AND s.lot_id = l.id AND s.state = 'counted'
        ) AS count_waits
    FROM lot l
    JOIN reward_item i ON i.county_id = l.county_id AND i.id = l.item_id
    JOIN donor d ON d.county_id = l.county_id AND d.id = l.donor_id
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE u.state = 'available') AS available,
            count(*) FILTER (WHERE u.state = 'reserved') AS reserved,
            count(*) FILTER (WHERE u.state = 'issued') AS issued,
            count(*) FILTER (WHERE u.state = 'written_off') AS written_off
        FROM unit u WHERE u.county_id = l.county_id AND u.lot_id = l.id
    ) units
    WHERE l.county_id = :county_id AND i.pickup_point_id = :pickup_point_id
      AND (CAST(:after AS uuid) IS NULL OR l.id < :after)
    ORDER BY l.id DESC LIMIT :most
    """
)

ITEMS = text(
    """
    SELECT i.id, i.name, i.unit_name, i.description, i.picture, i.state, i.limit_quantity, i.limit_period,
        (SELECT q.points FROM item_price q
         WHERE q.county_id = i.county_id AND q.item_id = i.id AND q.effective_at <= :now
         ORDER BY q.effective_at DESC LIMIT 1) AS points,
        (SELECT count(*) FROM unit u
         WHERE u.county_id = i.county_id AND u.item_id = i.id AND u.state = 'available' AND u.best_before >= :today)
            AS available,
        EXISTS (SELECT FROM price_proposal p
            WHERE p.county_id = i.county_id AND p.item_id = i.id AND p.state = 'proposed') AS price_waits
    FROM reward_item i
    WHERE i.county_id = :county_id AND i.pickup_point_id = :pickup_point_id
      AND (CAST(:after AS uuid) IS NULL OR i.id > :after)
    ORDER BY i.id LIMIT :most
    """
)

# Goods of donors who agreed to be named, at one pickup point: what came in, what households took, what is left.
GIFTS = text(
    """
    SELECT d.id AS donor_id, d.name AS donor_name, d.kind, i.id AS item_id, i.name AS item_name, i.unit_name,
        sum(l.quantity) AS received, sum(units.issued) AS issued, sum(units.in_stock) AS in_stock
    FROM reward_item i
    JOIN lot l ON l.county_id = i.county_id AND l.item_id = i.id
    JOIN donor d ON d.county_id = l.county_id AND d.id = l.donor_id AND d.public
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE u.state = 'issued') AS issued,
            count(*) FILTER (WHERE u.state IN ('available', 'reserved')) AS in_stock
        FROM unit u WHERE u.county_id = l.county_id AND u.lot_id = l.id
    ) units
    WHERE i.county_id = :county_id AND i.pickup_point_id = :pickup_point_id
    GROUP BY d.id, d.name, d.kind, i.id, i.name, i.unit_name ORDER BY d.name, d.id, i.name, i.id LIMIT :most
    """
)

DONOR_ACCOUNT = text(
    """
    SELECT coalesce(sum(l.quantity::bigint * l.unit_value_fen), 0)::bigint AS received_fen,
        coalesce(sum((units.pieces - l.quantity) * l.unit_value_fen), 0)::bigint AS found_fen,
        coalesce(sum(units.issued * l.unit_value_fen), 0)::bigint AS issued_fen,
        coalesce(sum(units.in_stock * l.unit_value_fen), 0)::bigint AS in_stock_fen,
        coalesce(sum(units.written_off * l.unit_value_fen), 0)::bigint AS written_off_fen
    FROM lot l
    CROSS JOIN LATERAL (
        SELECT count(*) AS pieces, count(*) FILTER (WHERE u.state = 'issued') AS issued,
            count(*) FILTER (WHERE u.state IN ('available', 'reserved')) AS in_stock,
            count(*) FILTER (WHERE u.state = 'written_off') AS written_off
        FROM unit u WHERE u.county_id = l.county_id AND u.lot_id = l.id
    ) units
    WHERE l.county_id = :county_id AND l.donor_id = :donor_id
    """
)

TRACE = text(
    """
    SELECT o.id AS order_id, l.receipt_no, i.name AS item_name, i.unit_name, h.code AS household_code,
        count(*) AS quantity, o.fulfilled_at
    FROM lot l
    JOIN unit u ON u.county_id = l.county_id AND u.lot_id = l.id AND u.state = 'issued'
    JOIN redemption_order o ON o.county_id = u.county_id AND o.id = u.order_id
    JOIN household h ON h.county_id = o.county_id AND h.id = o.household_id
    JOIN reward_item i ON i.county_id = l.county_id AND i.id = l.item_id
    WHERE l.county_id = :county_id AND l.donor_id = :donor_id
      AND (CAST(:after_order AS uuid) IS NULL OR (o.id, l.receipt_no) < (:after_order, :after_receipt))
    GROUP BY o.id, l.id, l.receipt_no, i.name, i.unit_name, h.code, o.fulfilled_at
    ORDER BY o.id DESC, l.receipt_no DESC LIMIT :most
    """
)


def get_pickup_point(session: Session, *, county_id: str, pickup_point_id: uuid.UUID) -> PickupPoint:
    """Return a pickup point of a county.

    Raises:
        NotFound: the county has none with this id.
    """
    return _found(session.get(PickupPoint, (county_id, pickup_point_id)))


def get_item(session: Session, *, county_id: str, item_id: uuid.UUID) -> tuple[RewardItem, PickupPoint]:
    """Return an item with its pickup point.

    Raises:
        NotFound: the county has none with this id.
    """
    item = _found(session.get(RewardItem, (county_id, item_id)))
    return item, get_pickup_point(session, county_id=county_id, pickup_point_id=item.pickup_point_id)


def get_donor(session: Session, *, county_id: str, donor_id: uuid.UUID) -> Donor:
    """Return a donor of a county.

    Raises:
        NotFound: the county has none with this id.
    """
    return _found(session.get(Donor, (county_id, donor_id)))


def get_lot(session: Session, *, county_id: str, lot_id: uuid.UUID) -> tuple[Lot, PickupPoint]:
    """Return a lot with the pickup point it lies at.

    Raises:
        NotFound: the county has none with this id.
    """
    lot = _found(session.get(Lot, (county_id, lot_id)))
    return lot, get_item(session, county_id=county_id, item_id=lot.item_id)[1]


def list_items(
    session: Session,
    *,
    county_id: str,
    pickup_point_id: uuid.UUID,
    after: uuid.UUID | None,
    limit: int,
    now: dt.datetime,
    today: dt.date,
) -> Sequence[Row[Any]]:
    """Return all items of a pickup point, those off the shelf included, in the order they were put up."""
    return session.execute(
        ITEMS,
        {
            "county_id": county_id,
            "pickup_point_id": pickup_point_id,
            "after": after,
            "most": limit,
            "now": now,
            "today": today,
        },
    ).all()


def list_gifts(session: Session, *, county_id: str, pickup_point_id: uuid.UUID, limit: int) -> Sequence[Row[Any]]:
    """Return what donors who agreed to be named gave to a pickup point, by donor and item; households are not named."""
    return session.execute(GIFTS, {"county_id": county_id, "pickup_point_id": pickup_point_id, "most": limit}).all()


def list_prices(session: Session, *, county_id: str, item_id: uuid.UUID) -> list[ItemPrice]:
    """Return the prices of an item, the newest first, those announced for later included."""
    return list(
        session.execute(
            select(ItemPrice)
            .where(ItemPrice.county_id == county_id, ItemPrice.item_id == item_id)
            .order_by(ItemPrice.effective_at.desc())
            .limit(ITEM_ROWS_MAX)
        ).scalars()
    )


def list_proposals(session: Session, *, county_id: str, item_id: uuid.UUID) -> list[PriceProposal]:
    """Return the price changes of an item that wait for a second person."""
    return list(
        session.execute(
            select(PriceProposal)
            .where(
                PriceProposal.county_id == county_id,
                PriceProposal.item_id == item_id,
                PriceProposal.state == "proposed",
            )
            .order_by(PriceProposal.id)
            .limit(ITEM_ROWS_MAX)
        ).scalars()
    )


def place_of_proposal(session: Session, *, county_id: str, proposal_id: uuid.UUID) -> PickupPoint:
    """Return the pickup point whose price somebody wants to change.

    Raises:
        NotFound: the county has no such proposal.
    """
    proposal = _found(session.get(PriceProposal, (county_id, proposal_id)))
    return get_item(session, county_id=county_id, item_id=proposal.item_id)[1]


def place_of_stocktake(session: Session, *, county_id: str, stocktake_id: uuid.UUID) -> PickupPoint:
    """Return the pickup point at which somebody counted.

    Raises:
        NotFound: the county has no such count.
    """
    taken = _found(session.get(Stocktake, (county_id, stocktake_id)))
    return get_lot(session, county_id=county_id, lot_id=taken.lot_id)[1]


def list_stocktakes(session: Session, *, county_id: str, lot_id: uuid.UUID) -> list[Stocktake]:
    """Return the counts of a lot, the newest first."""
    return list(
        session.execute(
            select(Stocktake)
            .where(Stocktake.county_id == county_id, Stocktake.lot_id == lot_id)
            .order_by(Stocktake.counted_at.desc(), Stocktake.id.desc())
            .limit(ITEM_ROWS_MAX)
        ).scalars()
    )


def list_donors(session: Session, *, county_id: str, after: uuid.UUID | None, limit: int) -> list[Donor]:
    """Return donors of a county, the newest first."""
    query = select(Donor).where(Donor.county_id == county_id).order_by(Donor.id.desc()).limit(limit)
    if after is not None:
        query = query.where(Donor.id < after)
    return list(session.execute(query).scalars())


def list_lots(
    session: Session, *, county_id: str, pickup_point_id: uuid.UUID, after: uuid.UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the lots of a pickup point with what became of their pieces, the newest first."""
    return session.execute(
        LOTS, {"county_id": county_id, "pickup_point_id": pickup_point_id, "after": after, "most": limit}
    ).all()


def donor_account(session: Session, *, county_id: str, donor_id: uuid.UUID) -> Row[Any]:
    """Return a donor's goods in fen: received + found = issued + in stock + written off (acceptance case RC-20)."""
    return session.execute(DONOR_ACCOUNT, {"county_id": county_id, "donor_id": donor_id}).one()


def trace_donor(
    session: Session, *, county_id: str, donor_id: uuid.UUID, after: tuple[uuid.UUID, str] | None, limit: int
) -> Sequence[Row[Any]]:
    """Return which households got a donor's goods, out of which lot and when, the latest first."""
    order_id, receipt_no = after or (None, None)
    return session.execute(
        TRACE,
        {
            "county_id": county_id,
            "donor_id": donor_id,
            "after_order": order_id,
            "after_receipt": receipt_no,
            "most": limit,
        },
    ).all()


def _found(value: Found | None) -> Found:
    if value is None:
        raise NotFound()
    return value
