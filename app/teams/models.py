"""Volunteer teams (志愿服务队), their members, requests and filings."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Facts, Id, Instant, Ref

WECHAT_FIELD: Final = "team.leader_wechat"


class Team(Base):
    """A corps (总队), branch (分队) or squad (小队) of a place or of a unit, under its parent.

    ``dissolved_on`` is the first day on which it is no longer active.
    """

    __tablename__ = "team"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "parent_id"], ["team.county_id", "team.id"]),
        ForeignKeyConstraint(["county_id", "leader_id"], ["volunteer.county_id", "volunteer.id"]),
        ForeignKeyConstraint(["county_id", "deputy_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("deputy_id <> leader_id", name="deputy_is_another"),
        CheckConstraint("kind IN ('corps','branch','squad')", name="kind"),
        CheckConstraint("kind <> 'corps' OR parent_id IS NULL", name="corps_has_no_parent"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        CheckConstraint("(place_code IS NULL) <> (unit_name IS NULL)", name="place_or_unit"),
        CheckConstraint(
            "place_code IS NULL OR starts_with(place_code, county_id) OR place_code = left(county_id, 4)",
            name="place_in_county",
        ),
        CheckConstraint("('other' = ANY(service_kinds)) = (other_kind IS NOT NULL)", name="other_has_words"),
        CheckConstraint("cardinality(service_kinds) BETWEEN 1 AND 11", name="service_kinds"),
        CheckConstraint("cardinality(service_times) BETWEEN 1 AND 3", name="service_times"),
        CheckConstraint("(leader_wechat_cipher IS NULL) = (leader_wechat_hash IS NULL)", name="wechat_both"),
        CheckConstraint("(dissolved_on IS NULL) = (dissolve_reason IS NULL)", name="dissolution_has_reason"),
        Index("uq_team_name", "county_id", "name", unique=True, postgresql_where="dissolved_on IS NULL"),
        Index("ix_team_parent", "county_id", "parent_id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    parent_id: Mapped[Ref | None]
    kind: Mapped[str]
    name: Mapped[str]
    place_code: Mapped[str | None] = mapped_column(String(12))
    unit_name: Mapped[str | None]
    is_mothers_team: Mapped[bool]
    leader_id: Mapped[Ref]
    deputy_id: Mapped[Ref | None]
    """Who leads the team while its leader has left the programme and nobody was named in her place."""
    leader_post: Mapped[str | None]
    leader_wechat_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    leader_wechat_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    founded_on: Mapped[dt.date]
    service_kinds: Mapped[list[str]] = mapped_column(ARRAY(String))
    other_kind: Mapped[str | None]
    service_times: Mapped[list[str]] = mapped_column(ARRAY(String))
    dissolved_on: Mapped[dt.date | None]
    dissolve_reason: Mapped[str | None]
    words_hidden: Mapped[bool]
    """Nobody found its name, unit and other services good yet: only those who look after it read them."""
    reason_hidden: Mapped[bool]
    created_at: Mapped[Instant]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads a plain mapping

    @property
    def scope(self) -> str:
        """The place whose people look after the team: its own, or for a unit's team the whole county."""
        return self.place_code or self.county_id


class TeamMember(Base):
    """Who belongs to which team, from a day until the day before ``left_on``; rows are closed, never edited away."""

    __tablename__ = "team_member"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "team_id"], ["team.county_id", "team.id"]),
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("left_on >= joined_on", name="days"),
        CheckConstraint("left_by IN ('quit','transfer','dissolution','removal')", name="left_by"),
        CheckConstraint("(left_on IS NULL) = (left_by IS NULL)", name="left"),
        Index(
            "uq_team_member_open",
            "county_id",
            "team_id",
            "volunteer_id",
            unique=True,
            postgresql_where="left_on IS NULL",
        ),
        Index("ix_team_member_volunteer", "county_id", "volunteer_id"),
        Index("ix_team_member_team", "county_id", "team_id", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    team_id: Mapped[Ref]
    volunteer_id: Mapped[Ref]
    joined_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None]
    left_by: Mapped[str | None]
    left_reason: Mapped[str | None]


class TeamRequest(Base):
    """A wish to join, quit or change teams, until the leader of the team concerned decides."""

    __tablename__ = "team_request"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "team_id"], ["team.county_id", "team.id"]),
        ForeignKeyConstraint(["county_id", "to_team_id"], ["team.county_id", "team.id"]),
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("kind IN ('join','quit','transfer')", name="kind"),
        CheckConstraint("(kind = 'transfer') = (to_team_id IS NOT NULL)", name="transfer_has_target"),
        CheckConstraint("state IN ('open','approved','refused','withdrawn')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("state <> 'refused' OR decision_reason IS NOT NULL", name="refusal_has_reason"),
        Index(
            "uq_team_request_open",
            "county_id",
            "team_id",
            "volunteer_id",
            unique=True,
            postgresql_where="state = 'open'",
        ),
        Index("ix_team_request_team", "county_id", "team_id", "state", "id"),
        Index("ix_team_request_target", "county_id", "to_team_id", "state", "id"),
        Index("ix_team_request_volunteer", "county_id", "volunteer_id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    team_id: Mapped[Ref]
    volunteer_id: Mapped[Ref]
    kind: Mapped[str]
    to_team_id: Mapped[Ref | None]
    reason: Mapped[str | None]
    state: Mapped[str]
    requested_by: Mapped[uuid.UUID]
    requested_at: Mapped[Instant]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[Instant | None]
    decision_reason: Mapped[str | None]

    @property
    def deciding_team_id(self) -> uuid.UUID:
        """The team whose leader decides: for a transfer the one that takes her in."""
        return self.to_team_id or self.team_id


class TeamFiling(Base):
    """A registration form filed upward (备案); that nothing changed is a filing too. Append-only."""

    __tablename__ = "team_filing"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "team_id"], ["team.county_id", "team.id"]),
        CheckConstraint("head_count > 0", name="head_count"),
        Index("ix_team_filing_team", "county_id", "team_id", "id"),
        Index("ix_team_filing_year", "county_id", "year", "team_id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    team_id: Mapped[Ref]
    year: Mapped[int]
    filed_on: Mapped[dt.date]
    filed_by: Mapped[uuid.UUID]
    unchanged: Mapped[bool]
    changes: Mapped[list[str]] = mapped_column(ARRAY(String))
    head_count: Mapped[int]
    form: Mapped[Facts]
    note: Mapped[str | None]


class TeamFilingReview(Base):
    """What the level above said to a filing: taken in, or returned with what is to be changed. Append-only."""

    __tablename__ = "team_filing_review"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "filing_id"], ["team_filing.county_id", "team_filing.id"]),
        CheckConstraint("outcome IN ('accepted','returned')", name="outcome"),
        CheckConstraint("outcome <> 'returned' OR reason IS NOT NULL", name="return_has_reason"),
    )

    county_id: Mapped[CountyId]
    filing_id: Mapped[Id]
    outcome: Mapped[str]
    reason: Mapped[str | None]
    reviewed_by: Mapped[uuid.UUID]
    reviewed_at: Mapped[Instant]
