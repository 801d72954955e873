"""Found, change, lead and dissolve teams (组建志愿服务队)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import local_date
from app.content.service.asking import NOTHING_ASKED, Asked
from app.core import audit
from app.core.actor import Actor
from app.core.crypto import FieldCipher
from app.identity.models import Volunteer
from app.identity.refusals import VolunteerNotActive
from app.messages.kinds import Kind
from app.places.queries import find_division
from app.teams.models import WECHAT_FIELD, Team, TeamMember, TeamRequest
from app.teams.queries import count_below, find_membership, get_team
from app.teams.refusals import (
    FoundedInFuture,
    LeaderNotMember,
    TeamDissolved,
    TeamHasTeamsBelow,
    TeamNameTaken,
    TeamParentInvalid,
    TeamPlaceInvalid,
)
from app.teams.service.leading import leading_id, tell
from app.teams.service.wording import hand_in_reason, hand_in_words
from app.teams.vocabulary import PARENT_KIND, TeamKind
from points.base import new_id
from points.errors import NotFound


@dataclass(frozen=True)
class Leader:
    """Who leads a team, in which post, and her WeChat id if she wants it known to those above."""

    volunteer_id: uuid.UUID
    post: str | None
    wechat: str | None


@dataclass(frozen=True)
class TeamForm:
    """What the registration form says about a team, its leader and members aside."""

    kind: TeamKind
    name: str
    parent_id: uuid.UUID | None
    place_code: str | None
    unit_name: str | None
    is_mothers_team: bool
    founded_on: dt.date
    service_kinds: tuple[str, ...]
    other_kind: str | None
    service_times: tuple[str, ...]

    def scope(self, county_id: str) -> str:
        """Return the place whose people look after such a team."""
        return self.place_code or county_id


def found_team(
    session: Session,
    form: TeamForm,
    leader: Leader,
    *,
    actor: Actor,
    cipher: FieldCipher,
    now: dt.datetime,
    asked: Asked = NOTHING_ASKED,
) -> Team:
    """Write a team down with its leader as first member.

    Raises:
        NotAllowed: the place, or a unit of the county, is not the caller's to organize.
        TeamPlaceInvalid, TeamParentInvalid, FoundedInFuture, TeamNameTaken: the form does not hold.
        NotFound, VolunteerNotActive: the leader is unknown or may not serve at present.
    """
    county_id = actor.county_id
    actor.require("team.manage", place_code=form.scope(county_id))
    _require_sound(session, form, county_id=county_id, team_id=None, now=now)
    person = require_active(session, county_id=county_id, volunteer_id=leader.volunteer_id)
    team = Team(
        county_id=county_id,
        id=new_id(),
        leader_id=person.id,
        dissolved_on=None,
        dissolve_reason=None,
        words_hidden=True,
        reason_hidden=False,
        created_at=now,
        **_columns(form),
    )
    _describe_leader(team, leader, cipher)
    session.add(team)
    session.flush()
    add_member(session, team, volunteer_id=person.id, now=now)
    hand_in_words(session, team, actor=actor, now=now, asked=asked)
    note(session, team, "team.found", actor=actor, now=now, facts={"kind": team.kind, "leader_id": str(person.id)})
    return team


def change_team(
    session: Session, team: Team, form: TeamForm, *, actor: Actor, now: dt.datetime, asked: Asked = NOTHING_ASKED
) -> None:
    """Replace what the form says about a locked team; its next filing shows what changed.

    Raises:
        NotAllowed: either the old or the new place is not the caller's.
        TeamDissolved, TeamPlaceInvalid, TeamParentInvalid, FoundedInFuture, TeamNameTaken: it cannot become that.
    """
    actor.require("team.manage", place_code=team.scope)
    actor.require("team.manage", place_code=form.scope(team.county_id))
    require_active_team(team)
    if form.kind != team.kind and count_below(session, team):
        raise TeamHasTeamsBelow(teams=count_below(session, team))
    _require_sound(session, form, county_id=team.county_id, team_id=team.id, now=now)
    changed = [name for name, value in _columns(form).items() if getattr(team, name) != value]
    for name, value in _columns(form).items():
        setattr(team, name, value)
    session.flush()
    if {"name", "unit_name", "other_kind"} & set(changed):
        hand_in_words(session, team, actor=actor, now=now, asked=asked)
    note(session, team, "team.change", actor=actor, now=now, facts={"fields": changed})


def change_leader(
    session: Session, team: Team, leader: Leader, *, actor: Actor, cipher: FieldCipher, now: dt.datetime
) -> None:
    """Let another member lead a locked team, or correct the leader's post and WeChat id.

    Raises:
        NotAllowed: the caller neither leads the team nor organizes its place.
        TeamDissolved: nobody leads it any more.
        LeaderNotMember: she does not belong to the team.
        VolunteerNotActive: she may not serve at present.
    """
    actor.require("team.lead", place_code=team.scope, volunteer_id=leading_id(session, team))
    require_active_team(team)
    if find_membership(session, team, volunteer_id=leader.volunteer_id) is None:
        raise LeaderNotMember()
    person = require_active(session, county_id=team.county_id, volunteer_id=leader.volunteer_id)
    before, team.leader_id = team.leader_id, person.id
    if team.deputy_id == person.id:
        team.deputy_id = None
    _describe_leader(team, leader, cipher)
    session.flush()
    note(session, team, "team.lead", actor=actor, now=now, facts={"from": str(before), "to": str(person.id)})
    if person.id not in (before, actor.volunteer_id):
        tell(session, Kind.TEAM_LED, team, to=person.id, now=now)


def dissolve_team(
    session: Session, team: Team, *, reason: str, actor: Actor, now: dt.datetime, asked: Asked = NOTHING_ASKED
) -> None:
    """End a locked team from today on; its members and requests end with it, its history stays.

    Raises:
        NotAllowed: it is not at a place of the caller.
        TeamDissolved: it was before.
        TeamHasTeamsBelow: teams stand under it.
    """
    actor.require("team.manage", place_code=team.scope)
    require_active_team(team)
    below = count_below(session, team)
    if below:
        raise TeamHasTeamsBelow(teams=below)
    today = local_date(now)
    team.dissolved_on, team.dissolve_reason = today, reason
    session.execute(
        update(TeamMember)
        .where(TeamMember.county_id == team.county_id, TeamMember.team_id == team.id, TeamMember.left_on.is_(None))
        .values(left_on=today, left_by="dissolution")
    )
    session.execute(
        update(TeamRequest)
        .where(
            TeamRequest.county_id == team.county_id,
            (TeamRequest.team_id == team.id) | (TeamRequest.to_team_id == team.id),
            TeamRequest.state == "open",
        )
        .values(state="refused", decided_by=actor.volunteer_id, decided_at=now, decision_reason=reason)
    )
    session.flush()
    hand_in_reason(session, team, actor=actor, now=now, asked=asked)
    note(session, team, "team.dissolve", actor=actor, now=now, facts={})


def require_active(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> Volunteer:
    """Return a person of the county who may serve at present.

    Raises:
        NotFound: there is none.
        VolunteerNotActive: she is not confirmed yet, suspended or gone.
    """
    person = session.get(Volunteer, (county_id, volunteer_id))
    if person is None:
        raise NotFound()
    if person.state != "active":
        raise VolunteerNotActive()
    return person


def require_active_team(team: Team) -> None:
    """Demand that a team is not dissolved.

    Raises:
        TeamDissolved: it is.
    """
    if team.dissolved_on is not None:
        raise TeamDissolved()


def add_member(session: Session, team: Team, *, volunteer_id: uuid.UUID, now: dt.datetime) -> TeamMember:
    """Write a membership down from today on; the caller has looked that there is none."""
    member = TeamMember(
        county_id=team.county_id,
        id=new_id(),
        team_id=team.id,
        volunteer_id=volunteer_id,
        joined_on=local_date(now),
        left_on=None,
        left_by=None,
    )
    session.add(member)
    session.flush()
    return member


def note(
    session: Session, team: Team, action: str, *, actor: Actor, now: dt.datetime, facts: dict[str, object]
) -> None:
    """Add a deed on a team to the audit trail."""
    audit.record(
        session,
        county_id=team.county_id,
        actor_id=actor.volunteer_id,
        action=action,
        subject_kind="team",
        subject_id=team.id,
        now=now,
        facts=facts,
    )


def _require_sound(
    session: Session, form: TeamForm, *, county_id: str, team_id: uuid.UUID | None, now: dt.datetime
) -> None:
    if form.founded_on > local_date(now):
        raise FoundedInFuture()
    if form.place_code is not None:
        inside = form.place_code.startswith(county_id) or form.place_code == county_id[:4]
        if not inside or find_division(session, code=form.place_code) is None:
            raise TeamPlaceInvalid()
    if form.parent_id is not None:
        _require_parent(session, form, county_id=county_id, team_id=team_id)
    taken = session.execute(
        select(Team.id).where(
            Team.county_id == county_id,
            Team.name == form.name,
            Team.dissolved_on.is_(None),
            Team.id != (team_id or new_id()),
        )
    ).first()
    if taken is not None:
        raise TeamNameTaken()


def _require_parent(session: Session, form: TeamForm, *, county_id: str, team_id: uuid.UUID | None) -> None:
    assert form.parent_id is not None
    try:
        parent = get_team(session, county_id=county_id, team_id=form.parent_id)
    except NotFound:
        raise TeamParentInvalid() from None
    if parent.dissolved_on is not None or parent.kind != PARENT_KIND[form.kind] or parent.id == team_id:
        raise TeamParentInvalid()


def _columns(form: TeamForm) -> dict[str, object]:
    return {
        "kind": str(form.kind),
        "name": form.name,
        "parent_id": form.parent_id,
        "place_code": form.place_code,
        "unit_name": form.unit_name,
        "is_mothers_team": form.is_mothers_team,
        "founded_on": form.founded_on,
        "service_kinds": list(form.service_kinds),
        "other_kind": form.other_kind,
        "service_times": list(form.service_times),
    }


def _describe_leader(team: Team, leader: Leader, cipher: FieldCipher) -> None:
    team.leader_post = leader.post
    wechat = leader.wechat
    team.leader_wechat_cipher = None if wechat is None else cipher.encrypt(wechat, field=WECHAT_FIELD)
    team.leader_wechat_hash = None if wechat is None else cipher.lookup_hash(wechat, field=WECHAT_FIELD)
