"""Goods (礼品), who gave them, and every single unit's way from donor to household."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, PointsColumn, Ref, among, one_of
from points.stock.goods import CASH_LIKE_PATTERN


class RewardItem(Base):
    """A kind of goods that points can be exchanged for at one pickup point."""

    __tablename__ = "reward_item"
    __table_args__ = (
        UniqueConstraint("county_id", "pickup_point_id", "name"),
        CheckConstraint("limit_quantity IS NULL OR limit_quantity > 0", name="limit_positive"),
        CheckConstraint("limit_period IN ('day','month','season','year')", name="limit_period"),
        CheckConstraint("state IN ('offered','withdrawn')", name="state"),
        CheckConstraint(f"name !~ '{CASH_LIKE_PATTERN}'", name="not_cash_like"),
        Index("ix_reward_item_mall", "county_id", "pickup_point_id", "state", "name"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    pickup_point_id: Mapped[Ref]
    name: Mapped[str]
    unit_name: Mapped[str]
    description: Mapped[str]
    picture: Mapped[str]
    limit_quantity: Mapped[int | None]
    limit_period: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[Instant]


class ItemPrice(Base):
    """The price of an item from an instant on; announced ahead, two persons, never edited."""

    __tablename__ = "item_price"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "item_id"], ["reward_item.county_id", "reward_item.id"]),
        CheckConstraint("points > 0", name="points_positive"),
        CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="two_persons"),
    )

    county_id: Mapped[CountyId]
    item_id: Mapped[Id]
    effective_at: Mapped[Instant] = mapped_column(primary_key=True)
    points: Mapped[PointsColumn]
    proposed_by: Mapped[uuid.UUID]
    approved_by: Mapped[uuid.UUID | None]
    recorded_at: Mapped[Instant]


class PriceProposal(Base):
    """A price change waiting for a second person; accepting it writes the row of ``item_price``."""

    __tablename__ = "price_proposal"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "item_id"], ["reward_item.county_id", "reward_item.id"]),
        CheckConstraint("points > 0", name="points_positive"),
        CheckConstraint("state IN ('proposed','accepted','rejected')", name="state"),
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_persons"),
        Index("ix_price_proposal_item", "county_id", "item_id", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    item_id: Mapped[Ref]
    points: Mapped[PointsColumn]
    effective_at: Mapped[Instant]
    proposed_by: Mapped[uuid.UUID]
    proposed_at: Mapped[Instant]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[Instant | None]
    state: Mapped[str]


class Donor(Base):
    """A department, company or kind person who gave goods; named in public only if asked and willing."""

    __tablename__ = "donor"
    __table_args__ = (
        CheckConstraint("kind IN ('department','company','person','federation')", name="kind"),
        UniqueConstraint("county_id", "name"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    name: Mapped[str]
    kind: Mapped[str]
    public: Mapped[bool]
    created_at: Mapped[Instant]


class Lot(Base):
    """One delivery of goods with its paper: receipt, unit value, best-before, funding source."""

    __tablename__ = "lot"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "item_id"], ["reward_item.county_id", "reward_item.id"]),
        ForeignKeyConstraint(["county_id", "donor_id"], ["donor.county_id", "donor.id"]),
        UniqueConstraint("county_id", "receipt_no"),
        CheckConstraint("quantity > 0 AND unit_value_fen >= 0", name="amounts"),
        CheckConstraint(
            "funding_source IN ('donation','department','village','activity_grant')", name="funding_source"
        ),
        Index("ix_lot_item", "county_id", "item_id", "best_before"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    item_id: Mapped[Ref]
    donor_id: Mapped[Ref]
    receipt_no: Mapped[str]
    quantity: Mapped[int]
    unit_value_fen: Mapped[int]
    value_basis: Mapped[str]
    best_before: Mapped[dt.date | None]
    funding_source: Mapped[str]
    received_by: Mapped[uuid.UUID]
    received_at: Mapped[Instant]


class LotPhoto(Base):
    """A picture of a delivery and its receipt, kept under the hash of its bytes; only staff see it."""

    __tablename__ = "lot_photo"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "lot_id"], ["lot.county_id", "lot.id"]),
        CheckConstraint("content_hash ~ '^[0-9a-f]{64}$'", name="content_hash"),
    )

    county_id: Mapped[CountyId]
    lot_id: Mapped[Id]
    content_hash: Mapped[str] = mapped_column(primary_key=True)
    uploaded_by: Mapped[uuid.UUID]
    uploaded_at: Mapped[Instant]


class Unit(Base):
    """One physical piece. Taking one locks only its own row, so a popular item has no hot row.

    ``best_before`` is ``infinity`` for goods that keep.
    """

    __tablename__ = "unit"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "lot_id"], ["lot.county_id", "lot.id"]),
        one_of("state", "available", "reserved", "issued", "written_off", name="state"),
        CheckConstraint(f"({among('state', 'reserved', 'issued')}) = (order_id IS NOT NULL)", name="order_when_taken"),
        Index(
            "ix_unit_available",
            "county_id",
            "item_id",
            "best_before",
            "id",
            postgresql_where="state = 'available'",
        ),
        Index("ix_unit_order", "county_id", "order_id", postgresql_where="order_id IS NOT NULL"),
        Index("ix_unit_lot", "county_id", "lot_id", "state"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    lot_id: Mapped[Ref]
    item_id: Mapped[Ref]
    best_before: Mapped[dt.date]
    state: Mapped[str]
    order_id: Mapped[Ref | None]


class StockMovement(Base):
    """One movement of goods of a lot; append-only. Receipts and finds add, issues and write-offs take away.

    The reference and the lot are its key: the same movement can never be written twice. There is no foreign key to
    ``lot``, because every order would share-lock the one row of a popular lot; the units, whose lot is guarded by a
    foreign key, are the only source of movements.
    """

    __tablename__ = "stock_movement"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        one_of("kind", "receive", "reserve", "release", "issue", "return", "write_off", "find", name="kind"),
    )

    county_id: Mapped[CountyId]
    reference: Mapped[str] = mapped_column(primary_key=True)
    lot_id: Mapped[Id]
    kind: Mapped[str]
    quantity: Mapped[int]
    actor_id: Mapped[uuid.UUID | None]
    recorded_at: Mapped[Instant]


class Stocktake(Base):
    """A count of one lot (盘点); a difference is posted only after a second person has confirmed it."""

    __tablename__ = "stocktake"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "lot_id"], ["lot.county_id", "lot.id"]),
        CheckConstraint("counted >= 0 AND expected >= 0", name="not_negative"),
        CheckConstraint("state IN ('counted','confirmed','dismissed')", name="state"),
        CheckConstraint("decided_by IS NULL OR decided_by <> counted_by", name="two_persons"),
        Index("ix_stocktake_lot", "county_id", "lot_id", "counted_at"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    lot_id: Mapped[Ref]
    expected: Mapped[int]
    counted: Mapped[int]
    reason: Mapped[str]
    counted_by: Mapped[uuid.UUID]
    counted_at: Mapped[Instant]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[Instant | None]
    state: Mapped[str]
