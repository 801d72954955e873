"""Published lists (公示) and objections (异议)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, PointsColumn, Ref


class Disclosure(Base):
    """A frozen, dated list of verified records; nothing settles before its window closes."""

    __tablename__ = "disclosure"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "site_id"], ["site.county_id", "site.id"]),
        UniqueConstraint("county_id", "site_id", "number"),
        CheckConstraint("state IN ('open','settled')", name="state"),
        CheckConstraint("closes_at >= opens_at", name="closes_after_opening"),
        Index("ix_disclosure_due", "closes_at", postgresql_where="state = 'open'"),
        Index("ix_disclosure_village", "county_id", "village_code", "opens_at"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    site_id: Mapped[Ref]
    village_code: Mapped[str] = mapped_column(String(12))
    number: Mapped[int]
    opens_at: Mapped[Instant]
    closes_at: Mapped[Instant]
    closes_estimated: Mapped[bool]
    working_days: Mapped[int]
    rule_summary: Mapped[str]
    opened_by: Mapped[uuid.UUID]
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str]
    settled_at: Mapped[Instant | None]


class DisclosureLine(Base):
    """One frozen line: masked name, minutes, points, reason class. Never edited after the list is published."""

    __tablename__ = "disclosure_line"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "disclosure_id"], ["disclosure.county_id", "disclosure.id"]),
        ForeignKeyConstraint(["county_id", "record_id"], ["service_record.county_id", "service_record.id"]),
        UniqueConstraint("county_id", "disclosure_id", "place"),
        UniqueConstraint("county_id", "record_id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    disclosure_id: Mapped[Ref]
    place: Mapped[int]
    record_id: Mapped[Ref]
    household_code: Mapped[str]
    masked_name: Mapped[str]
    activity_title: Mapped[str]
    difficulty_name: Mapped[str]
    factor_percent: Mapped[int]
    local_date: Mapped[dt.date]
    minutes: Mapped[int]
    points: Mapped[PointsColumn]
    origin: Mapped[str]


class Objection(Base):
    """Somebody doubts a line; it stops only that line until it is ruled on."""

    __tablename__ = "objection"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "line_id"], ["disclosure_line.county_id", "disclosure_line.id"]),
        CheckConstraint("state IN ('open','upheld','dismissed')", name="state"),
        CheckConstraint("(state = 'open') = (ruled_at IS NULL)", name="ruled_at"),
        CheckConstraint("ruled_by IS NULL OR ruled_by <> raised_by", name="ruled_by_another"),
        CheckConstraint("state = 'open' OR (ruled_by IS NOT NULL AND ruling IS NOT NULL)", name="ruled_with_words"),
        Index("uq_objection_one_open", "county_id", "line_id", unique=True, postgresql_where="state = 'open'"),
        Index("ix_objection_line", "county_id", "line_id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    line_id: Mapped[Ref]
    raised_by: Mapped[uuid.UUID]
    text: Mapped[str]
    raised_at: Mapped[Instant]
    answer_due_on: Mapped[dt.date]
    state: Mapped[str]
    ruling: Mapped[str | None]
    ruled_by: Mapped[uuid.UUID | None]
    ruled_at: Mapped[Instant | None]
