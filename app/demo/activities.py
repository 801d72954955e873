"""Activities of the last four weeks and the next two: planned, signed up for, attended, closed and decided on."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import partial

from app.activities.queries import list_shifts
from app.activities.service.planning import draft_activity
from app.activities.service.plans import ActivityPlan, ShiftPlan
from app.activities.service.publication import publish_activity
from app.activities.service.sign_ups import sign_up
from app.content.service.asking import Asked
from app.core.permissions import Role
from app.demo.agenda import Agenda
from app.demo.occasions import EVENING, INSURANCE, SATURDAYS, Occasion
from app.demo.story import DemoPerson, DemoVillage, Story, at
from app.hours.service.closing import close_activity

COMES_PERCENT = 70
SIGNS_UP_PERCENT = 80
CAPACITY = 40
EVENING_VILLAGES = 3
"""The first so many sites also meet on Wednesday evenings."""
ANNOUNCED_AHEAD = dt.timedelta(days=4)
SIGNED_UP_AHEAD = dt.timedelta(days=2)


@dataclass
class Planned:
    """One activity on its way through the story; the ids are known once it is announced."""

    village: DemoVillage
    occasion: Occasion
    week: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    activity_id: uuid.UUID = field(init=False)
    short_id: str = field(init=False)
    shift_id: uuid.UUID = field(init=False)

    @property
    def county_id(self) -> str:
        """The county it happens in."""
        return self.village.site.county_id

    @property
    def name(self) -> tuple[object, ...]:
        """What chance knows it by."""
        return self.village.site.slug, self.occasion.title, self.week

    def who_comes(self, story: Story) -> list[DemoPerson]:
        """Return the people of the village who take part."""
        return [
            person
            for number, person in enumerate(self.village.people)
            if story.chance.happens(COMES_PERCENT, *self.name, "comes", number)
        ]


def all_activities(story: Story) -> list[Planned]:
    """Return every activity of every village, from four weeks ago to two weeks ahead."""
    planned = []
    for number, village in enumerate(story.villages):
        for week, occasion in SATURDAYS.items():
            day = story.saturday(week)
            planned.append(Planned(village, occasion, week, at(day, 8, 30), at(day, 11)))
            if number < EVENING_VILLAGES:
                evening = day - dt.timedelta(days=3)
                planned.append(Planned(village, EVENING, week, at(evening, 19), at(evening, 20, 30)))
    return planned


def note_preparation(story: Story, agenda: Agenda, planned: Planned) -> None:
    """Note when an activity is announced and when people sign up; what lies ahead has been announced by now."""
    agenda.note(min(planned.starts_at - ANNOUNCED_AHEAD, story.now), partial(_announce, story, planned))
    agenda.note(min(planned.starts_at - SIGNED_UP_AHEAD, story.now), partial(_sign_up, story, planned))


def close(story: Story, planned: Planned, now: dt.datetime) -> None:
    """End an activity as the organizer does: whoever forgot is checked out, everybody's service is claimed."""
    close_activity(
        story.session,
        planned.village.one(Role.ORGANIZER).actor(),
        county_id=planned.county_id,
        activity_id=planned.activity_id,
        unregistered_headcount=story.chance.below(6, *planned.name, "others"),
        now=now,
    )


def _announce(story: Story, planned: Planned, now: dt.datetime) -> None:
    organizer = planned.village.one(Role.ORGANIZER).actor()
    occasion = planned.occasion
    plan = ActivityPlan(
        title=occasion.title,
        themes=tuple(str(theme) for theme in occasion.themes),
        difficulty_code=occasion.difficulty_code,
        place_name=occasion.place_name,
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        risk_note=occasion.risk_note,
        hazardous=occasion.hazardous,
        insurance_note=INSURANCE if occasion.hazardous else None,
        poster_claims=False,
        shifts=(ShiftPlan(planned.starts_at, planned.ends_at, CAPACITY),),
    )
    drafted = draft_activity(story.session, plan, site_id=planned.village.site_id, actor=organizer, now=now)
    published = publish_activity(story.session, drafted.id, actor=organizer, now=now, asked=Asked.vouched())
    planned.activity_id, planned.short_id = published.id, published.short_id
    shifts = list_shifts(story.session, county_id=planned.county_id, activity_id=published.id)
    planned.shift_id = shifts[0].id


def _sign_up(story: Story, planned: Planned, now: dt.datetime) -> None:
    organizer = planned.village.one(Role.ORGANIZER)
    for number, person in enumerate(planned.who_comes(story)):
        if not story.chance.happens(SIGNS_UP_PERCENT, *planned.name, "signs up", number):
            continue
        by = organizer if person.card else person
        sign_up(
            story.session,
            planned.shift_id,
            activity_id=planned.activity_id,
            volunteer_id=person.volunteer_id,
            actor=by.actor(),
            now=now,
        )
