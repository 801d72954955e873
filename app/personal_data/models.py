"""Requests to correct what is written about a person (Order 67 art. 6, 13)."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from points.base import Base, CountyId, Id, Instant, Ref


class CorrectionRequest(Base):
    """What a person says is wrong, and what staff answered; the words are blanked when she closes her account."""

    __tablename__ = "correction_request"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("about IN ('name','birth_on','phone','hours','points','other')", name="about"),
        CheckConstraint("state IN ('open','granted','declined')", name="state"),
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("answered_at IS NULL OR answer IS NOT NULL", name="answered_with_words"),
        CheckConstraint("answered_by IS NULL OR answered_by <> volunteer_id", name="answered_by_another"),
        Index("ix_correction_request_volunteer", "county_id", "volunteer_id", "id"),
        Index("ix_correction_request_open", "county_id", "id", postgresql_where="state = 'open'"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    volunteer_id: Mapped[Ref]
    about: Mapped[str]
    words: Mapped[str]
    requested_at: Mapped[Instant]
    state: Mapped[str]
    answer: Mapped[str | None]
    answered_by: Mapped[uuid.UUID | None]
    answered_at: Mapped[Instant | None]
