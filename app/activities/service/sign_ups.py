"""Sign up for a shift and a post of it, wait for a place, take it back (报名、候补)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.activities.models import Activity, Post, Shift, SignUp
from app.activities.queries import (
    GONE,
    count_on_post,
    find_first_waiting,
    find_overlapping_sign_up,
    get_sign_up,
    get_volunteer,
    lock_shift,
    organizes,
    require_organizes,
)
from app.activities.refusals import (
    AccountNotConfirmed,
    AccountSuspended,
    ActivityNotOpen,
    AlreadySignedUp,
    OwnSignUp,
    PostFull,
    PostUnknown,
    RefusalNeedsWords,
    ShiftOver,
    SignUpCancelled,
    SignUpDecided,
    SignUpOverlaps,
    SignUpTooLate,
)
from app.activities.service.telling import tell_decided, tell_promoted, tell_signed_up
from app.clock import local_date
from app.core import audit
from app.core.actor import Actor
from app.households.queries import holds_proxy
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
    post_id: uuid.UUID | None = None,
) -> SignUp:
    """Give a person a place on a shift, or the next place on its waiting list when it is full.

    Where the activity wants it, an organizer agrees first. Members of one household and the organizer of the place
    may sign her up; who did is kept.

    Raises:
        NotFound: no such person, or no such shift of this activity.
        ActivityNotOpen, ShiftOver: nobody can sign up any more.
        AccountSuspended, AccountNotConfirmed: the person may not serve at present.
        AlreadySignedUp, SignUpOverlaps: she has promised this time already.
        PostUnknown, PostFull: the post is not of this shift, or has no place left.
    """
    shift = lock_shift(session, county_id=actor.county_id, shift_id=shift_id)
    if shift.activity_id != activity_id:
        raise NotFound()
    activity = session.get_one(Activity, (shift.county_id, shift.activity_id))
    person = get_volunteer(session, county_id=actor.county_id, volunteer_id=volunteer_id)
    organized = organizes(session, activity, "signup.decide", actor=actor)
    if activity.words_hidden and not organized:
        raise NotFound()
    if not organized:
        _require_may_sign_up(session, person, activity, actor=actor, now=now)
    require_open(activity, shift, now=now)
    _require_free(session, shift, person)
    _require_post(session, shift, post_id)
    signed = _written(session, shift, person_id=person.id, actor=actor, now=now)
    reviewed = activity.sign_up_approval and not organized
    signed.state = "under_review" if reviewed else _next_state(session, shift)
    signed.post_id = post_id
    session.flush()
    note(session, signed, "signup.make", actor=actor, now=now)
    tell_signed_up(session, signed, now=now)
    return signed


def give_place(
    session: Session, shift: Shift, person: Volunteer, *, post_id: uuid.UUID | None, actor: Actor, now: dt.datetime
) -> SignUp:
    """Sign a person up for a locked shift as its roster says, a post included if it has a place left.

    Raises:
        AccountSuspended, AccountNotConfirmed, NotFound: she may not serve at present.
        AlreadySignedUp, SignUpOverlaps: she has promised this time already.
    """
    _require_free(session, shift, person)
    signed = _written(session, shift, person_id=person.id, actor=actor, now=now)
    signed.state = _next_state(session, shift)
    signed.post_id = post_id if post_id is not None and _has_place(session, shift, post_id) else None
    session.flush()
    note(session, signed, "signup.make", actor=actor, now=now)
    tell_signed_up(session, signed, now=now)
    return signed


def decide_sign_up(
    session: Session, sign_up_id: uuid.UUID, *, approve: bool, reason: str | None, actor: Actor, now: dt.datetime
) -> SignUp:
    """Agree to a sign-up, which then gets a place or waits for one, or refuse it with words.

    Raises:
        NotFound: there is no such sign-up.
        NotAllowed: the caller does not organize its activity.
        OwnSignUp: it is her own.
        SignUpDecided: it waits for nobody.
        RefusalNeedsWords: a refusal without words.
        ActivityNotOpen, ShiftOver, SignUpOverlaps, AccountSuspended, AccountNotConfirmed: it cannot be agreed to now.
    """
    signed, shift, activity = _locked(session, sign_up_id, actor=actor)
    require_organizes(session, activity, "signup.decide", actor=actor)
    if signed.volunteer_id == actor.volunteer_id:
        raise OwnSignUp()
    if signed.state != "under_review":
        raise SignUpDecided(state=signed.state)
    if approve:
        require_open(activity, shift, now=now)
        _require_free(
            session, shift, get_volunteer(session, county_id=shift.county_id, volunteer_id=signed.volunteer_id)
        )
        signed.state = _next_state(session, shift)
        _keep_post(session, shift, signed)
    else:
        if reason is None:
            raise RefusalNeedsWords()
        signed.state = "refused"
    signed.decided_by, signed.decision_reason = actor.volunteer_id, reason
    session.flush()
    note(session, signed, "signup.decide", actor=actor, now=now)
    tell_decided(session, signed, now=now)
    return signed


def assign_post(
    session: Session, sign_up_id: uuid.UUID, *, post_id: uuid.UUID | None, actor: Actor, now: dt.datetime
) -> SignUp:
    """Let a person stand at a post of her shift, or at none.

    Raises:
        NotFound: there is no such sign-up.
        NotAllowed: the caller does not organize its activity.
        SignUpCancelled: it is taken back or refused.
        PostUnknown, PostFull: the post is not of this shift, or has no place left.
    """
    signed, shift, activity = _locked(session, sign_up_id, actor=actor)
    require_organizes(session, activity, "signup.decide", actor=actor)
    if signed.state in GONE:
        raise SignUpCancelled()
    if post_id != signed.post_id:
        _require_post(session, shift, post_id)
        signed.post_id = post_id
    session.flush()
    note(session, signed, "signup.assign", actor=actor, now=now)
    return signed


def _require_may_sign_up(
    session: Session, person: Volunteer, activity: Activity, *, actor: Actor, now: dt.datetime
) -> None:
    """Demand that the caller is the person, of her household, her proxy, or an organizer of the place.

    Raises:
        NotAllowed: she is none of these.
    """
    helps = actor.state == "active" and holds_proxy(
        session,
        "sign_up",
        county_id=actor.county_id,
        proxy_id=actor.volunteer_id,
        volunteer_id=person.id,
        on=local_date(now),
    )
    if not helps:
        actor.require(
            "signup.make", place_code=activity.village_code, volunteer_id=person.id, household_id=person.household_id
        )


def cancel_sign_up(session: Session, sign_up_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> SignUp | None:
    """Take a sign-up back and give its place to whoever waited longest; returns that promoted sign-up.

    Raises:
        NotFound: there is no such sign-up.
        SignUpCancelled: it was taken back or refused before.
        SignUpTooLate: check-in has opened.
    """
    found, shift, activity = _locked(session, sign_up_id, actor=actor)
    person = get_volunteer(session, county_id=actor.county_id, volunteer_id=found.volunteer_id)
    if not organizes(session, activity, "signup.decide", actor=actor):
        _require_may_sign_up(session, person, activity, actor=actor, now=now)
    if found.state in GONE:
        raise SignUpCancelled()
    if now >= shift.starts_at - EARLY_ARRIVAL:
        raise SignUpTooLate()
    held_place = found.state == "signed_up"
    found.state = "cancelled"
    found.cancelled_at = now
    session.flush()
    note(session, found, "signup.cancel", actor=actor, now=now)
    return pass_on_place(session, shift, now=now) if held_place else None


def fill_places(session: Session, shift_id: uuid.UUID, *, county_id: str, now: dt.datetime) -> list[SignUp]:
    """Give free places of a shift to those who waited longest, and tell them; returns the promoted sign-ups."""
    shift = lock_shift(session, county_id=county_id, shift_id=shift_id)
    promoted = []
    while shift.taken < shift.capacity:
        waiting = find_first_waiting(session, shift)
        if waiting is None:
            break
        shift.taken += 1
        _promote(session, shift, waiting, now=now)
        promoted.append(waiting)
    return promoted


def pass_on_place(session: Session, shift: Shift, *, now: dt.datetime) -> SignUp | None:
    """Give a place of a locked shift that became free to whoever waited longest; returns that sign-up."""
    promoted = find_first_waiting(session, shift)
    if promoted is None:
        shift.taken -= 1
        session.flush()
    else:
        _promote(session, shift, promoted, now=now)
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


def require_open(activity: Activity, shift: Shift, *, now: dt.datetime) -> None:
    """Demand that one can still sign up for a shift.

    Raises:
        ActivityNotOpen: the activity is not published, or not any more.
        ShiftOver: the shift has ended.
    """
    if activity.state != "published":
        raise ActivityNotOpen(state=activity.state)
    if now >= shift.ends_at:
        raise ShiftOver()


def note(session: Session, signed: SignUp, action: str, *, actor: Actor, now: dt.datetime) -> None:
    """Add a deed on a sign-up to the audit trail, with the person it was done for."""
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


def _locked(session: Session, sign_up_id: uuid.UUID, *, actor: Actor) -> tuple[SignUp, Shift, Activity]:
    found = get_sign_up(session, county_id=actor.county_id, sign_up_id=sign_up_id)
    shift = lock_shift(session, county_id=actor.county_id, shift_id=found.shift_id)
    session.refresh(found)
    return found, shift, session.get_one(Activity, (shift.county_id, shift.activity_id))


def _require_free(session: Session, shift: Shift, person: Volunteer) -> None:
    require_may_serve(person)
    title = find_overlapping_sign_up(session, shift, volunteer_id=person.id)
    if title is not None:
        raise SignUpOverlaps(title=title)


def _require_post(session: Session, shift: Shift, post_id: uuid.UUID | None) -> None:
    if post_id is not None and not _has_place(session, shift, post_id):
        raise PostFull()


def _has_place(session: Session, shift: Shift, post_id: uuid.UUID) -> bool:
    post = session.get(Post, (shift.county_id, post_id))
    if post is None or post.shift_id != shift.id:
        raise PostUnknown()
    return count_on_post(session, post) < post.capacity


def _keep_post(session: Session, shift: Shift, signed: SignUp) -> None:
    """Keep the post she wished for if it still has a place; the place on the shift counts more."""
    if signed.state == "signed_up" and signed.post_id is not None:
        post = session.get_one(Post, (shift.county_id, signed.post_id))
        held = count_on_post(session, post)  # flushes, so that she herself is counted once she has her place
        if held > post.capacity:
            signed.post_id = None


def _next_state(session: Session, shift: Shift) -> str:
    return "signed_up" if _take_place(session, shift) else "waitlisted"


def _written(session: Session, shift: Shift, *, person_id: uuid.UUID, actor: Actor, now: dt.datetime) -> SignUp:
    """Return a person's row for a shift, new or taken up again; its state is the caller's to set."""
    found = session.execute(
        select(SignUp).where(
            SignUp.county_id == shift.county_id, SignUp.shift_id == shift.id, SignUp.volunteer_id == person_id
        )
    ).scalar_one_or_none()
    if found is not None and found.state not in GONE:
        raise AlreadySignedUp(state=found.state)
    if found is None:
        found = SignUp(county_id=shift.county_id, id=new_id(), shift_id=shift.id, volunteer_id=person_id)
        session.add(found)
    found.signed_up_by = actor.volunteer_id
    found.created_at = now
    found.cancelled_at = None
    found.state = "waitlisted"
    found.decided_by = found.decision_reason = None
    return found


def _take_place(session: Session, shift: Shift) -> bool:
    taken = session.execute(
        update(Shift)
        .where(Shift.county_id == shift.county_id, Shift.id == shift.id, Shift.taken < Shift.capacity)
        .values(taken=Shift.taken + 1)
        .returning(Shift.id)
    ).first()
    return taken is not None


def _promote(session: Session, shift: Shift, waiting: SignUp, *, now: dt.datetime) -> None:
    waiting.state = "signed_up"
    session.flush()
    _keep_post(session, shift, waiting)
    session.flush()
    tell_promoted(session, waiting, now=now)
