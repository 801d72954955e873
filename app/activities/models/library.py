"""The project library (活动模板) and duty rosters (五定值守表)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, Ref


class ActivityTemplate(Base):
    """A published activity, which never changes again, kept as the pattern of others."""

    __tablename__ = "activity_template"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "source_id"], ["activity.county_id", "activity.id"]),
        Index("uq_activity_template_name", "county_id", "name", unique=True, postgresql_where="retired_at IS NULL"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    source_id: Mapped[Ref]
    name: Mapped[str]
    note: Mapped[str | None]
    made_by: Mapped[uuid.UUID]
    made_at: Mapped[Instant]
    retired_at: Mapped[Instant | None]


class TemplateUse(Base):
    """Which activity was made from which template."""

    __tablename__ = "template_use"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "activity_id"], ["activity.county_id", "activity.id"]),
        ForeignKeyConstraint(["county_id", "template_id"], ["activity_template.county_id", "activity_template.id"]),
        Index("ix_template_use_template", "county_id", "template_id"),
    )

    county_id: Mapped[CountyId]
    activity_id: Mapped[Id]
    template_id: Mapped[Ref]


class DutyRoster(Base):
    """A standing duty (定点、定岗、定时、定人、定项目): a template on fixed weekdays (1 is Monday) until a date."""

    __tablename__ = "duty_roster"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "template_id"], ["activity_template.county_id", "activity_template.id"]),
        ForeignKeyConstraint(["county_id", "site_id"], ["site.county_id", "site.id"]),
        CheckConstraint("cardinality(weekdays) BETWEEN 1 AND 7", name="weekdays"),
        CheckConstraint("weekdays <@ ARRAY[1,2,3,4,5,6,7]::smallint[]", name="weekday"),
        CheckConstraint("until_on BETWEEN from_on AND from_on + 366", name="at_most_a_year"),
        Index("ix_duty_roster_site", "county_id", "site_id", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    template_id: Mapped[Ref]
    site_id: Mapped[Ref]
    name: Mapped[str]
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    skip_holidays: Mapped[bool] = mapped_column(default=True, server_default=true())
    expanded_until: Mapped[dt.date | None]
    """Up to which day the worker has made days; it goes on from there."""
    made_by: Mapped[uuid.UUID]
    made_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]


class RosterDuty(Base):
    """Who stands at which shift (numbered from 1) of every occurrence, at which post of it, and who if she cannot."""

    __tablename__ = "roster_duty"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "roster_id"], ["duty_roster.county_id", "duty_roster.id"]),
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        ForeignKeyConstraint(["county_id", "substitute_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("shift_number BETWEEN 1 AND 20", name="shift_number"),
        CheckConstraint("substitute_id <> volunteer_id", name="substitute_is_another"),
    )

    county_id: Mapped[CountyId]
    roster_id: Mapped[Id]
    shift_number: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[Id]
    post_name: Mapped[str | None]
    substitute_id: Mapped[Ref | None]


class RosterOccurrence(Base):
    """Which activity stands for a day of a roster; a day is made once, whatever becomes of its activity."""

    __tablename__ = "roster_occurrence"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "roster_id"], ["duty_roster.county_id", "duty_roster.id"]),
        ForeignKeyConstraint(["county_id", "activity_id"], ["activity.county_id", "activity.id"]),
        Index("ix_roster_occurrence_activity", "county_id", "activity_id"),
    )

    county_id: Mapped[CountyId]
    roster_id: Mapped[Id]
    occurs_on: Mapped[dt.date] = mapped_column(primary_key=True)
    activity_id: Mapped[Ref]
