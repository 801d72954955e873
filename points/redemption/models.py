"""Redemption days (兑换日), redemption orders (兑换单) and their hand-over (核销)."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, PointsColumn, Ref


class RedemptionDay(Base):
    """A set time (定期) in which points can be exchanged at a pickup point."""

    __tablename__ = "redemption_day"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("state IN ('planned','cancelled')", name="state"),
        Index("ix_redemption_day_open", "county_id", "pickup_point_id", "opens_at"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    pickup_point_id: Mapped[Ref]
    opens_at: Mapped[Instant]
    closes_at: Mapped[Instant]
    note: Mapped[str]
    state: Mapped[str]
    created_by: Mapped[uuid.UUID]
    created_at: Mapped[Instant]


class RedemptionOrder(Base):
    """One household's request for goods. The row carries the idempotency key of the request that made it."""

    __tablename__ = "redemption_order"
    __table_args__ = (
        UniqueConstraint("county_id", "placed_by", "idempotency_key"),
        ForeignKeyConstraint(["county_id", "redemption_day_id"], ["redemption_day.county_id", "redemption_day.id"]),
        CheckConstraint("state IN ('placed','fulfilled','cancelled','expired','reversed')", name="state"),
        CheckConstraint("points > 0", name="points_positive"),
        CheckConstraint("(state IN ('fulfilled','reversed')) = (fulfilled_at IS NOT NULL)", name="fulfilled_at"),
        Index("ix_redemption_order_household", "county_id", "household_id", "id"),
        Index("ix_redemption_order_day", "county_id", "redemption_day_id", "state", "id"),
        Index(
            "uq_redemption_order_open_code",
            "county_id",
            "pickup_point_id",
            "pickup_code_hash",
            unique=True,
            postgresql_where="state = 'placed'",
        ),
        Index("ix_redemption_order_expiry", "expires_at", postgresql_where="state = 'placed'"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    household_id: Mapped[Ref]
    placed_by: Mapped[Ref]
    on_behalf_of: Mapped[Ref | None]
    pickup_point_id: Mapped[Ref]
    redemption_day_id: Mapped[Ref]
    points: Mapped[PointsColumn]
    idempotency_key: Mapped[str]
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    pickup_code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str]
    placed_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    fulfilled_at: Mapped[Instant | None]
    fulfilled_by: Mapped[uuid.UUID | None]
    collected_by: Mapped[str | None]
    closed_at: Mapped[Instant | None]
    closed_by: Mapped[uuid.UUID | None]
    close_reason: Mapped[str | None]


class OrderLine(Base):
    """So many of one item at the price of that moment."""

    __tablename__ = "order_line"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "order_id"], ["redemption_order.county_id", "redemption_order.id"]),
        CheckConstraint("quantity > 0 AND points > 0", name="positive"),
    )

    county_id: Mapped[CountyId]
    order_id: Mapped[Id]
    item_id: Mapped[Id]
    quantity: Mapped[int]
    points: Mapped[PointsColumn]


class RedemptionUsage(Base):
    """How many of an item a household took in a period; a conditional upsert here enforces the limit."""

    __tablename__ = "redemption_usage"
    __table_args__ = (CheckConstraint("quantity >= 0", name="not_negative"),)

    county_id: Mapped[CountyId]
    household_id: Mapped[Id]
    item_id: Mapped[Id]
    period: Mapped[str] = mapped_column(primary_key=True)
    quantity: Mapped[int]
