"""What ends in teams when a person leaves the programme."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import local_date
from app.messages.kinds import Kind
from app.teams.models import Team, TeamMember, TeamRequest
from app.teams.service.leading import tell


def leave_all_teams(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID, actor_id: uuid.UUID | None, now: dt.datetime
) -> None:
    """End every membership and open request of a person, and forget her WeChat id and post where she led.

    A team she led stays, shown without a leader, and her deputy is asked to take care; it cannot be filed so long.
    """
    session.execute(
        update(TeamMember)
        .where(
            TeamMember.county_id == county_id,
            TeamMember.volunteer_id == volunteer_id,
            TeamMember.left_on.is_(None),
        )
        .values(left_on=local_date(now), left_by="quit")
    )
    session.execute(
        update(TeamMember)
        .where(TeamMember.county_id == county_id, TeamMember.volunteer_id == volunteer_id)
        .values(left_reason=None)
    )
    session.execute(
        update(Team).where(Team.county_id == county_id, Team.deputy_id == volunteer_id).values(deputy_id=None)
    )
    _tell_deputies(session, county_id=county_id, volunteer_id=volunteer_id, now=now)
    session.execute(
        update(TeamRequest)
        .where(TeamRequest.county_id == county_id, TeamRequest.volunteer_id == volunteer_id)
        .values(reason=None)
    )
    session.execute(
        update(TeamRequest)
        .where(
            TeamRequest.county_id == county_id,
            TeamRequest.volunteer_id == volunteer_id,
            TeamRequest.state == "open",
        )
        .values(state="withdrawn", decided_by=actor_id, decided_at=now)
    )
    session.execute(
        update(Team)
        .where(Team.county_id == county_id, Team.leader_id == volunteer_id)
        .values(leader_post=None, leader_wechat_cipher=None, leader_wechat_hash=None, version=Team.version + 1)
    )


def _tell_deputies(session: Session, *, county_id: str, volunteer_id: uuid.UUID, now: dt.datetime) -> None:
    """Ask the deputy of every team she led to take care of it."""
    led = select(Team).where(
        Team.county_id == county_id,
        Team.leader_id == volunteer_id,
        Team.dissolved_on.is_(None),
        Team.deputy_id.is_not(None),
    )
    for team in session.execute(led).scalars():
        assert team.deputy_id is not None
        tell(session, Kind.TEAM_LEADER_VACANT, team, to=team.deputy_id, now=now)
