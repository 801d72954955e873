"""Who leads a team at present, her deputy, and members whom the leader lets go."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core import audit
from app.core.actor import Actor
from app.identity.models import Volunteer
from app.messages.kinds import Kind
from app.messages.service.inbox import notify
from app.teams.models import Team, TeamMember, TeamRequest
from app.teams.queries import find_membership
from app.teams.refusals import DeputyNotMember, LeaderStays, NotMember, OwnRemoval, TeamDissolved
from app.teams.service.wording import public_name


def leading_id(session: Session, team: Team) -> uuid.UUID:
    """Return who acts as leader: the leader, or her deputy once she has left the programme."""
    leader = session.get_one(Volunteer, (team.county_id, team.leader_id))
    if leader.state != "left" or team.deputy_id is None:
        return team.leader_id
    deputy = session.get_one(Volunteer, (team.county_id, team.deputy_id))
    return deputy.id if deputy.state == "active" else team.leader_id


def name_deputy(
    session: Session, team: Team, *, volunteer_id: uuid.UUID | None, actor: Actor, now: dt.datetime
) -> None:
    """Name who leads a locked team if its leader leaves, or nobody.

    Raises:
        NotAllowed: the caller neither leads the team nor organizes its place.
        TeamDissolved: it has ended.
        DeputyNotMember: she does not belong to it, or is its leader.
    """
    actor.require("team.lead", place_code=team.scope, volunteer_id=leading_id(session, team))
    if team.dissolved_on is not None:
        raise TeamDissolved()
    member = None if volunteer_id is None else find_membership(session, team, volunteer_id=volunteer_id)
    if volunteer_id is not None and (member is None or volunteer_id == team.leader_id):
        raise DeputyNotMember()
    team.deputy_id = volunteer_id
    session.flush()
    _note(session, team, "team.deputy", volunteer_id, actor=actor, now=now)


def remove_member(
    session: Session, team: Team, *, volunteer_id: uuid.UUID, reason: str, actor: Actor, now: dt.datetime
) -> TeamMember:
    """Let a member of a locked team go from today on, with a reason that she reads.

    Raises:
        NotAllowed: the caller neither leads the team nor organizes its place.
        TeamDissolved, NotMember: there is nobody to remove.
        LeaderStays: the leader hands the team over first.
        OwnRemoval: the caller means herself.
    """
    actor.require("team.lead", place_code=team.scope, volunteer_id=leading_id(session, team))
    if team.dissolved_on is not None:
        raise TeamDissolved()
    if volunteer_id == actor.volunteer_id:
        raise OwnRemoval()
    member = find_membership(session, team, volunteer_id=volunteer_id)
    if member is None:
        raise NotMember()
    if volunteer_id == team.leader_id:
        raise LeaderStays()
    member.left_on, member.left_by, member.left_reason = local_date(now), "removal", reason
    if team.deputy_id == volunteer_id:
        team.deputy_id = None
    session.execute(
        update(TeamRequest)
        .where(
            TeamRequest.county_id == team.county_id,
            TeamRequest.team_id == team.id,
            TeamRequest.volunteer_id == volunteer_id,
            TeamRequest.state == "open",
        )
        .values(state="withdrawn", decided_by=actor.volunteer_id, decided_at=now)
    )
    session.flush()
    _note(session, team, "team.remove", volunteer_id, actor=actor, now=now)
    tell(session, Kind.TEAM_MEMBER_REMOVED, team, to=volunteer_id, now=now)
    return member


def tell(session: Session, kind: Kind, team: Team, *, to: uuid.UUID, now: dt.datetime, **more: uuid.UUID) -> None:
    """Tell somebody something about a team."""
    notify(
        session,
        kind,
        county_id=team.county_id,
        to=[to],
        about=team.id,
        now=now,
        event=f"{kind}:{team.id}:{now.isoformat()}",
        title=public_name(team),
        **more,
    )


def _note(
    session: Session, team: Team, action: str, volunteer_id: uuid.UUID | None, *, actor: Actor, now: dt.datetime
) -> None:
    audit.record(
        session,
        county_id=team.county_id,
        actor_id=actor.volunteer_id,
        action=action,
        subject_kind="team",
        subject_id=team.id,
        now=now,
        facts={"volunteer_id": None if volunteer_id is None else str(volunteer_id)},
    )
