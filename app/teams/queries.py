"""Reads about teams, members, requests and filings."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.identity.models import Volunteer
from app.teams.models import Team, TeamFiling, TeamFilingReview, TeamMember, TeamRequest
from points.errors import NotFound


@dataclass(frozen=True)
class TeamSeen:
    """A team with its leader's name, how many members it has today, and when it filed last."""

    team: Team
    leader_name: str
    head_count: int
    filed_on: dt.date | None
    leader_gone: bool = False


@dataclass(frozen=True)
class TeamFilter:
    """Which teams: of a county, at a place and below it, of a kind, under a parent, dissolved ones too or not."""

    county_id: str
    place_code: str | None = None
    kind: str | None = None
    parent_id: uuid.UUID | None = None
    dissolved: bool = False


def get_team(session: Session, *, county_id: str, team_id: uuid.UUID, lock: bool = False) -> Team:
    """Return a team of the county, locked against other changes if asked.

    Raises:
        NotFound: there is none.
    """
    team = session.get(Team, (county_id, team_id), with_for_update=lock, populate_existing=lock)
    if team is None:
        raise NotFound()
    return team


def get_request(session: Session, *, county_id: str, request_id: uuid.UUID) -> TeamRequest:
    """Return a request at a team of the county.

    Raises:
        NotFound: there is none.
    """
    found = session.get(TeamRequest, (county_id, request_id), with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def belongs_on(day: dt.date) -> ColumnElement[bool]:
    """Return the condition that a membership holds on a day; who left the programme belongs nowhere."""
    return and_(
        TeamMember.joined_on <= day,
        or_(TeamMember.left_on.is_(None), TeamMember.left_on > day),
        Volunteer.state != "left",
    )


def _members() -> Select[TeamMember, Volunteer]:
    return select(TeamMember, Volunteer).join(
        Volunteer, and_(Volunteer.county_id == TeamMember.county_id, Volunteer.id == TeamMember.volunteer_id)
    )


def seen_teams(day: dt.date) -> Select[*tuple[Any, ...]]:
    """Return the query for teams as they are read on a day; each row makes a ``TeamSeen``."""
    counted = (
        select(func.count())
        .select_from(TeamMember)
        .join(Volunteer, and_(Volunteer.county_id == TeamMember.county_id, Volunteer.id == TeamMember.volunteer_id))
        .where(TeamMember.county_id == Team.county_id, TeamMember.team_id == Team.id, belongs_on(day))
        .correlate(Team)
        .scalar_subquery()
    )
    filed = (
        select(func.max(TeamFiling.filed_on))
        .where(TeamFiling.county_id == Team.county_id, TeamFiling.team_id == Team.id)
        .correlate(Team)
        .scalar_subquery()
    )
    leader = aliased(Volunteer)
    return select(Team, leader.name, counted, filed, leader.state == "left").join(
        leader, and_(leader.county_id == Team.county_id, leader.id == Team.leader_id)
    )


def see_team(session: Session, team: Team, *, day: dt.date) -> TeamSeen:
    """Return a team as it is read on a day."""
    row = session.execute(seen_teams(day).where(Team.county_id == team.county_id, Team.id == team.id)).one()
    return TeamSeen(*row)


def list_teams(
    session: Session, wanted: TeamFilter, *, day: dt.date, after: uuid.UUID | None, limit: int
) -> list[TeamSeen]:
    """Return teams, oldest first, one more than ``limit`` if there are more."""
    query = seen_teams(day).where(*_conditions(wanted))
    if after is not None:
        query = query.where(Team.id > after)
    return [TeamSeen(*row) for row in session.execute(query.order_by(Team.id).limit(limit + 1))]


def list_unfiled(
    session: Session, wanted: TeamFilter, *, year: int, day: dt.date, after: uuid.UUID | None, limit: int
) -> list[TeamSeen]:
    """Return active teams that have not filed in a year, oldest first, one more than ``limit`` if there are more."""
    filed = standing_filings(year)
    query = seen_teams(day).where(*_conditions(wanted), Team.founded_on <= dt.date(year, 12, 31), ~filed.exists())
    if after is not None:
        query = query.where(Team.id > after)
    return [TeamSeen(*row) for row in session.execute(query.order_by(Team.id).limit(limit + 1))]


def standing_filings(year: int) -> Select[uuid.UUID]:
    """Return the filings of a team in a year that the level above has not returned; for use beside ``Team``."""
    return (
        select(TeamFiling.id)
        .outerjoin(
            TeamFilingReview,
            and_(
                TeamFilingReview.county_id == TeamFiling.county_id,
                TeamFilingReview.filing_id == TeamFiling.id,
                TeamFilingReview.outcome == "returned",
            ),
        )
        .where(
            TeamFiling.county_id == Team.county_id,
            TeamFiling.team_id == Team.id,
            TeamFiling.year == year,
            TeamFilingReview.filing_id.is_(None),
        )
        .correlate(Team)
    )


def _conditions(wanted: TeamFilter) -> list[ColumnElement[bool]]:
    found = [Team.county_id == wanted.county_id]
    if wanted.place_code is not None:
        place = func.coalesce(Team.place_code, Team.county_id)
        found.append(place.startswith(wanted.place_code, autoescape=True))
    if wanted.kind is not None:
        found.append(Team.kind == wanted.kind)
    if wanted.parent_id is not None:
        found.append(Team.parent_id == wanted.parent_id)
    if not wanted.dissolved:
        found.append(Team.dissolved_on.is_(None))
    return found


def count_below(session: Session, team: Team) -> int:
    """Return how many active teams stand directly under a team."""
    return session.execute(
        select(func.count())
        .select_from(Team)
        .where(Team.county_id == team.county_id, Team.parent_id == team.id, Team.dissolved_on.is_(None))
    ).scalar_one()


def find_membership(session: Session, team: Team, *, volunteer_id: uuid.UUID) -> TeamMember | None:
    """Return a person's present membership of a team, or None."""
    return session.execute(
        select(TeamMember).where(
            TeamMember.county_id == team.county_id,
            TeamMember.team_id == team.id,
            TeamMember.volunteer_id == volunteer_id,
            TeamMember.left_on.is_(None),
        )
    ).scalar_one_or_none()


def list_members(
    session: Session, team: Team, *, former: bool, after: uuid.UUID | None, limit: int
) -> list[tuple[TeamMember, Volunteer]]:
    """Return present members, or former ones, in the order in which they joined; one more if there are more."""
    query = _members().where(
        TeamMember.county_id == team.county_id,
        TeamMember.team_id == team.id,
        TeamMember.left_on.is_not(None) if former else TeamMember.left_on.is_(None),
    )
    if not former:
        query = query.where(Volunteer.state != "left")
    if after is not None:
        query = query.where(TeamMember.id > after)
    rows = session.execute(query.order_by(TeamMember.id).limit(limit + 1))
    return [(member, person) for member, person in rows]


def member_ids_on(session: Session, team: Team, *, day: dt.date) -> list[uuid.UUID]:
    """Return who belongs to a team on a day, in a fixed order."""
    rows = session.execute(
        _members()
        .with_only_columns(TeamMember.volunteer_id)
        .where(TeamMember.county_id == team.county_id, TeamMember.team_id == team.id, belongs_on(day))
        .distinct()
    ).scalars()
    return sorted(rows)


def list_memberships(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> list[tuple[TeamMember, Team]]:
    """Return every membership a person ever had, newest first; a person has few, at most a hundred are read."""
    rows = session.execute(
        select(TeamMember, Team)
        .join(Team, and_(Team.county_id == TeamMember.county_id, Team.id == TeamMember.team_id))
        .where(TeamMember.county_id == county_id, TeamMember.volunteer_id == volunteer_id)
        .order_by(TeamMember.id.desc())
        .limit(100)
    )
    return [(member, team) for member, team in rows]


def list_own_requests(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> Sequence[TeamRequest]:
    """Return a person's open requests; at most one per team."""
    return (
        session.execute(
            select(TeamRequest)
            .where(
                TeamRequest.county_id == county_id,
                TeamRequest.volunteer_id == volunteer_id,
                TeamRequest.state == "open",
            )
            .order_by(TeamRequest.id)
            .limit(100)
        )
        .scalars()
        .all()
    )


def list_requests(
    session: Session, team: Team, *, state: str, after: uuid.UUID | None, limit: int
) -> list[tuple[TeamRequest, Volunteer]]:
    """Return the requests a team decides on, in order of asking, one more than ``limit`` if there are more."""
    query = (
        select(TeamRequest, Volunteer)
        .join(Volunteer, and_(Volunteer.county_id == TeamRequest.county_id, Volunteer.id == TeamRequest.volunteer_id))
        .where(
            TeamRequest.county_id == team.county_id,
            or_(
                and_(TeamRequest.team_id == team.id, TeamRequest.to_team_id.is_(None)),
                TeamRequest.to_team_id == team.id,
            ),
            TeamRequest.state == state,
        )
    )
    if after is not None:
        query = query.where(TeamRequest.id > after)
    rows = session.execute(query.order_by(TeamRequest.id).limit(limit + 1))
    return [(request, person) for request, person in rows]


def find_last_filing(session: Session, team: Team) -> TeamFiling | None:
    """Return what a team filed last and did not get back, or None; a returned form was never taken in."""
    returned = exists().where(
        TeamFilingReview.county_id == TeamFiling.county_id,
        TeamFilingReview.filing_id == TeamFiling.id,
        TeamFilingReview.outcome == "returned",
    )
    return session.execute(
        select(TeamFiling)
        .where(TeamFiling.county_id == team.county_id, TeamFiling.team_id == team.id, ~returned)
        .order_by(TeamFiling.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def list_filings(
    session: Session, team: Team, *, after: uuid.UUID | None, limit: int
) -> list[tuple[TeamFiling, TeamFilingReview | None]]:
    """Return a team's filings with what the level above said, newest first, one more than ``limit`` if there are."""
    query = (
        select(TeamFiling, TeamFilingReview)
        .outerjoin(
            TeamFilingReview,
            and_(TeamFilingReview.county_id == TeamFiling.county_id, TeamFilingReview.filing_id == TeamFiling.id),
        )
        .where(TeamFiling.county_id == team.county_id, TeamFiling.team_id == team.id)
    )
    if after is not None:
        query = query.where(TeamFiling.id < after)
    rows = session.execute(query.order_by(TeamFiling.id.desc()).limit(limit + 1))
    return [(filing, review) for filing, review in rows]


def sizes_of_mothers_teams(session: Session, *, county_id: str, day: dt.date) -> list[tuple[Team, int]]:
    """Return the 环保妈妈 teams active on a day that keep a roster of their own, with their sizes (附件3 第 7 项).

    A team with nobody on its roster, such as an umbrella branch, is not among them; at most two thousand are read.
    """
    size = func.count(func.distinct(TeamMember.volunteer_id))
    rows = session.execute(
        select(Team, size)
        .join(TeamMember, and_(TeamMember.county_id == Team.county_id, TeamMember.team_id == Team.id))
        .join(Volunteer, and_(Volunteer.county_id == TeamMember.county_id, Volunteer.id == TeamMember.volunteer_id))
        .where(
            Team.county_id == county_id,
            Team.is_mothers_team,
            Team.founded_on <= day,
            or_(Team.dissolved_on.is_(None), Team.dissolved_on > day),
            belongs_on(day),
        )
        .group_by(Team.county_id, Team.id)
        .order_by(Team.id)
        .limit(2000)
    )
    return [(team, number) for team, number in rows]


def share_team(session: Session, *, county_id: str, first: uuid.UUID, second: uuid.UUID) -> bool:
    """Tell whether two people belong to one team at present."""
    other = aliased(TeamMember)
    found = session.execute(
        select(TeamMember.id)
        .join(other, and_(other.county_id == TeamMember.county_id, other.team_id == TeamMember.team_id))
        .where(
            TeamMember.county_id == county_id,
            TeamMember.volunteer_id == first,
            TeamMember.left_on.is_(None),
            other.volunteer_id == second,
            other.left_on.is_(None),
        )
        .limit(1)
    ).first()
    return found is not None
