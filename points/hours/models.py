"""Service records (工时记录), the decisions on them, and the hours book (工时账)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Facts, Id, Instant, PointsColumn, Ref, among, one_of


class ServiceRecord(Base):
    """One person, one shift, so many minutes, one state. Minutes belong to the person, points to the household.

    ``started_at`` to ``ended_at`` is the counted presence; ``minutes_present`` is what of it counts nowhere else.
    A change of minutes is a new revision that supersedes this one.
    """

    __tablename__ = "service_record"
    __table_args__ = (
        UniqueConstraint("county_id", "attendance_id", "revision"),
        ForeignKeyConstraint(["county_id", "supersedes_id"], ["service_record.county_id", "service_record.id"]),
        ForeignKeyConstraint(["county_id", "rule_id"], ["scoring_rule.county_id", "scoring_rule.id"]),
        one_of("origin", "scan", "manual", name="origin"),
        one_of(
            *("state", "claimed", "verified", "disclosed", "settled", "rejected", "disputed", "corrected"), name="state"
        ),
        CheckConstraint("minutes_present BETWEEN 0 AND 1440", name="minutes_present"),
        CheckConstraint("minutes BETWEEN 0 AND minutes_present", name="minutes_not_above_presence"),
        CheckConstraint("points >= 0", name="points_not_negative"),
        CheckConstraint(
            f"{among('state', 'claimed', 'rejected', 'corrected', 'disputed')} "
            "OR (assessed_at IS NOT NULL AND verified_by IS NOT NULL)",
            name="verified_before_it_counts",
        ),
        CheckConstraint(
            "state <> 'settled' OR points = 0 OR award_posting_id IS NOT NULL", name="settled_means_awarded"
        ),
        CheckConstraint("(state = 'disputed') = (disputed_from IS NOT NULL)", name="dispute_remembers_state"),
        CheckConstraint("(verified_by IS NULL) = (verified_at IS NULL)", name="verified_at"),
        CheckConstraint("verified_by <> volunteer_id AND first_verified_by <> volunteer_id", name="not_by_herself"),
        CheckConstraint(
            "verified_by <> ALL (recorded_by) AND first_verified_by <> ALL (recorded_by)", name="not_by_the_recorder"
        ),
        CheckConstraint(
            "NOT needs_second OR verified_by IS NULL "
            "OR (first_verified_by IS NOT NULL AND first_verified_by <> verified_by)",
            name="second_person_above_limits",
        ),
        Index(
            "uq_service_record_one_successor",
            "county_id",
            "supersedes_id",
            unique=True,
            postgresql_where="supersedes_id IS NOT NULL AND state NOT IN ('rejected','corrected')",
        ),
        Index("ix_service_record_queue", "county_id", "state", text("anomalous DESC"), "due_on", "id"),
        Index(
            "ix_service_record_corrections",
            "county_id",
            "supersedes_id",
            postgresql_where="state = 'verified' AND supersedes_id IS NOT NULL",
        ),
        Index("ix_service_record_volunteer", "county_id", "volunteer_id", "started_at", "id"),
        Index(
            "ix_service_record_pending",
            "county_id",
            "household_id",
            postgresql_where="state IN ('verified','disclosed')",
        ),
        Index("ix_service_record_activity", "county_id", "activity_id"),
        Index("ix_service_record_site", "county_id", "site_id", "local_date"),
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
    flags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    organizer_id: Mapped[uuid.UUID]
    recorded_by: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid))
    """Who wrote the minutes down by hand; empty for scans. None of them may approve."""
    reason: Mapped[str | None]
    minutes_present: Mapped[int]
    minutes: Mapped[int]
    points: Mapped[PointsColumn]
    rule_id: Mapped[Ref | None]
    trace: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    usage: Mapped[Facts]
    """What was already counted for the person; with it and the rule the points can be computed again for ever."""
    needs_second: Mapped[bool]
    anomalous: Mapped[bool]
    assessed_at: Mapped[Instant | None]
    due_on: Mapped[dt.date]
    due_estimated: Mapped[bool]
    state: Mapped[str]
    disputed_from: Mapped[str | None]
    first_verified_by: Mapped[uuid.UUID | None]
    first_verified_at: Mapped[Instant | None]
    verified_by: Mapped[uuid.UUID | None]
    verified_at: Mapped[Instant | None]
    award_posting_id: Mapped[Ref | None]
    supersedes_id: Mapped[Ref | None]
    """The record whose place this one takes; a settled one keeps its place until this one is settled."""
    created_at: Mapped[Instant]


class Decision(Base):
    """One decision on a service record with every rule that fired; append-only.

    There is no foreign key to the record: whoever decides has locked it, and nobody may delete one.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_record", "county_id", "record_id", "id"),
        Index(
            "uq_decision_one_second",
            "county_id",
            "record_id",
            "action",
            unique=True,
            postgresql_where="action IN ('first_verify','verify','reject','disclose','settle','correct')",
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
        one_of("origin", "scan", "manual", name="origin"),
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
