"""Sign-ups (报名), substitutes (替班) and calendar links."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, Ref


class SignUp(Base):
    """A volunteer's claim to a place on a shift; beyond capacity she waits, and first an organizer may have to agree.

    Names of states sort so that a place comes before a wish: ``signed_up``, ``under_review``, ``waitlisted``.
    """

    __tablename__ = "sign_up"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "shift_id"], ["shift.county_id", "shift.id"]),
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        ForeignKeyConstraint(
            ["county_id", "shift_id", "post_id"], ["post.county_id", "post.shift_id", "post.id"], name="fk_sign_up_post"
        ),
        UniqueConstraint("county_id", "shift_id", "volunteer_id"),
        CheckConstraint(
            "state IN ('signed_up','under_review','waitlisted','cancelled','refused')",
            name="state",
        ),
        CheckConstraint("state <> 'refused' OR decision_reason IS NOT NULL", name="refusal_has_reason"),
        Index("ix_sign_up_volunteer", "county_id", "volunteer_id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    shift_id: Mapped[Ref]
    volunteer_id: Mapped[Ref]
    state: Mapped[str]
    post_id: Mapped[Ref | None] = mapped_column(default=None)
    signed_up_by: Mapped[uuid.UUID]
    created_at: Mapped[Instant]
    cancelled_at: Mapped[Instant | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    decision_reason: Mapped[str | None] = mapped_column(default=None)


class Substitution(Base):
    """A place offered to a named person of the household or team, who must agree herself."""

    __tablename__ = "substitution"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "sign_up_id"], ["sign_up.county_id", "sign_up.id"]),
        ForeignKeyConstraint(["county_id", "to_volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("state IN ('offered','accepted','declined','withdrawn')", name="state"),
        CheckConstraint("(state = 'offered') = (answered_at IS NULL)", name="answered"),
        Index("uq_substitution_open", "county_id", "sign_up_id", unique=True, postgresql_where="state = 'offered'"),
        Index("ix_substitution_person", "county_id", "to_volunteer_id", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    sign_up_id: Mapped[Ref]
    to_volunteer_id: Mapped[Ref]
    state: Mapped[str]
    offered_by: Mapped[uuid.UUID]
    offered_at: Mapped[Instant]
    answered_by: Mapped[uuid.UUID | None]
    answered_at: Mapped[Instant | None]


class CalendarLink(Base):
    """The address of a person's own calendar; revoked by closing the row, made anew under another id."""

    __tablename__ = "calendar_link"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        Index("uq_calendar_link_open", "county_id", "volunteer_id", unique=True, postgresql_where="revoked_at IS NULL"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    volunteer_id: Mapped[Ref]
    made_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]
