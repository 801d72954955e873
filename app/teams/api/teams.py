"""Found, find, change and dissolve teams over HTTP."""

from __future__ import annotations

from typing import Any

from flask import request

from app.clock import local_date
from app.core.masking import masked_name
from app.http.endpoint import Call, operation
from app.http.pagination import CursorInvalid
from app.http.problems import VersionMismatch
from app.http.schemas import CountyQuery
from app.identity.refusals import VolunteerNotActive
from app.places.queries import county_policy
from app.teams import queries
from app.teams import refusals as no
from app.teams.api.asking import about_dissolution, about_team
from app.teams.api.blueprint import (
    BODY,
    ID,
    ITEM,
    PERSON_ID,
    after_id,
    cipher,
    item,
    knows_names,
    knows_words,
    locked_team,
    looks_after,
    members_missing,
    name_for,
    next_cursor,
    readable_team,
    require_visible,
    teams,
)
from app.teams.models import WECHAT_FIELD, Team
from app.teams.schemas import (
    DissolutionBody,
    FiguresQuery,
    LeaderBody,
    NewTeamBody,
    SmallTeam,
    TeamBody,
    TeamDone,
    TeamFigures,
    TeamPage,
    TeamQuery,
    TeamView,
)
from app.teams.service import teams as service
from app.teams.vocabulary import SQUAD_MINIMUM, TeamKind
from points.errors import NotFound, PointsError

DONE = {"id": ID, "version": 1}
FORM_REFUSALS: tuple[type[PointsError], ...] = (
    NotFound,
    no.TeamPlaceInvalid,
    no.TeamParentInvalid,
    no.FoundedInFuture,
    no.TeamNameTaken,
)
CITY_CORPS = "市巾帼志愿服务总队"


@operation(
    teams,
    "command",
    "POST",
    "/teams",
    action="team.manage",
    summary="组建队伍",
    body=NewTeamBody,
    returns=TeamDone,
    status=201,
    refusals=(*FORM_REFUSALS, VolunteerNotActive),
    keyed=True,
    before=about_team,
    example={**BODY, "leader": {"volunteer_id": PERSON_ID, "post": "妇联主席", "wechat": "mama_2026"}},
    answer=DONE,
)
def found_team(call: Call[NewTeamBody]) -> TeamDone:
    """Found a team; its leader is its first member. A squad of fewer than five is shown as forming."""
    team = service.found_team(
        call.session,
        call.body.form(),
        call.body.leader.leader(),
        actor=call.actor,
        cipher=cipher(),
        now=call.now,
        asked=call.prepared,
    )
    return TeamDone.model_validate(team)


@operation(
    teams,
    "query",
    "GET",
    "/teams",
    action="team.read",
    summary="队伍列表",
    query=TeamQuery,
    returns=TeamPage,
    refusals=(NotFound, CursorInvalid),
    answer={"items": [ITEM], "next_cursor": None},
)
def list_teams(call: Call[Any]) -> TeamPage:
    """List the teams of the county, of a place and below it, or under one parent."""
    require_visible(call)
    asked: TeamQuery = call.query
    wanted = queries.TeamFilter(call.county_id, asked.place_code, asked.kind, asked.parent_id, asked.dissolved)
    scope = f"teams:{wanted}"
    rows = queries.list_teams(
        call.session, wanted, day=local_date(call.now), after=after_id(call, scope), limit=asked.limit
    )
    return TeamPage(
        items=[item(call, seen) for seen in rows[: asked.limit]],
        next_cursor=next_cursor([seen.team for seen in rows], limit=asked.limit, scope=scope),
    )


@operation(
    teams,
    "query",
    "GET",
    "/teams/<uuid:team_id>",
    action="team.read",
    summary="队伍详情",
    query=CountyQuery,
    returns=TeamView,
    refusals=(NotFound,),
    answer={
        **ITEM,
        "guided_by": CITY_CORPS,
        "other_kind": None,
        "leader_id": PERSON_ID,
        "leader_post": "妇联主席",
        "leader_wechat": None,
        "dissolved_on": None,
        "dissolve_reason": None,
        "members_missing": 0,
        "leader_gone": False,
        "deputy_id": None,
        "i_am_member": False,
        "i_am_leader": False,
        "words_hidden": False,
        "version": 1,
    },
)
def get_team(call: Call[Any]) -> TeamView:
    """Read one team, who guides it, and one's own part in it."""
    team = readable_team(call)
    call.headers["ETag"] = f'"{team.version}"'
    seen = queries.see_team(call.session, team, day=local_date(call.now))
    own = team.county_id == call.actor.county_id
    member = own and queries.find_membership(call.session, team, volunteer_id=call.actor.volunteer_id) is not None
    knows = knows_words(call, team)
    shown = item(call, seen).model_dump()
    shown["leader_name"] = seen.leader_name if knows_names(call, team) else masked_name(seen.leader_name)
    return TeamView(
        **shown,
        guided_by=_guided_by(call, team),
        other_kind=team.other_kind if knows else None,
        leader_id=team.leader_id,
        leader_post=team.leader_post,
        leader_wechat=_wechat(call, team),
        dissolved_on=team.dissolved_on,
        dissolve_reason=team.dissolve_reason if not team.reason_hidden or looks_after(call, team) else None,
        members_missing=members_missing(seen),
        leader_gone=seen.leader_gone,
        deputy_id=team.deputy_id,
        i_am_member=member,
        i_am_leader=own and team.leader_id == call.actor.volunteer_id,
        words_hidden=team.words_hidden,
        version=team.version,
    )


@operation(
    teams,
    "command",
    "PUT",
    "/teams/<uuid:team_id>",
    action="team.manage",
    summary="修改队伍登记",
    body=TeamBody,
    returns=TeamDone,
    refusals=(*FORM_REFUSALS, no.TeamDissolved, no.TeamHasTeamsBelow, VersionMismatch),
    before=about_team,
    example=BODY,
    answer=DONE,
)
def change_team(call: Call[TeamBody]) -> TeamDone:
    """Replace what the form says; send the ETag of the version you read as If-Match. Its next filing shows it."""
    team = locked_team(call)
    call.actor.require("team.manage", place_code=team.scope)
    if request.headers.get("If-Match", "").strip('W/"') != str(team.version):
        raise VersionMismatch()
    service.change_team(call.session, team, call.body.form(), actor=call.actor, now=call.now, asked=call.prepared)
    return TeamDone.model_validate(team)


@operation(
    teams,
    "command",
    "POST",
    "/teams/<uuid:team_id>/leader",
    action="team.lead",
    summary="更换领队",
    body=LeaderBody,
    returns=TeamDone,
    refusals=(NotFound, no.TeamDissolved, no.LeaderNotMember, VolunteerNotActive),
    keyed=True,
    example={"volunteer_id": PERSON_ID, "post": "村妇联副主席"},
    answer=DONE,
)
def change_leader(call: Call[LeaderBody]) -> TeamDone:
    """Hand the team to another member, or correct the leader's post and WeChat id."""
    team = locked_team(call)
    service.change_leader(call.session, team, call.body.leader(), actor=call.actor, cipher=cipher(), now=call.now)
    return TeamDone.model_validate(team)


@operation(
    teams,
    "command",
    "POST",
    "/teams/<uuid:team_id>/dissolution",
    action="team.manage",
    summary="解散队伍",
    body=DissolutionBody,
    returns=TeamDone,
    refusals=(NotFound, no.TeamDissolved, no.TeamHasTeamsBelow),
    keyed=True,
    before=about_dissolution,
    example={"reason": "并入乡镇分队。"},
    answer=DONE,
)
def dissolve_team(call: Call[DissolutionBody]) -> TeamDone:
    """Dissolve a team that has none below it; who belonged to it when stays on record."""
    team = locked_team(call)
    service.dissolve_team(
        call.session, team, reason=call.body.reason, actor=call.actor, now=call.now, asked=call.prepared
    )
    return TeamDone.model_validate(team)


@operation(
    teams,
    "query",
    "GET",
    "/team-figures",
    action="team.oversee",
    summary="环保妈妈志愿服务队数目",
    query=FiguresQuery,
    returns=TeamFigures,
    refusals=(NotFound,),
    answer={"on": "2026-09-30", "teams": 12, "forming_counted": True, "forming": []},
)
def get_team_figures(call: Call[Any]) -> TeamFigures:
    """Count the 环保妈妈 teams of a day for row 7 of annex 3, and name those that are still forming."""
    require_visible(call)
    day = call.query.on or local_date(call.now)
    sizes = queries.sizes_of_mothers_teams(call.session, county_id=call.county_id, day=day)
    forming = [
        SmallTeam(id=team.id, name=name_for(call, team), head_count=size)
        for team, size in sizes
        if team.kind == TeamKind.SQUAD and size < SQUAD_MINIMUM
    ]
    counted = county_policy(call.session, county_id=call.county_id).forming_teams_count
    number = len(sizes) if counted else len(sizes) - len(forming)
    return TeamFigures(on=day, teams=number, forming_counted=counted, forming=forming)


def _guided_by(call: Call[Any], team: Team) -> str | None:
    if team.parent_id is not None:
        return name_for(call, queries.get_team(call.session, county_id=team.county_id, team_id=team.parent_id))
    return CITY_CORPS if team.kind == TeamKind.BRANCH else None


def _wechat(call: Call[Any], team: Team) -> str | None:
    if team.leader_wechat_cipher is None:
        return None
    own = team.county_id == call.actor.county_id and team.leader_id == call.actor.volunteer_id
    if not own and not call.actor.may("people.contact", place_code=team.scope):
        return None
    return cipher().decrypt(team.leader_wechat_cipher, field=WECHAT_FIELD)
