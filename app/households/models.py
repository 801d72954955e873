"""Asking to join a household, and acting for somebody."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from points.base import Base, CountyId, Id, Instant, Ref


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
