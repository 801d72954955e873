"""The team registration form (登记表) as data and as a page to print, and names for new teams."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final, cast

from flask import current_app, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_date, utc_now
from app.core.db import Database
from app.core.messages import message
from app.http import pagination
from app.http.endpoint import Call, operation, public_page
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery
from app.identity.models import Volunteer
from app.identity.service.people import PHONE_FIELD
from app.places.queries import find_division
from app.teams import naming, queries
from app.teams.api.blueprint import cipher, members_missing, readable_team, require_visible, teams
from app.teams.models import WECHAT_FIELD, Team
from app.teams.oversight_schemas import FormView, NameAdvice, NameQuery, TickView
from app.teams.refusals import FormLinkOver
from app.teams.service.leading import leading_id
from app.teams.vocabulary import ServiceKind, ServiceTime
from points.errors import NotFound

LINK_SCOPE: Final = "team-form"
LINK_LASTS: Final = dt.timedelta(minutes=15)
_ADDRESS = "https://points.example.org/team-forms/WyI0NTAyMjIiXQ"


@operation(
    teams,
    "query",
    "GET",
    "/teams/<uuid:team_id>/registration-form",
    action="team.file",
    summary="队伍登记表",
    query=CountyQuery,
    returns=FormView,
    refusals=(NotFound,),
    answer={
        "unit": "甲村",
        "leader_name": "韦小梅",
        "leader_post": "妇联主席",
        "leader_phone": None,
        "name": "甲村护绿环保志愿服务队",
        "head_count": 12,
        "founded": "2026年3月",
        "leader_wechat": None,
        "service_kinds": [{"words": "巾帼护绿环保志愿者", "ticked": True}],
        "other_kind": None,
        "service_times": [{"words": "双休日", "ticked": True}],
        "warnings": [],
        "print_address": _ADDRESS,
    },
)
def get_registration_form(call: Call[Any]) -> FormView:
    """Fill in the registration form of a team as it stands today; phone and WeChat id only for the leader herself."""
    team = readable_team(call)
    own = team.county_id == call.actor.county_id
    call.actor.require("team.file", place_code=team.scope, volunteer_id=leading_id(call.session, team) if own else None)
    herself = own and team.leader_id == call.actor.volunteer_id
    until = int((call.now + LINK_LASTS).timestamp())
    token = pagination.seal([team.county_id, str(team.id), int(herself), until], scope=LINK_SCOPE, key=_key())
    address = f"{current_app.config['PUBLIC_BASE_URL']}{url_for('teams.print_registration_form', token=token)}"
    return _form(call.session, team, day=local_date(call.now), contacts=herself, address=address)


@operation(
    teams,
    "query",
    "GET",
    "/team-names",
    action="team.read",
    summary="给队伍起名",
    query=NameQuery,
    returns=NameAdvice,
    refusals=(NotFound,),
    answer={"suggestions": ["甲村环保妈妈志愿服务队", "甲村护绿环保志愿服务队"], "warnings": []},
)
def advise_on_name(call: Call[Any]) -> NameAdvice:
    """Suggest names from the unit and a word for the service, and say what to mind about one; nobody is stopped."""
    asked: NameQuery = call.query
    require_visible(call)
    place = asked.place_code or call.actor.village_code
    division = None if asked.unit_name else find_division(call.session, code=place)
    unit = asked.unit_name or (division.name if division is not None else "")
    suggestions = naming.suggest(unit, asked.service_kind, mothers=asked.is_mothers_team)
    if asked.name is None:
        return NameAdvice(suggestions=suggestions, warnings=[])
    taken = call.session.execute(
        select(Team.id).where(Team.county_id == call.county_id, Team.name == asked.name, Team.dissolved_on.is_(None))
    ).first()
    return NameAdvice(
        suggestions=suggestions,
        warnings=naming.warn(
            asked.name, unit, asked.service_kind, mothers=asked.is_mothers_team, taken=taken is not None
        ),
    )


@teams.get("/team-forms/<token>")
@public_page
def print_registration_form(token: str) -> str:
    """Return the form as a sheet of A4; the link is good for a quarter of an hour."""
    now = utc_now()
    try:
        county_id, team_id, contacts, until = pagination.unseal(token, scope=LINK_SCOPE, key=_key())
    except CursorInvalid:
        raise FormLinkOver() from None
    if int(until) < now.timestamp():
        raise FormLinkOver()
    database = cast("Database", current_app.extensions["database"])
    with database.session() as session:
        team = queries.get_team(session, county_id=str(county_id), team_id=uuid.UUID(str(team_id)))
        form = _form(session, team, day=local_date(now), contacts=bool(contacts), address="")
    return render_template("teams/registration-form.html", form=form)


def _form(session: Session, team: Team, *, day: dt.date, contacts: bool, address: str) -> FormView:
    seen = queries.see_team(session, team, day=day)
    warnings = ["team_form.forming"] if members_missing(seen) else []
    if seen.leader_gone:
        warnings.append("team_form.leader_gone")
    return FormView(
        unit=_unit(session, team),
        leader_name="" if seen.leader_gone else seen.leader_name,
        leader_post=team.leader_post,
        leader_phone=_phone(session, team) if contacts else None,
        name=team.name,
        head_count=seen.head_count,
        founded=f"{team.founded_on.year}年{team.founded_on.month}月",
        leader_wechat=_wechat(team) if contacts else None,
        service_kinds=[_kind(kind, team) for kind in ServiceKind],
        other_kind=team.other_kind,
        service_times=[
            TickView(words=message(f"service_time.{time}"), ticked=time in team.service_times) for time in ServiceTime
        ],
        warnings=[message(key) for key in warnings],
        print_address=address,
    )


def _kind(kind: ServiceKind, team: Team) -> TickView:
    words = message(f"service_kind.{kind}")
    return TickView(
        words=words if kind is ServiceKind.OTHER else f"巾帼{words}志愿者", ticked=kind in team.service_kinds
    )


def _unit(session: Session, team: Team) -> str:
    if team.unit_name is not None:
        return team.unit_name
    division = find_division(session, code=team.scope)
    return team.scope if division is None else division.name


def _phone(session: Session, team: Team) -> str | None:
    leader = session.get_one(Volunteer, (team.county_id, team.leader_id))
    return None if leader.phone_cipher is None else cipher().decrypt(leader.phone_cipher, field=PHONE_FIELD)


def _wechat(team: Team) -> str | None:
    held = team.leader_wechat_cipher
    return None if held is None else cipher().decrypt(held, field=WECHAT_FIELD)


def _key() -> bytes:
    key: bytes = current_app.config["SETTINGS"].cursor_key
    return key
