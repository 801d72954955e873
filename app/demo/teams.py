"""Volunteer teams of the demonstration: a branch in every county, a squad in every village, one still forming."""

from __future__ import annotations

import datetime as dt
from typing import Final

from app.clock import local_date
from app.content.service.asking import Asked
from app.core.crypto import FieldCipher
from app.core.permissions import Role
from app.demo.annex import COUNTIES, DemoCounty
from app.demo.story import DemoPerson, DemoVillage, Story
from app.teams.models import Team
from app.teams.service.filings import file_team
from app.teams.service.requests import NewRequest, ask, decide
from app.teams.service.teams import Leader, TeamForm, found_team
from app.teams.vocabulary import ServiceKind, ServiceTime, TeamKind

SQUAD_SIZE: Final = 8
FORMING_SIZE: Final = 4
"""The last village's squad has one member too few."""
AGE: Final = dt.timedelta(days=200)


def found_teams(story: Story, *, cipher: FieldCipher, now: dt.datetime) -> None:
    """Found every team; all but the last village's file their form."""
    branches = {county.county_id: _branch(story, county, cipher=cipher, now=now) for county in COUNTIES}
    for number, village in enumerate(story.villages, start=1):
        last = number == len(story.villages)
        branch = branches[village.site.county_id]
        squad = _squad(story, village, branch, size=FORMING_SIZE if last else SQUAD_SIZE, cipher=cipher, now=now)
        if not last:
            leader = village.one(Role.ORGANIZER).actor()
            file_team(story.session, squad, unchanged=False, words=None, actor=leader, now=now)


def _branch(story: Story, county: DemoCounty, *, cipher: FieldCipher, now: dt.datetime) -> Team:
    staff = story.county_staff[county.county_id][0]
    form = _form(f"{county.name}巾帼志愿服务分队", TeamKind.BRANCH, place_code=county.county_id, parent=None, now=now)
    return found_team(
        story.session, form, _leader(staff), actor=staff.actor(), cipher=cipher, now=now, asked=Asked.vouched()
    )


def _squad(
    story: Story, village: DemoVillage, branch: Team, *, size: int, cipher: FieldCipher, now: dt.datetime
) -> Team:
    organizer = village.one(Role.ORGANIZER)
    name = village.site.name.removesuffix("示范点") + "护绿环保志愿服务队"
    form = _form(name, TeamKind.SQUAD, place_code=village.site.village_code, parent=branch, now=now)
    squad = found_team(
        story.session, form, _leader(organizer), actor=organizer.actor(), cipher=cipher, now=now, asked=Asked.vouched()
    )
    mothers = [person for person in village.people if person.kind == "mother" and person != organizer]
    for person in mothers[: size - 1]:
        wish = NewRequest("join", squad.id, person.volunteer_id, None, None)
        asking = organizer if person.card else person
        request = ask(story.session, wish, actor=asking.actor(), now=now)
        decide(story.session, request.id, approve=True, reason=None, actor=organizer.actor(), now=now)
    return squad


def _form(name: str, kind: TeamKind, *, place_code: str, parent: Team | None, now: dt.datetime) -> TeamForm:
    return TeamForm(
        kind=kind,
        name=name,
        parent_id=None if parent is None else parent.id,
        place_code=place_code,
        unit_name=None,
        is_mothers_team=kind is TeamKind.SQUAD,
        founded_on=local_date(now - AGE),
        service_kinds=(str(ServiceKind.ENVIRONMENT), str(ServiceKind.CIVILITY)),
        other_kind=None,
        service_times=(str(ServiceTime.WEEKENDS), str(ServiceTime.HOLIDAYS)),
    )


def _leader(person: DemoPerson) -> Leader:
    return Leader(person.volunteer_id, "妇联主席", None)
