"""Who lives in a demonstration village: households that pool their points, and the people who run the sites."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace

from app.clock import local_date
from app.core.actor import Grant
from app.core.permissions import Role
from app.demo.annex import CITY_PLACE, COUNTIES
from app.demo.identities import (
    DemoIdentity,
    city_identities,
    county_identities,
    openid_for_alias,
    site_identities,
    volunteer_alias,
)
from app.demo.story import CannotLoad, DemoPerson, DemoVillage, Story
from app.identity.models import Volunteer
from app.identity.service.cards import issue_card
from app.identity.service.households import found_household, get_household, join_household
from app.identity.service.login import bind_account
from app.identity.service.people import NewPerson, add_person
from app.identity.service.roles import grant_role
from points.attendance.printed import CARD_BYTES

HOUSEHOLDS = 9
MEMBERS_MOST = 3
CARD_ONLY_PERCENT = 25
PHONES_TOLD = 3
"""So many ordinary volunteers of a site have a WeChat user whose alias is told to whoever tries the service."""
CITY_VILLAGE = f"{CITY_PLACE}00000000"
"""Bodies of the city itself belong to no village."""


def appoint_city(story: Story, now: dt.datetime) -> None:
    """Add the administrator and the city's staff."""
    for identity in city_identities():
        person = _appoint(story, _staff(story, CITY_VILLAGE, identity.alias, now=now), identity, now=now)
        if identity.role is Role.CITY_STAFF:
            story.city_staff.append(person)


def appoint_counties(story: Story, now: dt.datetime) -> None:
    """Add the staff of every county, at its first site's village."""
    for county in COUNTIES:
        story.county_staff[county.county_id] = [
            _appoint(story, _staff(story, county.sites[0].village_code, identity.alias, now=now), identity, now=now)
            for identity in county_identities(county)
        ]


def settle_village(story: Story, village: DemoVillage, *, now: dt.datetime) -> None:
    """Fill a village: organizers are mothers of its households, its other staff belong to none."""
    slug, code = village.site.slug, village.site.village_code
    for identity in site_identities(village.site):
        if identity.role is Role.ORGANIZER:
            household = _household(story, village, identity.alias, size=2, now=now)
            person = _appoint(story, household[0], identity, now=now)
            village.people.extend([person, *household[1:]])
        else:
            person = _appoint(story, _staff(story, code, identity.alias, now=now), identity, now=now)
        village.staff.setdefault(identity.role, []).append(person)
    for number in range(1, HOUSEHOLDS + 1):
        size = 1 + story.chance.below(MEMBERS_MOST, slug, "members", number)
        members = _household(story, village, f"{slug}-{number}", size=size, now=now)
        if number <= PHONES_TOLD:
            _bind(story, members[0], volunteer_alias(village.site, number), now=now)
        elif story.chance.happens(CARD_ONLY_PERCENT, slug, "cards", number):
            members = [_give_card(story, village, member, now=now) for member in members]
        village.people.extend(members)


def _household(story: Story, village: DemoVillage, name: str, *, size: int, now: dt.datetime) -> list[DemoPerson]:
    """Found a household with a mother as its head and family members beside her."""
    code = village.site.village_code
    household = found_household(
        story.session, county_id=village.site.county_id, village_code=code, actor_id=None, now=now
    )
    members = []
    for number in range(size):
        kind = "mother" if number == 0 else "family"
        person = _person(story, code, kind=kind, name=f"{name}-{number}", now=now)
        volunteer = _volunteer(story, person)
        join_household(
            story.session,
            volunteer,
            get_household(story.session, county_id=person.county_id, household_id=household.id),
            actor_id=None,
            now=now,
        )
        members.append(replace(person, household_id=household.id, is_head=number == 0))
    return members


def _staff(story: Story, village_code: str, name: str, *, now: dt.datetime) -> DemoPerson:
    return _person(story, village_code, kind="staff", name=name, now=now)


def _person(story: Story, village_code: str, *, kind: str, name: str, now: dt.datetime) -> DemoPerson:
    years = 30 + story.chance.below(38, name, "age")
    birth_on = local_date(now) - dt.timedelta(days=365 * years + story.chance.below(365, name, "birthday"))
    person = NewPerson(name=story.names.of(kind), kind=kind, village_code=village_code, birth_on=birth_on)
    volunteer = add_person(story.session, person, state="active", actor_id=None, now=now)
    return DemoPerson(volunteer.id, None, village_code, volunteer.name, kind)


def _appoint(story: Story, person: DemoPerson, identity: DemoIdentity, *, now: dt.datetime) -> DemoPerson:
    grant_role(
        story.session,
        _volunteer(story, person),
        role=identity.role,
        place_code=identity.place_code,
        starts_on=local_date(now),
        ends_on=None,
        actor_id=None,
        now=now,
    )
    _bind(story, person, identity.alias, now=now)
    return replace(person, grants=(*person.grants, Grant(identity.role, identity.place_code)))


def _bind(story: Story, person: DemoPerson, alias: str, *, now: dt.datetime) -> None:
    openid = openid_for_alias(alias)
    bound = bind_account(story.session, _volunteer(story, person), openid=openid, unionid=None, now=now)
    if not bound:
        raise CannotLoad(f"微信沙箱用户 {alias} 已经登记成了别人。请清空数据（./scripts/run --reset）后再装。")


def _give_card(story: Story, village: DemoVillage, person: DemoPerson, *, now: dt.datetime) -> DemoPerson:
    code = issue_card(
        story.session,
        _volunteer(story, person),
        entropy=secrets.token_bytes(CARD_BYTES),
        actor_id=village.one(Role.ORGANIZER).volunteer_id,
        now=now,
    )
    return replace(person, card=code)


def _volunteer(story: Story, person: DemoPerson) -> Volunteer:
    return story.session.get_one(Volunteer, (person.county_id, person.volunteer_id))
