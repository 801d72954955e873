"""Attendance (考勤): the pair of marks, how each was made, and the scans that failed."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Facts, Id, Instant, Ref, one_of

MEANS = ("rotating", "digits", "personal", "card", "poster", "manual", "closing")
MODES = ("online", "offline", "backfill")


class Attendance(Base):
    """One person on one shift: check-in, check-out, and how far each can be trusted.

    There is no foreign key to the person: ``check_in`` has just read her row, and nobody may delete one.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county_id", "activity_id", "shift_id"], ["shift.county_id", "shift.activity_id", "shift.id"]
        ),
        UniqueConstraint("county_id", "in_nonce"),
        Index(
            "uq_attendance_out_nonce",
            "county_id",
            "out_nonce",
            unique=True,
            postgresql_where="out_nonce IS NOT NULL",
        ),
        one_of("in_means", *MEANS, name="in_means"),
        one_of("in_mode", *MODES, name="in_mode"),
        one_of("out_means", *MEANS, name="out_means"),
        one_of("out_mode", *MODES, name="out_mode"),
        CheckConstraint("out_at IS NULL OR out_at >= in_at", name="out_after_in"),
        CheckConstraint("(undone_at IS NULL) = (undo_reason IS NULL)", name="undo_has_reason"),
        CheckConstraint("children_count BETWEEN 0 AND 10", name="children_count"),
        Index(
            "uq_attendance_one_per_shift",
            "county_id",
            "shift_id",
            "volunteer_id",
            unique=True,
            postgresql_where="undone_at IS NULL",
        ),
        Index(
            "ix_attendance_open",
            "county_id",
            "activity_id",
            postgresql_where="out_at IS NULL AND undone_at IS NULL",
        ),
        Index("ix_attendance_activity", "county_id", "activity_id", "in_at"),
        Index("ix_attendance_volunteer", "county_id", "volunteer_id", "in_at"),
        Index(
            "ix_attendance_to_claim",
            "county_id",
            "out_at",
            postgresql_where="claimed_at IS NULL AND confirmed AND out_at IS NOT NULL AND undone_at IS NULL",
        ),
        Index(
            "ix_attendance_to_withdraw",
            "county_id",
            "undone_at",
            postgresql_where="claimed_at IS NOT NULL AND undone_at IS NOT NULL",
        ),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    activity_id: Mapped[Ref]
    shift_id: Mapped[Ref]
    volunteer_id: Mapped[Ref]
    in_at: Mapped[Instant]
    in_means: Mapped[str]
    in_mode: Mapped[str]
    in_nonce: Mapped[str]
    in_by: Mapped[uuid.UUID]
    out_at: Mapped[Instant | None]
    out_means: Mapped[str | None]
    out_mode: Mapped[str | None]
    out_nonce: Mapped[str | None]
    out_by: Mapped[uuid.UUID | None]
    confirmed: Mapped[bool]
    confirmed_by: Mapped[uuid.UUID | None]
    walk_in: Mapped[bool]
    children_count: Mapped[int]
    flags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    reason: Mapped[str | None]
    recorded_at: Mapped[Instant]
    undone_at: Mapped[Instant | None]
    undone_by: Mapped[uuid.UUID | None]
    undo_reason: Mapped[str | None]
    claimed_at: Mapped[Instant | None]
    """When the service record was made from it; only the hours slice writes this."""


class FailedScan(Base):
    """A scan that was refused, kept so that the organizer can see what went wrong."""

    __tablename__ = "failed_scan"
    __table_args__ = (
        UniqueConstraint("county_id", "actor_id", "nonce", "reason"),
        Index("ix_failed_scan_activity", "county_id", "activity_id", "at"),
        Index("ix_failed_scan_actor", "county_id", "actor_id", "at"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    activity_id: Mapped[Ref | None]
    actor_id: Mapped[uuid.UUID]
    nonce: Mapped[str]
    reason: Mapped[str]
    facts: Mapped[Facts]
    at: Mapped[Instant]


class PersonalCodeUse(Base):
    """A personal one-time code that was scanned; the key makes it single use."""

    __tablename__ = "personal_code_use"

    county_id: Mapped[CountyId]
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    used_at: Mapped[Instant]
