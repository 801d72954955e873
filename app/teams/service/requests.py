"""Join, quit and change teams: the person asks, the leader decides, the history stays (入队、退队、转队)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core import audit
from app.core.actor import Actor
from app.identity.models import Volunteer
from app.messages.kinds import Kind
from app.teams.models import Team, TeamMember, TeamRequest
from app.teams.queries import find_membership, get_request, get_team
from app.teams.refusals import (
    AlreadyMember,
    LeaderStays,
    NotMember,
    OwnRequest,
    RefusalNeedsReason,
    RequestDecided,
    RequestPending,
)
from app.teams.service.leading import leading_id, tell
from app.teams.service.teams import add_member, require_active, require_active_team
from points.base import new_id
from points.errors import NotFound

Wish = Literal["join", "quit", "transfer"]


@dataclass(frozen=True)
class NewRequest:
    """What is asked for: to join or quit a team, or to change from it to another."""

    kind: Wish
    team_id: uuid.UUID
    volunteer_id: uuid.UUID
    to_team_id: uuid.UUID | None
    reason: str | None


def ask(session: Session, wish: NewRequest, *, actor: Actor, now: dt.datetime) -> TeamRequest:
    """Write a request down; members of her household and the organizer of the team's place may ask for her.

    Raises:
        NotFound: no such team or person in the caller's county.
        NotAllowed: she is neither the caller nor of her household, nor is the caller an organizer there.
        VolunteerNotActive: whoever wants to join may not serve at present.
        TeamDissolved, AlreadyMember, NotMember, LeaderStays, RequestPending: it would lead nowhere.
    """
    team = get_team(session, county_id=actor.county_id, team_id=wish.team_id, lock=True)
    person = session.get(Volunteer, (actor.county_id, wish.volunteer_id))
    if person is None:
        raise NotFound()
    actor.require("team.join", place_code=team.scope, volunteer_id=person.id, household_id=person.household_id)
    if wish.kind != "quit":
        require_active(session, county_id=actor.county_id, volunteer_id=person.id)
    _require_possible(session, wish, team)
    _require_none_pending(session, team, volunteer_id=person.id)
    request = TeamRequest(
        county_id=team.county_id,
        id=new_id(),
        team_id=team.id,
        volunteer_id=person.id,
        kind=wish.kind,
        to_team_id=wish.to_team_id,
        reason=wish.reason,
        state="open",
        requested_by=actor.volunteer_id,
        requested_at=now,
        decided_by=None,
        decided_at=None,
        decision_reason=None,
    )
    session.add(request)
    session.flush()
    _note(session, request, "team.ask", actor=actor, now=now)
    deciding = get_team(session, county_id=team.county_id, team_id=request.deciding_team_id)
    head = leading_id(session, deciding)
    if head not in (actor.volunteer_id, person.id):
        tell(session, Kind.TEAM_REQUEST_OPEN, deciding, to=head, now=now, member_id=person.id)
    return request


def decide(
    session: Session, request_id: uuid.UUID, *, approve: bool, reason: str | None, actor: Actor, now: dt.datetime
) -> TeamRequest:
    """Approve or refuse a request; an approved one takes effect today.

    Raises:
        NotFound: there is no such request.
        NotAllowed: the caller neither leads the team that decides nor organizes its place.
        OwnRequest: it is her own.
        RequestDecided: it is not open any more.
        RefusalNeedsReason: a refusal without words.
        TeamDissolved, AlreadyMember, NotMember, LeaderStays, VolunteerNotActive: things changed since it was asked.
    """
    request = get_request(session, county_id=actor.county_id, request_id=request_id)
    deciding = get_team(session, county_id=request.county_id, team_id=request.deciding_team_id, lock=True)
    actor.require("team.lead", place_code=deciding.scope, volunteer_id=leading_id(session, deciding))
    if request.volunteer_id == actor.volunteer_id:
        raise OwnRequest()
    _require_open(request)
    if not approve and reason is None:
        raise RefusalNeedsReason()
    if approve:
        _carry_out(session, request, now=now)
    request.state = "approved" if approve else "refused"
    request.decided_by, request.decided_at, request.decision_reason = actor.volunteer_id, now, reason
    session.flush()
    _note(session, request, "team.decide", actor=actor, now=now)
    kind = Kind.TEAM_REQUEST_APPROVED if approve else Kind.TEAM_REQUEST_REFUSED
    tell(session, kind, deciding, to=request.volunteer_id, now=now)
    return request


def withdraw(session: Session, request_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> TeamRequest:
    """Take an open request back, by the person herself, her household or whoever asked for her.

    Raises:
        NotFound: there is no such request.
        NotAllowed: it is somebody else's.
        RequestDecided: it is not open any more.
    """
    request = get_request(session, county_id=actor.county_id, request_id=request_id)
    team = get_team(session, county_id=request.county_id, team_id=request.team_id)
    person = session.get_one(Volunteer, (request.county_id, request.volunteer_id))
    actor.require("team.join", place_code=team.scope, volunteer_id=person.id, household_id=person.household_id)
    _require_open(request)
    request.state, request.decided_by, request.decided_at = "withdrawn", actor.volunteer_id, now
    session.flush()
    _note(session, request, "team.withdraw", actor=actor, now=now)
    return request


def _require_possible(session: Session, wish: NewRequest, team: Team) -> None:
    require_active_team(team)
    member = find_membership(session, team, volunteer_id=wish.volunteer_id)
    if wish.kind == "join":
        if member is not None:
            raise AlreadyMember()
        return
    if member is None:
        raise NotMember()
    if team.leader_id == wish.volunteer_id:
        raise LeaderStays()
    if wish.to_team_id is not None:
        target = get_team(session, county_id=team.county_id, team_id=wish.to_team_id)
        require_active_team(target)
        if find_membership(session, target, volunteer_id=wish.volunteer_id) is not None:
            raise AlreadyMember()


def _require_none_pending(session: Session, team: Team, *, volunteer_id: uuid.UUID) -> None:
    pending = session.execute(
        select(TeamRequest.id).where(
            TeamRequest.county_id == team.county_id,
            TeamRequest.team_id == team.id,
            TeamRequest.volunteer_id == volunteer_id,
            TeamRequest.state == "open",
        )
    ).first()
    if pending is not None:
        raise RequestPending()


def _require_open(request: TeamRequest) -> None:
    if request.state != "open":
        raise RequestDecided(state=request.state)


def _carry_out(session: Session, request: TeamRequest, *, now: dt.datetime) -> None:
    team = get_team(session, county_id=request.county_id, team_id=request.team_id)
    kind: Wish = request.kind  # type: ignore[assignment]
    wish = NewRequest(kind, team.id, request.volunteer_id, request.to_team_id, None)
    _require_possible(session, wish, team)
    if kind != "quit":
        require_active(session, county_id=team.county_id, volunteer_id=request.volunteer_id)
        target = get_team(session, county_id=team.county_id, team_id=request.deciding_team_id)
        add_member(session, target, volunteer_id=request.volunteer_id, now=now)
    if kind != "join":
        member = find_membership(session, team, volunteer_id=request.volunteer_id)
        assert member is not None
        _close(member, kind, now=now)


def _close(member: TeamMember, kind: Wish, *, now: dt.datetime) -> None:
    member.left_on, member.left_by = local_date(now), kind


def _note(session: Session, request: TeamRequest, action: str, *, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=request.county_id,
        actor_id=actor.volunteer_id,
        on_behalf_of=None if actor.volunteer_id == request.volunteer_id else request.volunteer_id,
        action=action,
        subject_kind="team_request",
        subject_id=request.id,
        now=now,
        facts={"kind": request.kind, "state": request.state, "team_id": str(request.team_id)},
    )
