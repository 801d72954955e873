"""What the level above reads: filings that wait for an answer, and the teams of a whole city."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, and_, exists, select, text
from sqlalchemy.orm import Session, aliased

from app.teams.models import Team, TeamFiling, TeamFilingReview
from app.teams.queries import TeamSeen, seen_teams

CITY_FIGURES: Final = text(
    """
    WITH sized AS (
        SELECT t.county_id, t.id, t.kind, t.is_mothers_team,
            (SELECT count(*) FROM team_member m JOIN volunteer v ON v.county_id = m.county_id AND v.id = m.volunteer_id
             WHERE m.county_id = t.county_id AND m.team_id = t.id AND m.joined_on <= :day
               AND (m.left_on IS NULL OR m.left_on > :day) AND v.state <> 'left') AS members,
            EXISTS (SELECT FROM team_filing f
                LEFT JOIN team_filing_review r ON r.county_id = f.county_id AND r.filing_id = f.id
                WHERE f.county_id = t.county_id AND f.team_id = t.id AND f.year = :year
                  AND r.outcome IS DISTINCT FROM 'returned') AS filed
        FROM team t
        WHERE starts_with(t.county_id, :city) AND t.founded_on <= :day
          AND (t.dissolved_on IS NULL OR t.dissolved_on > :day)
    )
    SELECT s.county_id, min(d.name) AS county_name, count(*) AS teams,
        count(*) FILTER (WHERE s.kind = 'squad' AND s.members < :minimum) AS forming,
        count(*) FILTER (WHERE s.is_mothers_team) AS mothers_teams,
        sum(s.members)::bigint AS members, count(*) FILTER (WHERE s.filed) AS filed
    FROM sized s LEFT JOIN division d ON d.code = s.county_id
    GROUP BY s.county_id ORDER BY s.county_id
    """
)


@dataclass(frozen=True)
class Waiting:
    """Which filings: those of teams at a place and below it, or those of teams under teams that somebody leads."""

    county_id: str
    place_code: str | None
    parent_leader_id: uuid.UUID | None


def list_waiting(
    session: Session, wanted: Waiting, *, after: uuid.UUID | None, limit: int
) -> list[tuple[TeamFiling, Team]]:
    """Return the newest filing of each active team that nobody above has answered, oldest first."""
    newer, parent = aliased(TeamFiling), aliased(Team)
    query = (
        select(TeamFiling, Team)
        .join(Team, and_(Team.county_id == TeamFiling.county_id, Team.id == TeamFiling.team_id))
        .outerjoin(parent, and_(parent.county_id == Team.county_id, parent.id == Team.parent_id))
        .where(
            TeamFiling.county_id == wanted.county_id,
            Team.dissolved_on.is_(None),
            ~exists().where(
                TeamFilingReview.county_id == TeamFiling.county_id, TeamFilingReview.filing_id == TeamFiling.id
            ),
            ~exists().where(
                newer.county_id == TeamFiling.county_id,
                newer.team_id == TeamFiling.team_id,
                newer.id > TeamFiling.id,
            ),
        )
    )
    if wanted.parent_leader_id is not None:
        query = query.where(parent.leader_id == wanted.parent_leader_id)
    if wanted.place_code is not None and len(wanted.place_code) > len(wanted.county_id):
        query = query.where(Team.place_code.startswith(wanted.place_code, autoescape=True))
    if after is not None:
        query = query.where(TeamFiling.id > after)
    return [(filing, team) for filing, team in session.execute(query.order_by(TeamFiling.id).limit(limit + 1))]


def list_city_teams(
    session: Session, *, city_code: str, kind: str | None, day: dt.date, after: uuid.UUID | None, limit: int
) -> list[TeamSeen]:
    """Return the active teams of every county of a city, oldest first, one more than ``limit`` if there are more."""
    query = seen_teams(day).where(Team.county_id.startswith(city_code, autoescape=True), Team.dissolved_on.is_(None))
    if kind is not None:
        query = query.where(Team.kind == kind)
    if after is not None:
        query = query.where(Team.id > after)
    return [TeamSeen(*row) for row in session.execute(query.order_by(Team.id).limit(limit + 1))]


def city_figures(session: Session, *, city_code: str, year: int, day: dt.date, minimum: int) -> Sequence[Row[Any]]:
    """Return for each county how many teams there are on a day, how many are forming, their members, who filed."""
    wanted = {"city": city_code, "year": year, "day": day, "minimum": minimum}
    return session.execute(CITY_FIGURES, wanted).all()
