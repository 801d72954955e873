"""Asking to join a household, acting for somebody, and moving to another county."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, Ref, one_of


class JoinRequest(Base):
    """A person asks a household to take her in; its head or an organizer decides."""

    __tablename__ = "join_request"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "household_id"], ["household.county_id", "household.id"]),
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("state IN ('open','approved','refused','withdrawn')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        Index("uq_join_request_open", "county_id", "volunteer_id", unique=True, postgresql_where="state = 'open'"),
        Index("ix_join_request_household", "county_id", "household_id", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    household_id: Mapped[Ref]
    volunteer_id: Mapped[Ref]
    state: Mapped[str]
    requested_at: Mapped[Instant]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[Instant | None]


class Proxy(Base):
    """Somebody may act for a person in one thing until a day; granted by herself or, on paper, by an organizer."""

    __tablename__ = "proxy"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        ForeignKeyConstraint(["county_id", "proxy_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("scope IN ('redeem','sign_up','check_in')", name="scope"),
        CheckConstraint("proxy_id <> volunteer_id", name="two_people"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked"),
        Index(
            "uq_proxy_standing",
            "county_id",
            "proxy_id",
            "volunteer_id",
            "scope",
            unique=True,
            postgresql_where="revoked_at IS NULL",
        ),
        Index("ix_proxy_volunteer", "county_id", "volunteer_id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    volunteer_id: Mapped[Ref]
    proxy_id: Mapped[Ref]
    scope: Mapped[str]
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    on_paper: Mapped[bool]
    granted_by: Mapped[Ref]
    granted_at: Mapped[Instant]
    revoked_by: Mapped[uuid.UUID | None]
    revoked_at: Mapped[Instant | None]


class HouseholdRelocation(Base):
    """One county's half of a household's move to another county: ``out`` where it leaves, ``in`` where it arrives.

    Both halves have the same id and are written together; neither refers to a row of the other county (ADR 0013).
    """

    __tablename__ = "household_relocation"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "household_id"], ["household.county_id", "household.id"]),
        one_of("direction", "out", "in", name="direction"),
        one_of("state", "announced", "done", "refused", "withdrawn", name="state"),
        CheckConstraint("(state = 'announced') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("direction = 'in' OR household_id IS NOT NULL", name="household_known"),
        CheckConstraint("state <> 'done' OR household_id IS NOT NULL", name="household_made"),
        CheckConstraint("other_county_id <> county_id", name="two_counties"),
        Index(
            "uq_household_relocation_open",
            "county_id",
            "household_id",
            unique=True,
            postgresql_where="state = 'announced' AND direction = 'out'",
        ),
        Index("ix_household_relocation_county", "county_id", "direction", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    direction: Mapped[str]
    household_id: Mapped[Ref | None]
    other_county_id: Mapped[str] = mapped_column(String(6))
    other_household_id: Mapped[uuid.UUID | None]
    village_code: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str]
    state: Mapped[str]
    announced_by: Mapped[uuid.UUID]
    announced_at: Mapped[Instant]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[Instant | None]
    answer: Mapped[str | None]


class FormerRegistration(Base):
    """Where a person was registered before she moved here from another county; her minutes there stay hers."""

    __tablename__ = "former_registration"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("former_county_id <> county_id", name="two_counties"),
    )

    county_id: Mapped[CountyId]
    volunteer_id: Mapped[Id]
    former_county_id: Mapped[str] = mapped_column(String(6))
    former_volunteer_id: Mapped[uuid.UUID]
    moved_at: Mapped[Instant]


class HouseholdPlaque(Base):
    """The code on a household's plaque, and whether its head lets whoever scans it see points and place."""

    __tablename__ = "household_plaque"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "household_id"], ["household.county_id", "household.id"]),
        UniqueConstraint("county_id", "code"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawal"),
    )

    county_id: Mapped[CountyId]
    household_id: Mapped[Id]
    code: Mapped[str]
    agreed_by: Mapped[Ref]
    agreed_at: Mapped[Instant]
    withdrawn_by: Mapped[uuid.UUID | None]
    withdrawn_at: Mapped[Instant | None]
