"""Every Monday each village publishes what was approved; after the window the points come onto the books."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

from sqlalchemy import select

from app.core.permissions import Role
from app.demo.agenda import Agenda
from app.demo.story import DemoVillage, Story, at
from app.disclosure.models import Disclosure, DisclosureLine
from app.disclosure.refusals import NothingToDisclose
from app.disclosure.service.objections import raise_objection, rule_on_objection
from app.disclosure.service.publishing import open_disclosure
from app.disclosure.service.settling import settle_due

WEEKS = (4, 3, 2, 1)
MONDAY_AFTER_SATURDAY = dt.timedelta(days=2)


def plan_publication(story: Story, agenda: Agenda) -> None:
    """Note the Mondays after the last four Saturdays."""
    mondays = [at(story.saturday(week) + MONDAY_AFTER_SATURDAY, 9) for week in WEEKS]
    newest = max(monday for monday in mondays if monday <= story.now)
    for village in story.villages:
        for monday in mondays:
            doubted = village is story.villages[0] and monday in (mondays[0], newest)
            agenda.note(monday, partial(_publish, story, agenda, village, doubted=doubted))


def _publish(story: Story, agenda: Agenda, village: DemoVillage, now: dt.datetime, *, doubted: bool) -> None:
    organizer = village.one(Role.ORGANIZER).actor()
    try:
        opened = open_disclosure(
            story.session, organizer, county_id=village.site.county_id, site_id=village.site_id, now=now
        )
    except NothingToDisclose:
        return
    agenda.note(opened.closes_at + dt.timedelta(minutes=10), partial(_settle, story, village))
    if doubted:
        agenda.note(now + dt.timedelta(hours=1), partial(_object, story, agenda, opened))


def _settle(story: Story, village: DemoVillage, now: dt.datetime) -> None:
    settle_due(
        story.session, now=now, county_id=village.site.county_id, places=(village.site.village_code,), actor_id=None
    )


def _object(story: Story, agenda: Agenda, opened: Disclosure, now: dt.datetime) -> None:
    """Let a neighbour doubt the last line of a list; on the first list she was answered, on the newest she waits."""
    village = story.villages[0]
    line = story.session.scalars(
        select(DisclosureLine)
        .where(DisclosureLine.county_id == opened.county_id, DisclosureLine.disclosure_id == opened.id)
        .order_by(DisclosureLine.place.desc())
    ).first()
    assert line is not None
    neighbour = village.people[-1]
    objection = raise_objection(
        story.session,
        neighbour.actor(),
        county_id=opened.county_id,
        disclosure_id=opened.id,
        line_id=line.id,
        text="这天我好像没有看见这一户的人，请核对一下。",
        now=now,
    )
    if opened.number == 1:
        agenda.note(now + dt.timedelta(days=1, hours=8), partial(_rule, story, opened.county_id, objection.id))


def _rule(story: Story, county_id: str, objection_id: uuid.UUID, now: dt.datetime) -> None:
    rule_on_objection(
        story.session,
        story.county_staff[county_id][0].actor(),
        county_id=county_id,
        objection_id=objection_id,
        upheld=False,
        ruling="问了带队的人和同去的两位，人在河对岸，照样算。",
        presence=None,
        now=now,
    )
