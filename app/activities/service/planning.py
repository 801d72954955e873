"""Plan, publish, edit and cancel activities (发布活动)."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.activities.models import Activity, Shift
from app.activities.queries import get_difficulty, list_shifts, lock_activity, lock_shift
from app.activities.refusals import (
    ActivityBegun,
    ActivityNotDraft,
    ActivityNotOpen,
    ActivityTimesInvalid,
    CapacityTooSmall,
    InsuranceMissing,
    ShiftOutsideActivity,
    SiteUnknown,
)
from app.clock import local_date
from app.core import audit
from app.core.actor import Actor
from app.places.models import Site
from app.places.refusals import SiteClosed
from points.attendance.alphabet import BITS_PER_LETTER, to_letters
from points.base import new_id

LONGEST: Final = dt.timedelta(hours=24)
FURTHEST_BACK: Final = dt.timedelta(days=31)
FURTHEST_AHEAD: Final = dt.timedelta(days=366)
SHORT_ID_LETTERS: Final = 6


@dataclass(frozen=True)
class ShiftPlan:
    """One planned shift."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    capacity: int


@dataclass(frozen=True)
class ActivityPlan:
    """Everything an organizer says about an activity before it is published."""

    title: str
    themes: tuple[str, ...]
    difficulty_code: str
    place_name: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    risk_note: str
    hazardous: bool
    insurance_note: str | None
    poster_claims: bool
    shifts: tuple[ShiftPlan, ...]
    place_latitude: int | None = None
    place_longitude: int | None = None


def lock_own_activity(session: Session, activity_id: uuid.UUID, *, actor: Actor) -> Activity:
    """Return an activity that the caller may organize, locked until the command ends.

    Raises:
        NotFound: her county has no such activity.
        NotAllowed: it is not at a place she organizes.
    """
    activity = lock_activity(session, county_id=actor.county_id, activity_id=activity_id)
    actor.require("activity.publish", place_code=activity.village_code)
    return activity


def draft_activity(
    session: Session, plan: ActivityPlan, *, site_id: uuid.UUID, actor: Actor, now: dt.datetime
) -> Activity:
    """Write an activity down as a draft at the village of its site.

    Raises:
        SiteUnknown: the site is not of the caller's county, or its village is not hers to organize for.
        SiteClosed, ActivityTimesInvalid, ShiftOutsideActivity, InsuranceMissing: the plan does not hold.
        RuleNotInForce, DifficultyUnknown: the rules of the day have no such difficulty.
    """
    site = session.get(Site, (actor.county_id, site_id))
    if site is None:
        raise SiteUnknown()
    actor.require("activity.publish", place_code=site.village_code)
    if site.state != "active":
        raise SiteClosed()
    _require_sound(session, plan, site=site, now=now)
    activity = Activity(
        county_id=site.county_id,
        id=new_id(),
        short_id=_free_short_id(session, county_id=site.county_id),
        site_id=site.id,
        village_code=site.village_code,
        state="draft",
        organizer_id=actor.volunteer_id,
        unregistered_headcount=None,
        created_at=now,
        published_at=None,
        closed_at=None,
        cancelled_at=None,
        cancel_reason=None,
        **_details(plan),
    )
    session.add(activity)
    session.flush()
    _add_shifts(session, activity, plan.shifts)
    _note(session, activity, "activity.draft", actor=actor, now=now)
    return activity


def edit_draft(
    session: Session, activity_id: uuid.UUID, plan: ActivityPlan, *, actor: Actor, now: dt.datetime
) -> Activity:
    """Replace everything a draft says, its shifts included.

    The caller has compared the version the organizer saw with the one returned by ``lock_activity``.

    Raises:
        ActivityNotDraft: it is published or gone.
        ActivityTimesInvalid, ShiftOutsideActivity, InsuranceMissing, RuleNotInForce, DifficultyUnknown: see above.
    """
    activity = lock_own_activity(session, activity_id, actor=actor)
    if activity.state != "draft":
        raise ActivityNotDraft(state=activity.state)
    site = session.get_one(Site, (activity.county_id, activity.site_id))
    _require_sound(session, plan, site=site, now=now)
    for name, value in _details(plan).items():
        setattr(activity, name, value)
    session.execute(delete(Shift).where(Shift.county_id == activity.county_id, Shift.activity_id == activity.id))
    _add_shifts(session, activity, plan.shifts)
    _note(session, activity, "activity.edit", actor=actor, now=now)
    return activity


def publish_activity(session: Session, activity_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> Activity:
    """Let people see a draft, sign up and check in; from here on its times and rules are fixed.

    Raises:
        ActivityNotDraft: it is published already, or gone.
        ActivityTimesInvalid: it is over for longer than a backfill may reach.
        RuleNotInForce, DifficultyUnknown: the rules changed since it was drafted.
    """
    activity = lock_own_activity(session, activity_id, actor=actor)
    if activity.state != "draft":
        raise ActivityNotDraft(state=activity.state)
    if activity.ends_at < now - FURTHEST_BACK:
        raise ActivityTimesInvalid(rule="too_long_ago")
    get_difficulty(
        session,
        activity.difficulty_code,
        county_id=activity.county_id,
        site_id=activity.site_id,
        on=local_date(activity.starts_at),
    )
    activity.state = "published"
    activity.published_at = now
    _note(session, activity, "activity.publish", actor=actor, now=now)
    session.flush()
    return activity


def cancel_activity(
    session: Session, activity_id: uuid.UUID, *, reason: str, actor: Actor, now: dt.datetime
) -> Activity:
    """Call an activity off before it begins; what people see then is the reason.

    Raises:
        ActivityNotOpen: it is cancelled or closed already.
        ActivityBegun: it has begun.
    """
    activity = lock_own_activity(session, activity_id, actor=actor)
    if activity.state not in {"draft", "published"}:
        raise ActivityNotOpen(state=activity.state)
    if activity.state == "published" and now >= activity.starts_at:
        raise ActivityBegun()
    activity.state = "cancelled"
    activity.cancelled_at = now
    activity.cancel_reason = reason
    _note(session, activity, "activity.cancel", actor=actor, now=now)
    session.flush()
    return activity


def change_capacity(session: Session, shift_id: uuid.UUID, *, capacity: int, actor: Actor, now: dt.datetime) -> Shift:
    """Give a shift more or fewer places; nobody who has one loses it.

    Raises:
        CapacityTooSmall: more are given away than that.
        ActivityNotOpen: the activity is over or called off.
    """
    shift = lock_shift(session, county_id=actor.county_id, shift_id=shift_id)
    activity = session.get_one(Activity, (shift.county_id, shift.activity_id))
    actor.require("activity.publish", place_code=activity.village_code)
    if activity.state not in {"draft", "published"}:
        raise ActivityNotOpen(state=activity.state)
    if capacity < shift.taken:
        raise CapacityTooSmall(taken=shift.taken)
    shift.capacity = capacity
    session.flush()
    _note(session, activity, "activity.capacity", actor=actor, now=now)
    return shift


def record_headcount(
    session: Session, activity_id: uuid.UUID, *, headcount: int, actor: Actor, now: dt.datetime
) -> None:
    """Note how many people without an account took part; it never yields minutes (附件3 第 10 项)."""
    activity = lock_own_activity(session, activity_id, actor=actor)
    if activity.state not in {"published", "closed"}:
        raise ActivityNotOpen(state=activity.state)
    activity.unregistered_headcount = headcount
    _note(session, activity, "activity.headcount", actor=actor, now=now)


def _require_sound(session: Session, plan: ActivityPlan, *, site: Site, now: dt.datetime) -> None:
    for broken, rule in (
        (plan.ends_at <= plan.starts_at, "reversed"),
        (plan.ends_at - plan.starts_at > LONGEST, "too_long"),
        (plan.starts_at < now - FURTHEST_BACK, "too_long_ago"),
        (plan.starts_at > now + FURTHEST_AHEAD, "too_far_ahead"),
    ):
        if broken:
            raise ActivityTimesInvalid(rule=rule)
    for number, shift in enumerate(plan.shifts, start=1):
        if not plan.starts_at <= shift.starts_at < shift.ends_at <= plan.ends_at:
            raise ShiftOutsideActivity(shift=number)
    if plan.hazardous and plan.insurance_note is None:
        raise InsuranceMissing()
    get_difficulty(
        session,
        plan.difficulty_code,
        county_id=site.county_id,
        site_id=site.id,
        on=local_date(plan.starts_at),
    )


def _details(plan: ActivityPlan) -> dict[str, object]:
    return {
        "title": plan.title,
        "themes": list(plan.themes),
        "difficulty_code": plan.difficulty_code,
        "place_name": plan.place_name,
        "place_latitude": plan.place_latitude,
        "place_longitude": plan.place_longitude,
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "risk_note": plan.risk_note,
        "hazardous": plan.hazardous,
        "insurance_note": plan.insurance_note,
        "poster_claims": plan.poster_claims,
    }


def _add_shifts(session: Session, activity: Activity, plans: tuple[ShiftPlan, ...]) -> None:
    session.add_all(
        Shift(
            county_id=activity.county_id,
            id=new_id(),
            activity_id=activity.id,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            capacity=plan.capacity,
            taken=0,
        )
        for plan in plans
    )
    session.flush()


def _free_short_id(session: Session, *, county_id: str) -> str:
    while True:
        number = secrets.randbelow(1 << (BITS_PER_LETTER * SHORT_ID_LETTERS))
        short_id = to_letters(number, length=SHORT_ID_LETTERS)
        taken = session.execute(
            select(Activity.id).where(Activity.county_id == county_id, Activity.short_id == short_id)
        ).first()
        if taken is None:
            return short_id


def _note(session: Session, activity: Activity, action: str, *, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=activity.county_id,
        actor_id=actor.volunteer_id,
        action=action,
        subject_kind="activity",
        subject_id=activity.id,
        now=now,
        facts={"shifts": len(list_shifts(session, county_id=activity.county_id, activity_id=activity.id))},
    )
