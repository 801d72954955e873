"""Activities (活动), their shifts (班次) and sign-ups (报名)."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint
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
    poster_claims: Mapped[bool]
    state: Mapped[str]
    organizer_id: Mapped[uuid.UUID]
    unregistered_headcount: Mapped[int | None]
    version: Mapped[int] = mapped_column()
    created_at: Mapped[Instant]
    published_at: Mapped[Instant | None]
    closed_at: Mapped[Instant | None]
    cancelled_at: Mapped[Instant | None]
    cancel_reason: Mapped[str | None]

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


class SignUp(Base):
    """A volunteer's claim to a place on a shift; beyond capacity she waits."""

    __tablename__ = "sign_up"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "shift_id"], ["shift.county_id", "shift.id"]),
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        UniqueConstraint("county_id", "shift_id", "volunteer_id"),
        CheckConstraint("state IN ('signed_up','waitlisted','cancelled')", name="state"),
        Index("ix_sign_up_volunteer", "county_id", "volunteer_id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    shift_id: Mapped[Ref]
    volunteer_id: Mapped[Ref]
    state: Mapped[str]
    signed_up_by: Mapped[uuid.UUID]
    created_at: Mapped[Instant]
    cancelled_at: Mapped[Instant | None]
