"""File a team's form upward, once a year and after changes; that nothing changed is a filing too (备案)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.actor import Actor
from app.teams.models import Team, TeamFiling
from app.teams.queries import find_last_filing, member_ids_on
from app.teams.refusals import FilingHasChanges, FirstFiling, LeaderNotMember
from app.teams.service.leading import leading_id
from app.teams.service.teams import note, require_active_team
from points.base import new_id


def file_team(
    session: Session, team: Team, *, unchanged: bool, words: str | None, actor: Actor, now: dt.datetime
) -> TeamFiling:
    """File the form of a locked team as it stands today.

    ``unchanged`` is a claim that is checked: nothing may differ from the form filed last and not returned (核对无变化).

    Raises:
        NotAllowed: the caller neither leads the team nor organizes its place.
        TeamDissolved: there is nothing to file any more.
        LeaderNotMember: whoever led it has left the programme; a form needs a leader (T1).
        FirstFiling, FilingHasChanges: the claim does not hold.
    """
    actor.require("team.file", place_code=team.scope, volunteer_id=leading_id(session, team))
    require_active_team(team)
    today = local_date(now)
    members = member_ids_on(session, team, day=today)
    if team.leader_id not in members:
        raise LeaderNotMember()
    form = _form(team, [str(member) for member in members])
    last = find_last_filing(session, team)
    changes = differences(last.form if last else {}, form)
    if unchanged and last is None:
        raise FirstFiling()
    if unchanged and changes:
        raise FilingHasChanges(fields=", ".join(changes))
    filing = TeamFiling(
        county_id=team.county_id,
        id=new_id(),
        team_id=team.id,
        year=today.year,
        filed_on=today,
        filed_by=actor.volunteer_id,
        unchanged=not changes,
        changes=changes,
        head_count=len(members),
        form=form,
        note=words,
    )
    session.add(filing)
    session.flush()
    note(session, team, "team.file", actor=actor, now=now, facts={"year": today.year, "changes": len(changes)})
    return filing


def differences(before: dict[str, object], after: dict[str, object]) -> list[str]:
    """Return the names of the form's fields that differ, in the order of the form."""
    return [name for name, value in after.items() if before.get(name) != value]


def _form(team: Team, members: list[str]) -> dict[str, object]:
    wechat = team.leader_wechat_hash
    return {
        "leader": str(team.leader_id),
        "leader_post": team.leader_post,
        "leader_wechat": None if wechat is None else wechat.hex(),
        "name": team.name,
        "kind": team.kind,
        "parent": None if team.parent_id is None else str(team.parent_id),
        "place_code": team.place_code,
        "unit_name": team.unit_name,
        "members": members,
        "founded_on": team.founded_on.isoformat(),
        "service_kinds": sorted(team.service_kinds),
        "other_kind": team.other_kind,
        "service_times": sorted(team.service_times),
    }
