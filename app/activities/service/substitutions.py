"""Hand one's place to a named person of the household or team, who agrees herself (替班)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.activities.models import Activity, Shift, SignUp, Substitution
from app.activities.queries import find_overlapping_sign_up, get_sign_up, get_volunteer, lock_shift, organizes
from app.activities.refusals import (
    AlreadySignedUp,
    ConsentIsHers,
    NoPlaceToGive,
    SignUpOverlaps,
    SignUpTooLate,
    SubstituteUnfit,
    SubstitutionAnswered,
    SubstitutionPending,
)
from app.activities.service.sign_ups import note, require_may_serve, require_open
from app.activities.service.telling import tell_answered, tell_offered
from app.core.actor import Actor
from app.identity.models import Volunteer
from app.teams.queries import share_team
from points.attendance.windows import EARLY_ARRIVAL
from points.base import new_id
from points.errors import NotFound


def offer_place(
    session: Session, sign_up_id: uuid.UUID, *, to_volunteer_id: uuid.UUID, actor: Actor, now: dt.datetime
) -> Substitution:
    """Offer the place of a sign-up to somebody; nothing changes until she agrees.

    Raises:
        NotFound: no such sign-up or person.
        NotAllowed: the sign-up is neither the caller's nor of her household nor of an activity she organizes.
        NoPlaceToGive, SignUpTooLate: there is no place, or check-in has opened.
        SubstituteUnfit: she is neither of the household nor of a common team.
        AccountSuspended, AccountNotConfirmed: she may not serve at present.
        SubstitutionPending: somebody else was asked and has not answered.
    """
    signed, shift, activity = _locked(session, sign_up_id, actor=actor)
    person = get_volunteer(session, county_id=signed.county_id, volunteer_id=signed.volunteer_id)
    _require_own(session, activity, person, actor=actor)
    _require_place(signed, shift, activity, now=now)
    substitute = get_volunteer(session, county_id=signed.county_id, volunteer_id=to_volunteer_id)
    _require_fit(session, person, substitute)
    if _pending(session, signed) is not None:
        raise SubstitutionPending()
    offer = Substitution(
        county_id=signed.county_id,
        id=new_id(),
        sign_up_id=signed.id,
        to_volunteer_id=substitute.id,
        state="offered",
        offered_by=actor.volunteer_id,
        offered_at=now,
        answered_by=None,
        answered_at=None,
    )
    session.add(offer)
    session.flush()
    note(session, signed, "signup.offer", actor=actor, now=now)
    tell_offered(session, offer, signed, now=now)
    return offer


def answer_offer(
    session: Session, substitution_id: uuid.UUID, *, accept: bool, actor: Actor, now: dt.datetime
) -> Substitution:
    """Take the offered place over, post included, or decline it.

    An organizer who asked her may answer for a person without a phone; whoever offered the place may not.

    Raises:
        NotFound: there is no such offer.
        ConsentIsHers: the caller is neither the substitute nor an organizer who may answer for her.
        SubstitutionAnswered: it was answered or taken back before.
        NoPlaceToGive, SignUpTooLate, ActivityNotOpen: the place is gone meanwhile.
        AlreadySignedUp, SignUpOverlaps, AccountSuspended, AccountNotConfirmed: she cannot serve then.
    """
    offer = _get(session, substitution_id, actor=actor)
    signed, shift, activity = _locked(session, offer.sign_up_id, actor=actor)
    session.refresh(offer)
    helper = actor.volunteer_id != offer.offered_by and organizes(session, activity, "signup.decide", actor=actor)
    if actor.volunteer_id != offer.to_volunteer_id and not helper:
        raise ConsentIsHers()
    _require_offered(offer)
    if accept:
        _require_place(signed, shift, activity, now=now)
        _hand_over(session, signed, shift, to=offer.to_volunteer_id, actor=actor, now=now)
    offer.state = "accepted" if accept else "declined"
    offer.answered_by, offer.answered_at = actor.volunteer_id, now
    session.flush()
    tell_answered(session, offer, signed, now=now)
    return offer


def withdraw_offer(session: Session, substitution_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> Substitution:
    """Take an offer back that is not answered.

    Raises:
        NotFound: there is no such offer.
        NotAllowed: the place is not the caller's to give.
        SubstitutionAnswered: it was answered before.
    """
    offer = _get(session, substitution_id, actor=actor)
    signed, _, activity = _locked(session, offer.sign_up_id, actor=actor)
    session.refresh(offer)
    person = get_volunteer(session, county_id=signed.county_id, volunteer_id=signed.volunteer_id)
    _require_own(session, activity, person, actor=actor)
    _require_offered(offer)
    offer.state = "withdrawn"
    offer.answered_by, offer.answered_at = actor.volunteer_id, now
    session.flush()
    return offer


def list_offers(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID
) -> list[tuple[Substitution, SignUp, Shift, Activity]]:
    """Return the open offers made to a person or of her own places, newest first; at most a hundred are read."""
    rows = session.execute(
        select(Substitution, SignUp, Shift, Activity)
        .join(SignUp, (SignUp.county_id == Substitution.county_id) & (SignUp.id == Substitution.sign_up_id))
        .join(Shift, (Shift.county_id == SignUp.county_id) & (Shift.id == SignUp.shift_id))
        .join(Activity, (Activity.county_id == Shift.county_id) & (Activity.id == Shift.activity_id))
        .where(
            Substitution.county_id == county_id,
            Substitution.state == "offered",
            (Substitution.to_volunteer_id == volunteer_id) | (SignUp.volunteer_id == volunteer_id),
        )
        .order_by(Substitution.id.desc())
        .limit(100)
    )
    return [(offer, signed, shift, activity) for offer, signed, shift, activity in rows]


def _get(session: Session, substitution_id: uuid.UUID, *, actor: Actor) -> Substitution:
    offer = session.get(Substitution, (actor.county_id, substitution_id))
    if offer is None:
        raise NotFound()
    return offer


def _locked(session: Session, sign_up_id: uuid.UUID, *, actor: Actor) -> tuple[SignUp, Shift, Activity]:
    signed = get_sign_up(session, county_id=actor.county_id, sign_up_id=sign_up_id)
    shift = lock_shift(session, county_id=actor.county_id, shift_id=signed.shift_id)
    session.refresh(signed)
    return signed, shift, session.get_one(Activity, (shift.county_id, shift.activity_id))


def _require_own(session: Session, activity: Activity, person: Volunteer, *, actor: Actor) -> None:
    if not organizes(session, activity, "signup.decide", actor=actor):
        actor.require("signup.make", volunteer_id=person.id, household_id=person.household_id)


def _require_place(signed: SignUp, shift: Shift, activity: Activity, *, now: dt.datetime) -> None:
    if signed.state != "signed_up":
        raise NoPlaceToGive()
    require_open(activity, shift, now=now)
    if now >= shift.starts_at - EARLY_ARRIVAL:
        raise SignUpTooLate()


def _require_fit(session: Session, person: Volunteer, substitute: Volunteer) -> None:
    if substitute.id == person.id:
        raise SubstituteUnfit()
    related = person.household_id is not None and person.household_id == substitute.household_id
    if not related and not share_team(session, county_id=person.county_id, first=person.id, second=substitute.id):
        raise SubstituteUnfit()
    require_may_serve(substitute)


def _pending(session: Session, signed: SignUp) -> Substitution | None:
    return session.execute(
        select(Substitution).where(
            Substitution.county_id == signed.county_id,
            Substitution.sign_up_id == signed.id,
            Substitution.state == "offered",
        )
    ).scalar_one_or_none()


def _require_offered(offer: Substitution) -> None:
    if offer.state != "offered":
        raise SubstitutionAnswered(state=offer.state)


def _hand_over(
    session: Session, signed: SignUp, shift: Shift, *, to: uuid.UUID, actor: Actor, now: dt.datetime
) -> None:
    """Give the very place to the substitute: the number of places taken does not change."""
    substitute = get_volunteer(session, county_id=signed.county_id, volunteer_id=to)
    require_may_serve(substitute)
    title = find_overlapping_sign_up(session, shift, volunteer_id=to)
    if title is not None:
        raise SignUpOverlaps(title=title)
    hers = session.execute(
        select(SignUp).where(
            SignUp.county_id == shift.county_id, SignUp.shift_id == shift.id, SignUp.volunteer_id == to
        )
    ).scalar_one_or_none()
    if hers is not None and hers.state == "signed_up":
        raise AlreadySignedUp(state=hers.state)
    if hers is None:
        hers = SignUp(county_id=shift.county_id, id=new_id(), shift_id=shift.id, volunteer_id=to)
        session.add(hers)
    hers.state, hers.post_id = "signed_up", signed.post_id
    hers.signed_up_by, hers.created_at, hers.cancelled_at = actor.volunteer_id, now, None
    hers.decided_by = hers.decision_reason = None
    signed.state, signed.cancelled_at, signed.post_id = "cancelled", now, None
    session.flush()
    note(session, signed, "signup.hand_over", actor=actor, now=now)
    note(session, hers, "signup.take_over", actor=actor, now=now)
