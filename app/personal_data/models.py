"""What is kept of people beyond name and birth date, requests to correct it, and registrations of one person merged.

Source of the fields: Order 67 art. 5, 6, 13.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.personal_data.vocabulary import EDUCATION, ETHNIC_GROUPS, GUARDIAN_RELATIONS, POLITICAL_STATUS
from points.base import Base, CountyId, Facts, Id, Instant, Ref, one_of

GUARDIAN_NAME_FIELD = "guardian.name"
GUARDIAN_PHONE_FIELD = "guardian.phone"
NUMBER_FIELD = "identity_number.number"


class VolunteerProfile(Base):
    """What a person may tell of herself beyond name and birth date (forms.md §2.6); every field may stay empty."""

    __tablename__ = "volunteer_profile"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("sex IN ('female','male')", name="sex"),
        one_of("ethnic_group", *ETHNIC_GROUPS, name="ethnic_group"),
        one_of("education", *EDUCATION, name="education"),
        one_of("political_status", *POLITICAL_STATUS, name="political_status"),
    )

    county_id: Mapped[CountyId]
    volunteer_id: Mapped[Id]
    sex: Mapped[str | None]
    residence: Mapped[str | None]
    service_kinds: Mapped[list[str]] = mapped_column(ARRAY(String))
    service_times: Mapped[list[str]] = mapped_column(ARRAY(String))
    skills: Mapped[str | None]
    ethnic_group: Mapped[str | None]
    education: Mapped[str | None]
    political_status: Mapped[str | None]
    changed_by: Mapped[Ref]
    changed_at: Mapped[Instant]


class Guardian(Base):
    """Who agreed for a minor (民法典 art. 27): name and phone encrypted, forgotten when the minor comes of age."""

    __tablename__ = "guardian"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        one_of("relation", *GUARDIAN_RELATIONS, name="relation"),
    )

    county_id: Mapped[CountyId]
    volunteer_id: Mapped[Id]
    name_cipher: Mapped[bytes] = mapped_column(LargeBinary)
    phone_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    relation: Mapped[str]
    on_paper: Mapped[bool]
    agreed_at: Mapped[Instant]
    recorded_by: Mapped[Ref]
    recorded_at: Mapped[Instant]


class IdentityNumber(Base):
    """An ID number (居民身份证号码), where the county keeps them: encrypted, found again by a keyed hash only."""

    __tablename__ = "identity_number"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        Index("ix_identity_number_hash", "county_id", "number_hash"),
    )

    county_id: Mapped[CountyId]
    volunteer_id: Mapped[Id]
    number_cipher: Mapped[bytes] = mapped_column(LargeBinary)
    number_hash: Mapped[bytes] = mapped_column(LargeBinary)
    on_paper: Mapped[bool]
    recorded_by: Mapped[Ref]
    recorded_at: Mapped[Instant]


class PersonMerge(Base):
    """Two registrations taken for one person: proposed with a reason, agreed to by a second person, then done.

    ``survivor_answer`` and ``other_answer`` are what the person herself said at either registration, if she can be
    reached there.
    """

    __tablename__ = "person_merge"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "survivor_id"], ["volunteer.county_id", "volunteer.id"]),
        ForeignKeyConstraint(["county_id", "other_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("survivor_id <> other_id", name="two_registrations"),
        one_of("state", "proposed", "merged", "declined", name="state"),
        one_of("survivor_answer", "agreed", "objected", name="survivor_answer"),
        one_of("other_answer", "agreed", "objected", name="other_answer"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("state <> 'merged' OR decided_by <> proposed_by", name="second_person"),
        Index("uq_person_merge_open", "county_id", "other_id", unique=True, postgresql_where="state = 'proposed'"),
        Index("ix_person_merge_survivor", "county_id", "survivor_id", "id"),
        Index("ix_person_merge_other", "county_id", "other_id", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    survivor_id: Mapped[Ref]
    other_id: Mapped[Ref]
    evidence: Mapped[list[str]] = mapped_column(ARRAY(String))
    reason: Mapped[str]
    state: Mapped[str]
    proposed_by: Mapped[Ref]
    proposed_at: Mapped[Instant]
    answer_until_on: Mapped[dt.date]
    survivor_answer: Mapped[str | None]
    other_answer: Mapped[str | None]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[Instant | None]
    answer: Mapped[str | None]
    moved: Mapped[Facts]
    """How many rows of each kind went over, minutes and points (hundredths) included."""


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
        Index("ix_correction_request_due", "due_on", postgresql_where="state = 'open'"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    volunteer_id: Mapped[Ref]
    about: Mapped[str]
    words: Mapped[str]
    requested_at: Mapped[Instant]
    due_on: Mapped[dt.date]
    due_estimated: Mapped[bool]
    state: Mapped[str]
    answer: Mapped[str | None]
    answered_by: Mapped[uuid.UUID | None]
    answered_at: Mapped[Instant | None]
