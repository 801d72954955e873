"""Privacy notices as data, and who agreed to which text, when, by whom, until when (个人信息保护法 art. 14-17)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, Ref

PURPOSES = ("base", "full_name_public", "photo", "location", "phone", "ranking", "background", "id_number")
_LISTED = f"purpose IN ({','.join(repr(purpose) for purpose in PURPOSES)})"


class PrivacyNotice(Base):
    """One version of the text about one purpose; the same for every county, never edited."""

    __tablename__ = "privacy_notice"
    __table_args__ = (
        CheckConstraint(_LISTED, name="purpose"),
        CheckConstraint("version > 0", name="version"),
    )

    purpose: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    body: Mapped[str]
    effective_on: Mapped[dt.date]


class Consent(Base):
    """A person's answer to one version of one purpose; a yes can be withdrawn, and the row stays as proof."""

    __tablename__ = "consent"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        ForeignKeyConstraint(["purpose", "version"], ["privacy_notice.purpose", "privacy_notice.version"]),
        CheckConstraint("answer IN ('given','refused')", name="answer"),
        CheckConstraint("withdrawn_at IS NULL OR answer = 'given'", name="only_a_yes_is_withdrawn"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawal"),
        Index(
            "uq_consent_standing",
            "county_id",
            "volunteer_id",
            "purpose",
            unique=True,
            postgresql_where="answer = 'given' AND withdrawn_at IS NULL",
        ),
        Index("ix_consent_volunteer", "county_id", "volunteer_id", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    volunteer_id: Mapped[Ref]
    purpose: Mapped[str]
    version: Mapped[int]
    answer: Mapped[str]
    on_paper: Mapped[bool]
    answered_by: Mapped[Ref]
    answered_at: Mapped[Instant]
    withdrawn_by: Mapped[uuid.UUID | None]
    withdrawn_at: Mapped[Instant | None]
