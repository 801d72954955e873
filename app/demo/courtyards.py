"""Points without hours: the monthly look at tidy courtyards, proposed by the organizer, agreed to by the checker."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

from app.clock import local_date
from app.core.permissions import Role
from app.demo.agenda import Agenda
from app.demo.story import DemoVillage, Story, at
from app.ledger.service.proposals import NewProposal, decide, propose

WEEK = 3
TIDY_PERCENT = 40
SOURCE = "tidy_courtyard"


def plan_courtyards(story: Story, agenda: Agenda) -> None:
    """Note the look around every village, three weeks ago."""
    looked_at = at(story.saturday(WEEK) + dt.timedelta(days=1), 16)
    for village in story.villages:
        agenda.note(looked_at, partial(_look_around, story, village))


def _look_around(story: Story, village: DemoVillage, now: dt.datetime) -> None:
    organizer, checker = village.one(Role.ORGANIZER), village.one(Role.CHECKER)
    for number, household_id in enumerate(_others(village, organizer.household_id)):
        if not story.chance.happens(TIDY_PERCENT, village.site.slug, "courtyard", number):
            continue
        proposal = propose(
            story.session,
            NewProposal(
                household_id=household_id,
                kind="source",
                source_code=SOURCE,
                reason="房前屋后干净，垃圾分好了类。",
                evidence="现场看过，有照片。",
                occurred_on=local_date(now),
            ),
            county_id=village.site.county_id,
            actor=organizer.actor(),
            now=now,
        )
        decide(
            story.session,
            county_id=village.site.county_id,
            proposal_id=proposal.id,
            approve=True,
            note=None,
            actor=checker.actor(),
            now=now + dt.timedelta(hours=2),
        )


def _others(village: DemoVillage, household_id: uuid.UUID | None) -> list[uuid.UUID]:
    """Return the households of a village, each once, without the organizer's own."""
    seen = dict.fromkeys(person.household_id for person in village.people)
    return [each for each in seen if each is not None and each != household_id]
