"""Redemption days (兑换日), redemption orders (兑换单) and their hand-over (核销)."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, PointsColumn, Ref, among, one_of


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
    """One household's request for goods. The row carries the idempotency keys of the requests that made and ended it.

    There is no foreign key to the redemption day: all orders of a day would share-lock its one row.
    ``place_order``, the only pen of this table, reads the day and refuses without it. ``part_of`` is the order that
    ended when only some of it was taken; this one is what was taken.
    """

    __tablename__ = "redemption_order"
    __table_args__ = (
        UniqueConstraint("county_id", "placed_by", "idempotency_key"),
        UniqueConstraint("county_id", "pickup_point_id", "pickup_code_hash"),
        one_of("state", "placed", "fulfilled", "cancelled", "expired", "reversed", name="state"),
        CheckConstraint("points > 0", name="points_positive"),
        CheckConstraint(
            f"({among('state', 'fulfilled', 'reversed')}) = (fulfilled_at IS NOT NULL)", name="fulfilled_at"
        ),
        Index("ix_redemption_order_household", "county_id", "household_id", "id"),
        Index("ix_redemption_order_day", "county_id", "redemption_day_id", "state", "id"),
        Index(
            "uq_redemption_order_fulfilment_key",
            "county_id",
            "fulfilled_by",
            "fulfilment_key",
            unique=True,
            postgresql_where="fulfilment_key IS NOT NULL",
        ),
        Index(
            "ix_redemption_order_on_behalf_of",
            "county_id",
            "on_behalf_of",
            "id",
            postgresql_where="on_behalf_of IS NOT NULL",
        ),
        Index("uq_redemption_order_part", "county_id", "part_of", unique=True, postgresql_where="part_of IS NOT NULL"),
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
    usage_period: Mapped[str | None]
    state: Mapped[str]
    placed_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    fulfilled_at: Mapped[Instant | None]
    fulfilled_by: Mapped[uuid.UUID | None]
    fulfilment_key: Mapped[str | None]
    collected_by: Mapped[str | None]
    closed_at: Mapped[Instant | None]
    closed_by: Mapped[uuid.UUID | None]
    close_reason: Mapped[str | None]
    part_of: Mapped[Ref | None]


class OrderLine(Base):
    """So many of one item at the price of that moment (``points`` for all of them), and the limit they count for."""

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
    usage_period: Mapped[str | None]


class RedemptionLimit(Base):
    """How often a household may redeem at a pickup point in a period; no row means as often as it likes."""

    __tablename__ = "redemption_limit"
    __table_args__ = (
        CheckConstraint("orders > 0", name="orders_positive"),
        CheckConstraint("period IN ('day','month','season','year')", name="period"),
    )

    county_id: Mapped[CountyId]
    pickup_point_id: Mapped[Id]
    orders: Mapped[int]
    period: Mapped[str]
    set_by: Mapped[uuid.UUID]
    set_at: Mapped[Instant]


class RedemptionUsage(Base):
    """What a household took in a period: pieces of an item, or orders at a pickup point (``subject_id``).

    A conditional upsert of this row enforces the limit.
    """

    __tablename__ = "redemption_usage"
    __table_args__ = (CheckConstraint("quantity >= 0", name="not_negative"),)

    county_id: Mapped[CountyId]
    household_id: Mapped[Id]
    subject_id: Mapped[Id]
    period: Mapped[str] = mapped_column(primary_key=True)
    quantity: Mapped[int]


class PickupAttempt(Base):
    """Wrong pickup codes a shop keeper typed since the window began; counted where a restart cannot forget them."""

    __tablename__ = "pickup_attempt"

    county_id: Mapped[CountyId]
    keeper_id: Mapped[Id]
    window_started_at: Mapped[Instant]
    failures: Mapped[int]


class RedemptionReversal(Base):
    """A hand-over that is to be undone: asked for by one person, decided by another."""

    __tablename__ = "redemption_reversal"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "order_id"], ["redemption_order.county_id", "redemption_order.id"]),
        CheckConstraint("state IN ('proposed','accepted','rejected')", name="state"),
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_persons"),
        Index(
            "uq_redemption_reversal_open",
            "county_id",
            "order_id",
            unique=True,
            postgresql_where="state <> 'rejected'",
        ),
        Index("ix_redemption_reversal_state", "county_id", "state", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    order_id: Mapped[Ref]
    reason: Mapped[str]
    usable: Mapped[bool]
    proposed_by: Mapped[uuid.UUID]
    proposed_at: Mapped[Instant]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[Instant | None]
    state: Mapped[str]
