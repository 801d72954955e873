"""Awards without hours (积分加减项), manual adjustments, lapsing points: proposed by one, decided by another."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from points.base import Base, CountyId, Id, Instant, PointsColumn, Ref


class PointProposal(Base):
    """A points-only award or deduction: evidence, two persons and, for deductions, notice to the household."""

    __tablename__ = "point_proposal"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "household_id"], ["household.county_id", "household.id"]),
        CheckConstraint("kind IN ('source','adjustment')", name="kind"),
        CheckConstraint("state IN ('proposed','approved','rejected')", name="state"),
        CheckConstraint("points <> 0", name="not_zero"),
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_persons"),
        CheckConstraint("points > 0 OR evidence IS NOT NULL", name="deduction_needs_evidence"),
        CheckConstraint(
            "points > 0 OR state <> 'approved' OR (notified_at IS NOT NULL AND notified_at < decided_at)",
            name="deduction_needs_notice",
        ),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("(kind = 'source') = (source_code IS NOT NULL)", name="source_code"),
        CheckConstraint("(appeal IS NULL) = (appealed_at IS NULL)", name="appealed_at"),
        Index("ix_point_proposal_household", "county_id", "household_id", "occurred_on"),
        Index("ix_point_proposal_state", "county_id", "state", "proposed_at"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    household_id: Mapped[Ref]
    kind: Mapped[str]
    source_code: Mapped[str | None]
    rule_id: Mapped[Ref | None]
    points: Mapped[PointsColumn]
    reason: Mapped[str]
    evidence: Mapped[str | None]
    occurred_on: Mapped[dt.date]
    notified_at: Mapped[Instant | None]
    notified_by: Mapped[uuid.UUID | None]
    appeal: Mapped[str | None]
    appealed_at: Mapped[Instant | None]
    proposed_by: Mapped[uuid.UUID]
    proposed_at: Mapped[Instant]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[Instant | None]
    decision_note: Mapped[str | None]
    state: Mapped[str]


class PointsExpiry(Base):
    """Points of a period that lapse (过期清零) for every household of a place: announced, approved, then posted."""

    __tablename__ = "points_expiry"
    __table_args__ = (
        UniqueConstraint("county_id", "place_code", "period"),
        CheckConstraint("left(place_code, 6) = county_id", name="place_in_county"),
        CheckConstraint("keep_points >= 0", name="keep_not_negative"),
        CheckConstraint("takes_effect_at > announced_at", name="announced_before"),
        CheckConstraint("approved_by IS NULL OR approved_by <> announced_by", name="two_persons"),
        CheckConstraint("state IN ('announced','approved','cancelled','applied','reversed')", name="state"),
        CheckConstraint("state NOT IN ('approved','applied','reversed') OR approved_by IS NOT NULL", name="approved"),
        Index("ix_points_expiry_due", "takes_effect_at", postgresql_where="state = 'approved'"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    place_code: Mapped[str]
    period: Mapped[str]
    ends_on: Mapped[dt.date]
    keep_points: Mapped[PointsColumn]
    notice: Mapped[str]
    announced_by: Mapped[uuid.UUID]
    announced_at: Mapped[Instant]
    takes_effect_at: Mapped[Instant]
    approved_by: Mapped[uuid.UUID | None]
    approved_at: Mapped[Instant | None]
    closed_by: Mapped[uuid.UUID | None]
    closed_at: Mapped[Instant | None]
    households: Mapped[int | None]
    points: Mapped[PointsColumn | None]
    state: Mapped[str]
