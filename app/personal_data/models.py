"""The optional fields of the registration form, and requests to correct what is written (Order 67 art. 5, 6, 13)."""

from __future__ import annotations

import uuid

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, Ref


class VolunteerProfile(Base):
    """What a person may tell of herself beyond name and birth date (forms.md §2.6); every field may stay empty."""

    __tablename__ = "volunteer_profile"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("sex IN ('female','male')", name="sex"),
    )

    county_id: Mapped[CountyId]
    volunteer_id: Mapped[Id]
    sex: Mapped[str | None]
    residence: Mapped[str | None]
    service_kinds: Mapped[list[str]] = mapped_column(ARRAY(String))
    service_times: Mapped[list[str]] = mapped_column(ARRAY(String))
    skills: Mapped[str | None]
    changed_by: Mapped[Ref]
    changed_at: Mapped[Instant]


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
