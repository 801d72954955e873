"""Scoring rules (积分规则): effective-dated versions; published ones are never edited."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, PointsColumn, Ref


class ScoringRule(Base):
    """One version of the rules of a county (``site_id`` is null) or of a single site."""

    __tablename__ = "scoring_rule"
    __table_args__ = (
        UniqueConstraint("county_id", "site_id", "version", postgresql_nulls_not_distinct=True),
        CheckConstraint("rounding IN ('floor','half_up','half_hour_floor')", name="rounding"),
        CheckConstraint("state IN ('draft','published')", name="state"),
        CheckConstraint("minimum_presence_percent BETWEEN 0 AND 100", name="minimum_presence"),
        CheckConstraint(
            "state = 'draft' OR (published_at IS NOT NULL AND approved_by IS NOT NULL "
            "AND approved_by IS DISTINCT FROM drafted_by)",
            name="published_by_two",
        ),
        CheckConstraint(
            "state = 'draft' OR published_at + interval '24 hours' "
            "<= effective_on::timestamp AT TIME ZONE 'Asia/Shanghai'",
            name="published_a_day_ahead",
        ),
        CheckConstraint("rounding_unit > 0 AND minimum_minutes BETWEEN 0 AND 1440", name="minimums"),
        Index("ix_scoring_rule_effective", "county_id", "site_id", "effective_on"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    site_id: Mapped[Ref | None]
    version: Mapped[int]
    effective_on: Mapped[dt.date]
    rounding: Mapped[str]
    rounding_unit: Mapped[PointsColumn]
    minimum_minutes: Mapped[int]
    minimum_presence_percent: Mapped[int]
    family_members_count: Mapped[bool]
    free_minutes: Mapped[int]
    cap_event_minutes: Mapped[int | None]
    cap_day_minutes: Mapped[int | None]
    cap_event_points: Mapped[PointsColumn | None]
    cap_day_points: Mapped[PointsColumn | None]
    cap_week_points: Mapped[PointsColumn | None]
    cap_month_points: Mapped[PointsColumn | None]
    cap_season_points: Mapped[PointsColumn | None]
    redeem_floor: Mapped[PointsColumn]
    redeem_suspend_below: Mapped[PointsColumn | None]
    state: Mapped[str]
    drafted_by: Mapped[uuid.UUID]
    drafted_at: Mapped[Instant]
    approved_by: Mapped[uuid.UUID | None]
    published_at: Mapped[Instant | None]


class DifficultyClassRow(Base):
    """A difficulty class (难度等级) of one rule version."""

    __tablename__ = "difficulty_class"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "rule_id"], ["scoring_rule.county_id", "scoring_rule.id"]),
        CheckConstraint("factor_percent > 0 AND base_points >= 0 AND rate_points >= 0", name="not_negative"),
    )

    county_id: Mapped[CountyId]
    rule_id: Mapped[Id]
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    factor_percent: Mapped[int]
    base_points: Mapped[PointsColumn]
    rate_points: Mapped[PointsColumn]


class PointSource(Base):
    """A source that gives points without service minutes, for instance a tidy courtyard."""

    __tablename__ = "point_source"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "rule_id"], ["scoring_rule.county_id", "scoring_rule.id"]),
        CheckConstraint("points <> 0", name="not_zero"),
        CheckConstraint("first_points IS NULL OR (first_points > 0 AND points > 0)", name="first_points"),
        CheckConstraint("per_month IS NULL OR per_month > 0", name="per_month_positive"),
    )

    county_id: Mapped[CountyId]
    rule_id: Mapped[Id]
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    points: Mapped[PointsColumn]
    first_points: Mapped[PointsColumn | None]
    per_month: Mapped[int | None]
