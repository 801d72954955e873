"""Load the demonstration county: everything in one transaction, so that an interrupted loading leaves nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.crypto import FieldCipher
from app.core.db import Database
from app.core.transaction import UnitOfWork, transaction
from app.demo import decisions, presence
from app.demo.activities import Planned, all_activities, close, note_preparation
from app.demo.aftermath import write_down
from app.demo.agenda import Agenda
from app.demo.annex import COUNTIES
from app.demo.chance import Chance
from app.demo.courtyards import plan_courtyards
from app.demo.identities import ALIAS_OF_ADMINISTRATOR, openid_for_alias
from app.demo.names import Names
from app.demo.places import found_sites, plan_spending
from app.demo.population import appoint_city, appoint_counties, settle_village
from app.demo.publication import plan_publication
from app.demo.reading import look_at_texts, read_messages
from app.demo.redeeming import plan_redemption
from app.demo.rules import county_rule
from app.demo.shelves import fill_shelves
from app.demo.story import Story, at
from app.demo.teams import found_teams
from app.demo.wishes import write_down_wishes
from app.hours.service.rules import draft_rule, publish_rule
from app.identity.models import Household, Volunteer, WeChatAccount
from app.identity.service.sessions import end_all_sessions
from app.places.divisions import count_divisions, import_divisions

DEFAULT_SEED = 2021
DAYS_BEFORE_FIRST_SATURDAY = 12
RULE_AHEAD = dt.timedelta(days=3)
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('demo-load', 0))")


@dataclass(frozen=True)
class Loaded:
    """What was loaded, or that it had been before."""

    fresh: bool
    sites: int = 0
    households: int = 0
    volunteers: int = 0
    deeds: int = 0


def load(database: Database, *, seed: int, cipher: FieldCipher, now: dt.datetime) -> Loaded:
    """Load the demonstration data as they stand at ``now``; where they are already, change nothing.

    The same seed and instant give the same people, marks, points and goods; ids and secrets are new every time.

    Raises:
        CannotLoad: somebody else is already registered as one of the demonstration's people.
    """
    with transaction(database, now=now) as work:
        work.session.execute(LOCK)
        if is_loaded(work.session):
            return Loaded(fresh=False)
        if count_divisions(work.session) == 0:
            import_divisions(work.session)
        chance = Chance(seed)
        story = Story(work, chance, Names(chance))
        deeds = _live(story, cipher=cipher)
        read_messages(story)
        look_at_texts(story)
        _end_sessions(story, work)
        return _count(story, deeds=deeds)


def is_loaded(session: Session) -> bool:
    """Tell whether the demonstration data are there."""
    return session.get(WeChatAccount, openid_for_alias(ALIAS_OF_ADMINISTRATOR)) is not None


def _live(story: Story, *, cipher: FieldCipher) -> int:
    """Found everything twelve days before the first Saturday, then live through the agenda."""
    founded_at = at(story.saturday(4) - dt.timedelta(days=DAYS_BEFORE_FIRST_SATURDAY), 9)
    appoint_city(story, founded_at)
    appoint_counties(story, founded_at)
    found_sites(story, founded_at)
    _publish_rules(story, founded_at)
    for village in story.villages:
        settle_village(story, village, now=founded_at)
        write_down_wishes(story, village, now=founded_at)
    found_teams(story, cipher=cipher, now=founded_at)
    fill_shelves(story, founded_at)
    agenda = Agenda(story.now)
    for planned in all_activities(story):
        note_preparation(story, agenda, planned)
        _note_course(story, agenda, planned)
    plan_spending(story, agenda)
    plan_courtyards(story, agenda)
    plan_publication(story, agenda)
    plan_redemption(story, agenda, cipher=cipher)
    return agenda.live()


def _note_course(story: Story, agenda: Agenda, planned: Planned) -> None:
    agenda.note(planned.ends_at + dt.timedelta(minutes=50), partial(presence.attend, story, planned))
    agenda.note(planned.ends_at + dt.timedelta(minutes=70), partial(close, story, planned))
    agenda.note(planned.ends_at + dt.timedelta(minutes=90), partial(write_down, story, planned))
    agenda.note(planned.ends_at + dt.timedelta(hours=9), partial(decisions.decide, story, planned))


def _publish_rules(story: Story, founded_at: dt.datetime) -> None:
    """Let one of the county's staff draft the rule and another publish it, three days before it applies."""
    for county in COUNTIES:
        drafter, publisher = story.county_staff[county.county_id][:2]
        rule = county_rule(effective_on=local_date(founded_at + RULE_AHEAD))
        stored = draft_rule(story.session, drafter.actor(), county_id=county.county_id, rule=rule, now=founded_at)
        publish_rule(
            story.session,
            publisher.actor(),
            county_id=county.county_id,
            rule_id=stored.rule.id,
            now=founded_at + dt.timedelta(hours=1),
        )


def _end_sessions(story: Story, work: UnitOfWork) -> None:
    for person in story.signed_in.values():
        end_all_sessions(
            work.session, county_id=person.county_id, volunteer_id=person.volunteer_id, actor_id=None, now=work.now
        )


def _count(story: Story, *, deeds: int) -> Loaded:
    counties = [county.county_id for county in COUNTIES]

    def number_of(table: type[Household] | type[Volunteer]) -> int:
        return story.session.execute(
            select(func.count()).select_from(table).where(table.county_id.in_(counties))
        ).scalar_one()

    return Loaded(
        fresh=True,
        sites=len(story.villages),
        households=number_of(Household),
        volunteers=number_of(Volunteer),
        deeds=deeds,
    )
