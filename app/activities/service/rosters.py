"""Standing duties (“五定”值守): a template on fixed weekdays until a date, made into activities in bounded steps."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.activities.models import DutyRoster, RosterDuty, RosterOccurrence
from app.activities.queries import get_volunteer
from app.activities.queries.library import get_roster, get_template, list_occurrences
from app.activities.refusals import RosterDatesInvalid, RosterDutyInvalid, RosterEnded, SiteUnknown, TemplateRetired
from app.activities.service.duties import Unplaced, place_people
from app.activities.service.plans import ActivityPlan
from app.activities.service.publication import publish_activity
from app.activities.service.templates import make_from, plan_of_template
from app.clock import local_date
from app.core import audit
from app.core.actor import Actor
from app.places.models import Site
from points.base import new_id
from points.calendar import OFFICIAL
from points.errors import NotFound

LONGEST: Final = dt.timedelta(days=366)
FURTHEST_AHEAD: Final = dt.timedelta(days=62)
"""How far ahead occurrences are made; later ones are made by asking again."""


@dataclass(frozen=True)
class Duty:
    """One person at one shift (numbered from 1), perhaps at a post of it."""

    shift_number: int
    volunteer_id: uuid.UUID
    post_name: str | None
    substitute_id: uuid.UUID | None = None


@dataclass(frozen=True)
class NewRoster:
    """What a standing duty consists of: place, project, time, people and posts."""

    template_id: uuid.UUID
    site_id: uuid.UUID
    name: str
    weekdays: tuple[int, ...]
    from_on: dt.date
    until_on: dt.date
    duties: tuple[Duty, ...]
    skip_holidays: bool = True


@dataclass(frozen=True)
class Expanded:
    """The occurrences made in one step, and whose duty could not be entered."""

    made: list[RosterOccurrence]
    unplaced: list[Unplaced]


def make_roster(session: Session, plan: NewRoster, *, actor: Actor, now: dt.datetime) -> DutyRoster:
    """Write a standing duty down; its activities are made by ``expand``.

    Raises:
        SiteUnknown: the site is not of the caller's county.
        NotAllowed: its village is not hers to organize for.
        NotFound, TemplateRetired: the template is unknown or out of use.
        RosterDatesInvalid: it ends before it begins, lasts more than a year, or lies in the past.
        RosterDutyInvalid: a duty does not fit the template.
    """
    site = session.get(Site, (actor.county_id, plan.site_id))
    if site is None:
        raise SiteUnknown()
    actor.require("activity.publish", place_code=site.village_code)
    template = get_template(session, county_id=actor.county_id, template_id=plan.template_id)
    if template.retired_at is not None:
        raise TemplateRetired()
    if not plan.from_on <= plan.until_on <= plan.from_on + LONGEST or plan.until_on < local_date(now):
        raise RosterDatesInvalid()
    roster = DutyRoster(
        county_id=actor.county_id,
        id=new_id(),
        template_id=template.id,
        site_id=site.id,
        name=plan.name,
        weekdays=sorted(set(plan.weekdays)),
        from_on=plan.from_on,
        until_on=plan.until_on,
        skip_holidays=plan.skip_holidays,
        expanded_until=None,
        made_by=actor.volunteer_id,
        made_at=now,
        ended_at=None,
    )
    session.add(roster)
    session.flush()
    _write_duties(session, roster, plan.duties)
    _note(session, roster, "roster.make", actor=actor, now=now)
    return roster


def change_duties(
    session: Session, roster_id: uuid.UUID, duties: tuple[Duty, ...], *, actor: Actor, now: dt.datetime
) -> DutyRoster:
    """Say anew who stands where, for occurrences made from now on; those made already keep their people.

    Raises:
        NotFound, NotAllowed: see ``lock_own_roster``.
        RosterEnded: it has ended.
        RosterDutyInvalid: a duty does not fit the template.
    """
    roster = lock_own_roster(session, roster_id, actor=actor)
    _require_running(roster)
    session.execute(
        delete(RosterDuty).where(RosterDuty.county_id == roster.county_id, RosterDuty.roster_id == roster.id)
    )
    _write_duties(session, roster, duties)
    _note(session, roster, "roster.change", actor=actor, now=now)
    return roster


def expand(
    session: Session, roster_id: uuid.UUID, *, until_on: dt.date | None, actor: Actor, now: dt.datetime
) -> Expanded:
    """Make the activities of a roster from today until a day, at most 62 days ahead; days made before stay as they are.

    Public holidays are left out where the roster says so.

    Raises:
        NotFound, NotAllowed: see ``lock_own_roster``.
        RosterEnded, TemplateRetired: there is nothing to be made any more.
        PointsError: whatever ``draft_activity`` and ``publish_activity`` refuse; nothing is made then.
    """
    roster = lock_own_roster(session, roster_id, actor=actor)
    _require_running(roster)
    template = get_template(session, county_id=roster.county_id, template_id=roster.template_id)
    if template.retired_at is not None:
        raise TemplateRetired()
    pattern = plan_of_template(session, template)
    done = {occurrence.occurs_on for occurrence in list_occurrences(session, roster)}
    made, unplaced = [], []
    for day in _days(roster, until_on=until_on, today=local_date(now)):
        plan = pattern.moved_to(pattern.starts_at + (day - local_date(pattern.starts_at)))
        if day in done or plan.starts_at <= now:
            continue
        activity = make_from(session, template, plan, site_id=roster.site_id, publish=False, actor=actor, now=now)
        occurrence = RosterOccurrence(
            county_id=roster.county_id, roster_id=roster.id, occurs_on=day, activity_id=activity.id
        )
        session.add(occurrence)
        session.flush()
        publish_activity(session, activity.id, actor=actor, now=now)
        made.append(occurrence)
        unplaced += place_people(session, activity, actor=actor, now=now)
    if made:
        _note(session, roster, "roster.expand", actor=actor, now=now, made=len(made))
    return Expanded(made, unplaced)


def end_roster(session: Session, roster_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> DutyRoster:
    """End a roster: nothing more is made; activities made already are called off one by one where need be.

    Raises:
        NotFound, NotAllowed: see ``lock_own_roster``.
        RosterEnded: it has ended.
    """
    roster = lock_own_roster(session, roster_id, actor=actor)
    _require_running(roster)
    roster.ended_at = now
    session.flush()
    _note(session, roster, "roster.end", actor=actor, now=now)
    return roster


def lock_own_roster(session: Session, roster_id: uuid.UUID, *, actor: Actor) -> DutyRoster:
    """Return a roster of a site the caller organizes, locked until the command ends.

    Raises:
        NotFound: her county has no such roster.
        NotAllowed: its village is not hers.
    """
    roster = get_roster(session, county_id=actor.county_id, roster_id=roster_id, lock=True)
    site = session.get_one(Site, (roster.county_id, roster.site_id))
    actor.require("activity.publish", place_code=site.village_code)
    return roster


def _days(roster: DutyRoster, *, until_on: dt.date | None, today: dt.date) -> list[dt.date]:
    first = max(roster.from_on, today)
    last = min(roster.until_on, until_on or roster.until_on, today + FURTHEST_AHEAD)
    days = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return [
        day
        for day in days
        if day.isoweekday() in roster.weekdays and not (roster.skip_holidays and OFFICIAL.is_public_holiday(day))
    ]


def _write_duties(session: Session, roster: DutyRoster, duties: tuple[Duty, ...]) -> None:
    template = get_template(session, county_id=roster.county_id, template_id=roster.template_id)
    pattern = plan_of_template(session, template)
    named: set[tuple[int, uuid.UUID]] = set()
    for number, duty in enumerate(duties, start=1):
        stands = (duty.shift_number, duty.volunteer_id)
        if stands in named or not _fits(session, roster, duty, pattern):
            raise RosterDutyInvalid(duty=number)
        named.add(stands)
        session.add(
            RosterDuty(
                county_id=roster.county_id,
                roster_id=roster.id,
                shift_number=duty.shift_number,
                volunteer_id=duty.volunteer_id,
                post_name=duty.post_name,
                substitute_id=duty.substitute_id,
            )
        )
    session.flush()


def _fits(session: Session, roster: DutyRoster, duty: Duty, pattern: ActivityPlan) -> bool:
    if duty.shift_number > len(pattern.shifts):
        return False
    names = {post.name for post in pattern.shifts[duty.shift_number - 1].posts}
    if duty.post_name is not None and duty.post_name not in names:
        return False
    if duty.substitute_id == duty.volunteer_id:
        return False
    people = [duty.volunteer_id] if duty.substitute_id is None else [duty.volunteer_id, duty.substitute_id]
    return all(_serves(session, person, county_id=roster.county_id) for person in people)


def _serves(session: Session, volunteer_id: uuid.UUID, *, county_id: str) -> bool:
    try:
        return get_volunteer(session, county_id=county_id, volunteer_id=volunteer_id).state == "active"
    except NotFound:
        return False


def _require_running(roster: DutyRoster) -> None:
    if roster.ended_at is not None:
        raise RosterEnded()


def _note(session: Session, roster: DutyRoster, action: str, *, actor: Actor, now: dt.datetime, made: int = 0) -> None:
    audit.record(
        session,
        county_id=roster.county_id,
        actor_id=actor.volunteer_id,
        action=action,
        subject_kind="duty_roster",
        subject_id=roster.id,
        now=now,
        facts={"weekdays": list(roster.weekdays), "made": made},
    )
