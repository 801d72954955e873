"""What ends in teams when a person leaves the programme."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import local_date
from app.teams.models import Team, TeamMember, TeamRequest


def leave_all_teams(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID, actor_id: uuid.UUID | None, now: dt.datetime
) -> None:
    """End every membership and open request of a person, and forget her WeChat id and post where she led.

    A team she led stays and shows who led it under her new name until somebody else does; it cannot be filed so long.
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
