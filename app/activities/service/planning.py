"""Draft and edit activities, change capacities, note head counts, name joint organizers (策划活动)."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.activities.models import Activity, JointOrganizer, Post, Shift
from app.activities.queries import (
    find_open_approval,
    get_volunteer,
    holds_role,
    is_joint_organizer,
    list_shifts,
    lock_activity,
    lock_shift,
    require_organizes,
)
from app.activities.refusals import (
    ActivityNotDraft,
    ActivityNotOpen,
    CapacityTooSmall,
    NotAnOrganizer,
    SiteUnknown,
)
from app.activities.service.plans import ActivityPlan, ShiftPlan, require_sound
from app.clock import local_date
from app.core import audit
from app.core.actor import Actor
from app.core.permissions import Role
from app.places.models import Site
from app.places.refusals import SiteClosed
from points.attendance.alphabet import BITS_PER_LETTER, to_letters
from points.base import new_id
from points.errors import NotFound

SHORT_ID_LETTERS: Final = 6


def lock_own_activity(session: Session, activity_id: uuid.UUID, *, actor: Actor) -> Activity:
    """Return an activity that the caller may organize, locked until the command ends.

    Raises:
        NotFound: her county has no such activity.
        NotAllowed: it is not at a place she organizes.
    """
    activity = lock_activity(session, county_id=actor.county_id, activity_id=activity_id)
    require_organizes(session, activity, "activity.publish", actor=actor)
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
    require_sound(session, plan, site=site, now=now)
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
        **plan.columns(),
    )
    session.add(activity)
    session.flush()
    _add_shifts(session, activity, plan.shifts)
    note(session, activity, "activity.draft", actor=actor, now=now)
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
    require_sound(session, plan, site=site, now=now)
    for name, value in plan.columns().items():
        setattr(activity, name, value)
    withdraw_approval(session, activity, actor=actor, now=now)
    session.execute(
        delete(Post).where(
            Post.county_id == activity.county_id,
            Post.shift_id.in_(
                select(Shift.id).where(Shift.county_id == activity.county_id, Shift.activity_id == activity.id)
            ),
        )
    )
    session.execute(delete(Shift).where(Shift.county_id == activity.county_id, Shift.activity_id == activity.id))
    _add_shifts(session, activity, plan.shifts)
    note(session, activity, "activity.edit", actor=actor, now=now)
    return activity


def change_capacity(session: Session, shift_id: uuid.UUID, *, capacity: int, actor: Actor, now: dt.datetime) -> Shift:
    """Give a shift more or fewer places; nobody who has one loses it.

    Raises:
        CapacityTooSmall: more are given away than that.
        ActivityNotOpen: the activity is over or called off.
    """
    shift = lock_shift(session, county_id=actor.county_id, shift_id=shift_id)
    activity = session.get_one(Activity, (shift.county_id, shift.activity_id))
    require_organizes(session, activity, "activity.publish", actor=actor)
    if activity.state not in {"draft", "published"}:
        raise ActivityNotOpen(state=activity.state)
    if capacity < shift.taken:
        raise CapacityTooSmall(taken=shift.taken)
    shift.capacity = capacity
    session.flush()
    note(session, activity, "activity.capacity", actor=actor, now=now)
    return shift


def record_headcount(
    session: Session, activity_id: uuid.UUID, *, headcount: int, mark: str = "exact", actor: Actor, now: dt.datetime
) -> None:
    """Note how many people without an account took part; it never yields minutes (附件3 第 10 项).

    ``mark`` is exact, over (余) or about (约).
    """
    activity = lock_own_activity(session, activity_id, actor=actor)
    if activity.state not in {"published", "closed"}:
        raise ActivityNotOpen(state=activity.state)
    activity.unregistered_headcount = headcount
    activity.unregistered_headcount_mark = mark
    note(session, activity, "activity.headcount", actor=actor, now=now)


def add_joint_organizer(
    session: Session, activity_id: uuid.UUID, *, volunteer_id: uuid.UUID, actor: Actor, now: dt.datetime
) -> None:
    """Let an organizer of another place of the county run an activity too (联合主办); again changes nothing.

    Raises:
        NotFound, NotAllowed: see ``lock_own_activity``; or there is no such person.
        ActivityNotOpen: it is over or called off.
        NotAnOrganizer: she organizes nothing in the county at present.
    """
    activity = lock_own_activity(session, activity_id, actor=actor)
    if activity.state not in {"draft", "published"}:
        raise ActivityNotOpen(state=activity.state)
    person = get_volunteer(session, county_id=activity.county_id, volunteer_id=volunteer_id)
    if not holds_role(session, person, role=Role.ORGANIZER, on=local_date(now)):
        raise NotAnOrganizer()
    if is_joint_organizer(session, activity, volunteer_id=volunteer_id):
        return
    session.add(
        JointOrganizer(
            county_id=activity.county_id,
            activity_id=activity.id,
            volunteer_id=volunteer_id,
            added_by=actor.volunteer_id,
            added_at=now,
        )
    )
    session.flush()
    note(session, activity, "activity.add_organizer", actor=actor, now=now, person_id=volunteer_id)


def remove_joint_organizer(
    session: Session, activity_id: uuid.UUID, *, volunteer_id: uuid.UUID, actor: Actor, now: dt.datetime
) -> None:
    """End a joint organizer's part in an activity; the audit trail keeps that she had it.

    Raises:
        NotFound: she has none.
        NotAllowed: see ``lock_own_activity``.
    """
    activity = lock_own_activity(session, activity_id, actor=actor)
    found = session.get(JointOrganizer, (activity.county_id, activity.id, volunteer_id))
    if found is None:
        raise NotFound()
    session.delete(found)
    session.flush()
    note(session, activity, "activity.remove_organizer", actor=actor, now=now, person_id=volunteer_id)


def _add_shifts(session: Session, activity: Activity, plans: tuple[ShiftPlan, ...]) -> None:
    for plan in plans:
        shift = Shift(
            county_id=activity.county_id,
            id=new_id(),
            activity_id=activity.id,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            capacity=plan.capacity,
            taken=0,
        )
        session.add(shift)
        session.flush()
        session.add_all(
            Post(
                county_id=shift.county_id,
                id=new_id(),
                shift_id=shift.id,
                code=post.code,
                name=post.name,
                capacity=post.capacity,
            )
            for post in plan.posts
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


def note(
    session: Session,
    activity: Activity,
    action: str,
    *,
    actor: Actor,
    now: dt.datetime,
    person_id: uuid.UUID | None = None,
) -> None:
    """Add a deed on an activity to the audit trail."""
    shifts = len(list_shifts(session, county_id=activity.county_id, activity_id=activity.id))
    facts: dict[str, object] = {"shifts": shifts}
    if person_id is not None:
        facts["volunteer_id"] = str(person_id)
    audit.record(
        session,
        county_id=activity.county_id,
        actor_id=actor.volunteer_id,
        action=action,
        subject_kind="activity",
        subject_id=activity.id,
        now=now,
        facts=facts,
    )


def withdraw_approval(session: Session, activity: Activity, *, actor: Actor, now: dt.datetime) -> None:
    """Take a draft back from the county that is changed or called off meanwhile."""
    waiting = find_open_approval(session, activity, lock=True)
    if waiting is not None:
        waiting.outcome, waiting.decided_by, waiting.decided_at = "withdrawn", actor.volunteer_id, now
        session.flush()
