"""Activities (活动), their shifts (班次) and posts (岗位), who else runs them, and the county's approval."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, false
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, Ref


class Activity(Base):
    """Something to take part in, at a place and a time, of a difficulty class.

    ``place_latitude`` and ``place_longitude`` are micro-degrees of the meeting place, never of a person.
    """

    __tablename__ = "activity"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "site_id"], ["site.county_id", "site.id"]),
        UniqueConstraint("county_id", "short_id"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("left(village_code, 6) = county_id", name="village_in_county"),
        CheckConstraint("state IN ('draft','published','cancelled','closed')", name="state"),
        CheckConstraint("(place_latitude IS NULL) = (place_longitude IS NULL)", name="place_has_both_coordinates"),
        CheckConstraint("cardinality(themes) BETWEEN 1 AND 3", name="themes"),
        CheckConstraint("(state = 'cancelled') = (cancel_reason IS NOT NULL)", name="cancellation_has_reason"),
        CheckConstraint("NOT hazardous OR insurance_note IS NOT NULL", name="hazardous_needs_insurance"),
        CheckConstraint("unregistered_headcount_mark IN ('exact','over','about')", name="headcount_mark"),
        Index("ix_activity_village_start", "county_id", "village_code", "starts_at", "id"),
        Index("ix_activity_start", "county_id", "starts_at", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    short_id: Mapped[str]
    site_id: Mapped[Ref]
    village_code: Mapped[str] = mapped_column(String(12))
    title: Mapped[str]
    themes: Mapped[list[str]] = mapped_column(ARRAY(String))
    difficulty_code: Mapped[str]
    place_name: Mapped[str]
    place_latitude: Mapped[int | None]
    place_longitude: Mapped[int | None]
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    risk_note: Mapped[str]
    hazardous: Mapped[bool]
    insurance_note: Mapped[str | None]
    meals_note: Mapped[str | None]
    transport_note: Mapped[str | None]
    poster_claims: Mapped[bool]
    sign_up_approval: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    words_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Nobody has found the words good yet, or somebody found them bad: only its organizers see the activity."""
    organizer_id: Mapped[uuid.UUID]
    unregistered_headcount: Mapped[int | None]
    unregistered_headcount_mark: Mapped[str] = mapped_column(default="exact")
    version: Mapped[int] = mapped_column()
    created_at: Mapped[Instant]
    published_at: Mapped[Instant | None]
    closed_at: Mapped[Instant | None]
    cancelled_at: Mapped[Instant | None]
    cancel_reason: Mapped[str | None]
    reason_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The same for the reason why it was called off."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads a plain mapping


class Shift(Base):
    """One time window of an activity with a capacity.

    ``taken`` counts the places given away: sign-ups that stand, and walk-ins who checked in.
    """

    __tablename__ = "shift"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "activity_id"], ["activity.county_id", "activity.id"]),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        UniqueConstraint("county_id", "activity_id", "id"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint("taken BETWEEN 0 AND capacity", name="taken_within_capacity"),
        Index("ix_shift_activity", "county_id", "activity_id", "starts_at"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    activity_id: Mapped[Ref]
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    capacity: Mapped[int]
    taken: Mapped[int]


class Post(Base):
    """A post (岗位) of a shift with a capacity of its own: publicist, instructor, supervisor or another one."""

    __tablename__ = "post"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "shift_id"], ["shift.county_id", "shift.id"]),
        UniqueConstraint("county_id", "shift_id", "id"),
        UniqueConstraint("county_id", "shift_id", "name"),
        CheckConstraint("code IN ('publicist','instructor','supervisor','other')", name="code"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    shift_id: Mapped[Ref]
    code: Mapped[str]
    name: Mapped[str]
    capacity: Mapped[int]


class JointOrganizer(Base):
    """An organizer of another place who runs this activity too (联合主办)."""

    __tablename__ = "joint_organizer"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "activity_id"], ["activity.county_id", "activity.id"]),
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
    )

    county_id: Mapped[CountyId]
    activity_id: Mapped[Id]
    volunteer_id: Mapped[Id]
    added_by: Mapped[uuid.UUID]
    added_at: Mapped[Instant]


class ActivityApproval(Base):
    """A draft that waits for the county, and what the county said; a draft that is edited waits anew."""

    __tablename__ = "activity_approval"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "activity_id"], ["activity.county_id", "activity.id"]),
        CheckConstraint("outcome IN ('approved','refused','withdrawn')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint("outcome IS DISTINCT FROM 'refused' OR reason IS NOT NULL", name="refusal_has_reason"),
        Index(
            "uq_activity_approval_open",
            "county_id",
            "activity_id",
            unique=True,
            postgresql_where="outcome IS NULL",
        ),
        Index("ix_activity_approval_activity", "county_id", "activity_id", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    activity_id: Mapped[Ref]
    requested_by: Mapped[uuid.UUID]
    requested_at: Mapped[Instant]
    outcome: Mapped[str | None]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[Instant | None]
    reason: Mapped[str | None]
