"""Sign up for a shift, wait for a place, take it back (报名、候补)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.activities.models import Activity, Shift, SignUp
from app.activities.queries import find_first_waiting, find_overlapping_sign_up, get_volunteer, lock_shift
from app.activities.refusals import (
    AccountNotConfirmed,
    AccountSuspended,
    ActivityNotOpen,
    AlreadySignedUp,
    ShiftOver,
    SignUpCancelled,
    SignUpOverlaps,
    SignUpTooLate,
)
from app.core import audit
from app.core.actor import Actor
from app.identity.models import Volunteer
from points.attendance.windows import EARLY_ARRIVAL
from points.base import new_id
from points.errors import NotFound


def sign_up(
    session: Session,
    shift_id: uuid.UUID,
    *,
    activity_id: uuid.UUID,
    volunteer_id: uuid.UUID,
    actor: Actor,
    now: dt.datetime,
) -> SignUp:
    """Give a person a place on a shift, or the next place on its waiting list when it is full.

    Members of one household and the organizer of the place may do it for her; who did is kept.

    Raises:
        NotFound: no such person, or no such shift of this activity.
        ActivityNotOpen, ShiftOver: nobody can sign up any more.
        AccountSuspended, AccountNotConfirmed: the person may not serve at present.
        AlreadySignedUp, SignUpOverlaps: she has promised this time already.
    """
    shift = lock_shift(session, county_id=actor.county_id, shift_id=shift_id)
    if shift.activity_id != activity_id:
        raise NotFound()
    activity = session.get_one(Activity, (shift.county_id, shift.activity_id))
    person = get_volunteer(session, county_id=actor.county_id, volunteer_id=volunteer_id)
    actor.require(
        "signup.make",
        place_code=activity.village_code,
        volunteer_id=person.id,
        household_id=person.household_id,
    )
    _require_open(activity, shift, now=now)
    require_may_serve(person)
    title = find_overlapping_sign_up(session, shift, volunteer_id=person.id)
    if title is not None:
        raise SignUpOverlaps(title=title)
    signed = _write(session, shift, person_id=person.id, actor=actor, now=now)
    _note(session, signed, "signup.make", actor=actor, now=now)
    return signed


def cancel_sign_up(session: Session, sign_up_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> SignUp | None:
    """Take a sign-up back and give its place to whoever waited longest; returns that promoted sign-up.

    Raises:
        NotFound: there is no such sign-up.
        SignUpCancelled: it was taken back before.
        SignUpTooLate: check-in has opened.
    """
    found = session.get(SignUp, (actor.county_id, sign_up_id))
    if found is None:
        raise NotFound()
    shift = lock_shift(session, county_id=actor.county_id, shift_id=found.shift_id)
    session.refresh(found)
    activity = session.get_one(Activity, (shift.county_id, shift.activity_id))
    person = get_volunteer(session, county_id=actor.county_id, volunteer_id=found.volunteer_id)
    actor.require(
        "signup.make", place_code=activity.village_code, volunteer_id=person.id, household_id=person.household_id
    )
    if found.state == "cancelled":
        raise SignUpCancelled()
    if now >= shift.starts_at - EARLY_ARRIVAL:
        raise SignUpTooLate()
    held_place = found.state == "signed_up"
    found.state = "cancelled"
    found.cancelled_at = now
    session.flush()
    _note(session, found, "signup.cancel", actor=actor, now=now)
    return _pass_on_place(session, shift) if held_place else None


def fill_places(session: Session, shift_id: uuid.UUID, *, county_id: str) -> list[SignUp]:
    """Give free places of a shift to those who waited longest; returns the promoted sign-ups."""
    shift = lock_shift(session, county_id=county_id, shift_id=shift_id)
    promoted = []
    while shift.taken < shift.capacity:
        waiting = find_first_waiting(session, county_id=county_id, shift_id=shift_id)
        if waiting is None:
            break
        waiting.state = "signed_up"
        shift.taken += 1
        session.flush()
        promoted.append(waiting)
    return promoted


def require_may_serve(person: Volunteer) -> None:
    """Demand that a person may take part at present.

    Raises:
        AccountSuspended: she is suspended.
        AccountNotConfirmed: an organizer has not confirmed her registration yet.
        NotFound: she has left.
    """
    if person.state == "suspended":
        raise AccountSuspended(reason=person.suspended_reason)
    if person.state == "registered":
        raise AccountNotConfirmed()
    if person.state != "active":
        raise NotFound()


def _require_open(activity: Activity, shift: Shift, *, now: dt.datetime) -> None:
    if activity.state != "published":
        raise ActivityNotOpen(state=activity.state)
    if now >= shift.ends_at:
        raise ShiftOver()


def _write(session: Session, shift: Shift, *, person_id: uuid.UUID, actor: Actor, now: dt.datetime) -> SignUp:
    earlier = session.execute(
        select(SignUp).where(
            SignUp.county_id == shift.county_id, SignUp.shift_id == shift.id, SignUp.volunteer_id == person_id
        )
    ).scalar_one_or_none()
    if earlier is not None and earlier.state != "cancelled":
        raise AlreadySignedUp(state=earlier.state)
    state = "signed_up" if _take_place(session, shift) else "waitlisted"
    if earlier is None:
        earlier = SignUp(county_id=shift.county_id, id=new_id(), shift_id=shift.id, volunteer_id=person_id)
        session.add(earlier)
    earlier.state = state
    earlier.signed_up_by = actor.volunteer_id
    earlier.created_at = now
    earlier.cancelled_at = None
    session.flush()
    return earlier


def _take_place(session: Session, shift: Shift) -> bool:
    taken = session.execute(
        update(Shift)
        .where(Shift.county_id == shift.county_id, Shift.id == shift.id, Shift.taken < Shift.capacity)
        .values(taken=Shift.taken + 1)
        .returning(Shift.id)
    ).first()
    return taken is not None


def _pass_on_place(session: Session, shift: Shift) -> SignUp | None:
    promoted = find_first_waiting(session, county_id=shift.county_id, shift_id=shift.id)
    if promoted is None:
        shift.taken -= 1
    else:
        promoted.state = "signed_up"
    session.flush()
    return promoted


def _note(session: Session, signed: SignUp, action: str, *, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=signed.county_id,
        actor_id=actor.volunteer_id,
        on_behalf_of=None if actor.volunteer_id == signed.volunteer_id else signed.volunteer_id,
        action=action,
        subject_kind="sign_up",
        subject_id=signed.id,
        now=now,
        facts={"state": signed.state},
    )
