"""Awards without hours (积分加减项) and manual adjustments: proposed by one person, decided by another."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
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
    proposed_by: Mapped[uuid.UUID]
    proposed_at: Mapped[Instant]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[Instant | None]
    state: Mapped[str]
