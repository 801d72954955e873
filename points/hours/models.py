"""Service records (工时记录), the decisions on them, and the hours book (工时账)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Facts, Id, Instant, PointsColumn, Ref


class ServiceRecord(Base):
    """One person, one shift, so many minutes, one state. Minutes belong to the person, points to the household."""

    __tablename__ = "service_record"
    __table_args__ = (
        UniqueConstraint("county_id", "attendance_id", "revision"),
        UniqueConstraint("county_id", "supersedes_id"),
        ForeignKeyConstraint(["county_id", "supersedes_id"], ["service_record.county_id", "service_record.id"]),
        ForeignKeyConstraint(["county_id", "rule_id"], ["scoring_rule.county_id", "scoring_rule.id"]),
        CheckConstraint("origin IN ('scan','manual')", name="origin"),
        CheckConstraint(
            "state IN ('claimed','verified','disclosed','settled','rejected','disputed','corrected')", name="state"
        ),
        CheckConstraint("minutes_present BETWEEN 0 AND 1440", name="minutes_present"),
        CheckConstraint("minutes BETWEEN 0 AND minutes_present", name="minutes_not_above_presence"),
        CheckConstraint("points >= 0", name="points_not_negative"),
        CheckConstraint("state = 'claimed' OR assessed_at IS NOT NULL", name="assessed_before_decision"),
        Index("ix_service_record_queue", "county_id", "state", "due_on", "id"),
        Index("ix_service_record_volunteer", "county_id", "volunteer_id", "started_at", "id"),
        Index("ix_service_record_household", "county_id", "household_id", "state"),
        Index("ix_service_record_activity", "county_id", "activity_id", "state"),
        Index("ix_service_record_site", "county_id", "site_id", "state", "local_date"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    attendance_id: Mapped[Ref]
    revision: Mapped[int]
    activity_id: Mapped[Ref]
    site_id: Mapped[Ref]
    village_code: Mapped[str] = mapped_column(String(12))
    volunteer_id: Mapped[Ref]
    household_id: Mapped[Ref]
    volunteer_kind: Mapped[str]
    difficulty_code: Mapped[str]
    local_date: Mapped[dt.date]
    started_at: Mapped[Instant]
    ended_at: Mapped[Instant]
    planned_minutes: Mapped[int]
    origin: Mapped[str]
    flags: Mapped[list[str]] = mapped_column(ARRAY(String))
    organizer_id: Mapped[uuid.UUID]
    recorded_by: Mapped[uuid.UUID]
    reason: Mapped[str | None]
    minutes_present: Mapped[int]
    minutes: Mapped[int]
    points: Mapped[PointsColumn]
    rule_id: Mapped[Ref | None]
    trace: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    needs_second: Mapped[bool]
    assessed_at: Mapped[Instant | None]
    due_on: Mapped[dt.date]
    due_estimated: Mapped[bool]
    state: Mapped[str]
    verified_by: Mapped[uuid.UUID | None]
    verified_at: Mapped[Instant | None]
    award_posting_id: Mapped[Ref | None]
    supersedes_id: Mapped[Ref | None]
    created_at: Mapped[Instant]


class Decision(Base):
    """One decision on a service record with every rule that fired; append-only."""

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "record_id"], ["service_record.county_id", "service_record.id"]),
        Index("ix_decision_record", "county_id", "record_id", "id"),
        Index(
            "uq_decision_one_second",
            "county_id",
            "record_id",
            "action",
            unique=True,
            postgresql_where="action IN ('first_verify','verify','reject')",
        ),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    record_id: Mapped[Ref]
    action: Mapped[str]
    actor_id: Mapped[uuid.UUID | None]
    reason: Mapped[str | None]
    trace: Mapped[Facts]
    decided_at: Mapped[Instant]


class HoursEntry(Base):
    """One line of the hours book: minutes of a person, scanned and hand-added kept apart; append-only."""

    __tablename__ = "hours_entry"
    __table_args__ = (
        UniqueConstraint("county_id", "reference"),
        ForeignKeyConstraint(["county_id", "record_id"], ["service_record.county_id", "service_record.id"]),
        CheckConstraint("minutes <> 0", name="not_zero"),
        CheckConstraint("origin IN ('scan','manual')", name="origin"),
        Index("ix_hours_entry_volunteer", "county_id", "volunteer_id", "local_date", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    reference: Mapped[str]
    record_id: Mapped[Ref]
    volunteer_id: Mapped[Ref]
    origin: Mapped[str]
    minutes: Mapped[int]
    local_date: Mapped[dt.date]
    recorded_at: Mapped[Instant]
