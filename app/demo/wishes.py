"""What the people of a village agreed to, told of themselves and left to others, so that every screen has something."""

from __future__ import annotations

import datetime as dt

from app.clock import local_date
from app.demo.story import DemoPerson, DemoVillage, Story
from app.households.service.proxies import NewProxy, grant
from app.identity.models import Volunteer
from app.personal_data.service.profiles import Profile, write_profile
from app.privacy.queries import current_version
from app.privacy.service import BASE, Answer, answer

FULL_NAME_PERCENT = 30
RANKING_PERCENT = 70
PROXY_DAYS = 300


def write_down_wishes(story: Story, village: DemoVillage, *, now: dt.datetime) -> None:
    """Let everybody accept the notice, some agree to more, and an elder with a card name a proxy."""
    for person in village.people:
        _agree(story, person, BASE, "given", now=now)
        if story.chance.happens(RANKING_PERCENT, village.site.slug, "ranking", person.name):
            _agree(story, person, "ranking", "given", now=now)
        if story.chance.happens(FULL_NAME_PERCENT, village.site.slug, "full name", person.name):
            _agree(story, person, "full_name_public", "given", now=now)
            _tell(story, person, now=now)
    _agree(story, village.people[0], "phone", "refused", now=now)
    elder = next((person for person in village.people if person.card), None)
    helper = next((person for person in village.people if not person.card), None)
    if elder is not None and helper is not None and elder.household_id != helper.household_id:
        ends_on = local_date(now) + dt.timedelta(days=PROXY_DAYS)
        grant(
            story.session,
            NewProxy(helper.volunteer_id, "redeem", ends_on, on_paper=False),
            story.session.get_one(Volunteer, (elder.county_id, elder.volunteer_id)),
            actor_id=elder.volunteer_id,
            now=now,
        )


def _agree(story: Story, person: DemoPerson, purpose: str, says: str, *, now: dt.datetime) -> None:
    version = current_version(story.session, purpose, on=local_date(now))
    answer(
        story.session,
        Answer(purpose, version, "given" if says == "given" else "refused", on_paper=person.card is not None),
        county_id=person.county_id,
        volunteer_id=person.volunteer_id,
        actor_id=person.volunteer_id,
        now=now,
    )


def _tell(story: Story, person: DemoPerson, *, now: dt.datetime) -> None:
    write_profile(
        story.session,
        Profile("female" if person.kind == "mother" else None, None, ("environment",), ("weekends",), None),
        county_id=person.county_id,
        volunteer_id=person.volunteer_id,
        actor_id=person.volunteer_id,
        now=now,
    )
