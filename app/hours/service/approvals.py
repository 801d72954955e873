"""Decisions beside approval: refuse, dispute, rule on a dispute, shorten, reopen, correct."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from app.activities.queries.organizing import runs_jointly
from app.content.service.checking import hand_in
from app.core import audit
from app.core.actor import Actor, NotAllowed
from app.hours.service.telling import tell_about_record
from app.messages.kinds import Kind
from points.attendance.intervals import Interval
from points.errors import IllegalTransition
from points.hours import decisions, revisions
from points.hours.assessment import assess_people
from points.hours.decisions import locked_record, require_no_interest
from points.hours.models import ServiceRecord
from points.hours.refusals import AlreadyDecided, OwnEntry, PresenceInvalid
from points.hours.states import Action, RecordState

LONGEST_SERVICE = dt.timedelta(hours=24)


def reject_record(
    session: Session, actor: Actor, *, county_id: str, record_id: uuid.UUID, reason: str, now: dt.datetime
) -> ServiceRecord:
    """Refuse a claim with a reason the volunteer will read. Refusing it again changes nothing.

    Raises:
        NotFound: there is no such record in this county.
        NotAllowed: the caller approves nothing at its village.
        OwnRecord: it is her own.
        OwnHousehold: it is of her household.
        AlreadyDecided: somebody approved or replaced it before.
    """
    record = _approvable(session, actor, county_id=county_id, record_id=record_id)
    require_no_interest(record, actor_id=actor.volunteer_id, household_id=actor.household_id, recorders=False)
    if record.state == RecordState.REJECTED:
        return record
    if record.state != RecordState.CLAIMED:
        raise AlreadyDecided(state=record.state)
    decisions.step(session, record, Action.REJECT, actor_id=actor.volunteer_id, reason=reason, now=now)
    tell_about_record(session, Kind.RECORD_REJECTED, record, now=now)
    _note(session, actor, record, action="reject", now=now)
    _assess(session, record, now=now)
    return record


def dispute_record(
    session: Session, actor: Actor, *, county_id: str, record_id: uuid.UUID, reason: str, now: dt.datetime
) -> ServiceRecord:
    """Let a volunteer dispute her own record (申诉); it waits for a ruling and nothing settles meanwhile.

    Raises:
        NotFound: there is no such record of hers.
        IllegalTransition: it is disputed already or replaced.
    """
    record = locked_record(session, county_id=county_id, record_id=record_id)
    actor.require("hours.dispute", volunteer_id=record.volunteer_id)
    decisions.dispute(session, record, reason=reason, now=now)
    hand_in(
        session,
        "dispute",
        county_id=county_id,
        subject_id=record.id,
        author_id=record.volunteer_id,
        village_code=record.village_code,
        words=reason,
        now=now,
    )
    _note(session, actor, record, action="dispute", now=now)
    return record


def rule_on_dispute(
    session: Session,
    actor: Actor,
    *,
    county_id: str,
    record_id: uuid.UUID,
    upheld: bool,
    ruling: str,
    presence: Interval | None,
    now: dt.datetime,
) -> ServiceRecord:
    """Answer a dispute. Upheld: the record is claimed anew, with the presence found true or the same one.

    For a settled record an upheld dispute opens a correction, which a second person verifies. Dismissed: the record
    returns to where it was. Whoever approved it does not rule on it.

    Raises:
        NotFound: there is no such record in this county.
        NotAllowed: the caller rules on nothing at its village.
        OwnRecord: it is her own.
        OwnHousehold: it is of her household.
        OwnEntry: she approved or recorded it.
        IllegalTransition: it is not disputed.
        PresenceInvalid: the presence is reversed, too long or in the future.
    """
    record = locked_record(session, county_id=county_id, record_id=record_id)
    actor.require("hours.correct", place_code=record.village_code)
    require_no_interest(record, actor_id=actor.volunteer_id, household_id=actor.household_id)
    if actor.volunteer_id in (record.verified_by, record.first_verified_by):
        raise OwnEntry()
    if record.state != RecordState.DISPUTED:
        raise IllegalTransition(state=record.state, action="rule")
    was_settled = record.disputed_from == RecordState.SETTLED
    outcome = record
    if not upheld or was_settled:
        decisions.dismiss_dispute(session, record, actor_id=actor.volunteer_id, reason=ruling, now=now)
        session.flush()
    if upheld:
        found = None if presence is None else possible_presence(presence, record, now=now)
        outcome = (_correct if was_settled else _restate)(
            session, actor, record, presence=found, reason=ruling, now=now
        )
    _note(session, actor, record, action="uphold_dispute" if upheld else "dismiss_dispute", now=now)
    answer = Kind.DISPUTE_UPHELD if upheld else Kind.DISPUTE_DISMISSED
    tell_about_record(session, answer, record, now=now, again=True)
    _assess(session, record, now=now)
    return outcome


def shorten_record(
    session: Session,
    actor: Actor,
    *,
    county_id: str,
    record_id: uuid.UUID,
    presence: Interval,
    reason: str,
    now: dt.datetime,
) -> ServiceRecord:
    """Make a claim shorter before approval, as for a forgotten check-out (改时长); returns the new revision.

    Raises:
        NotFound: there is no such record in this county.
        NotAllowed: the caller approves nothing at its village.
        OwnRecord: it is her own.
        OwnHousehold: it is of her household.
        AlreadyDecided: it is no longer a claim.
        NotLonger: the new presence is not inside the old one.
    """
    record = _approvable(session, actor, county_id=county_id, record_id=record_id)
    require_no_interest(record, actor_id=actor.volunteer_id, household_id=actor.household_id, recorders=False)
    if record.state != RecordState.CLAIMED:
        raise AlreadyDecided(state=record.state)
    shorter = revisions.shorten(session, record, presence=presence, reason=reason, actor_id=actor.volunteer_id, now=now)
    _note(session, actor, record, action="shorten", now=now)
    _assess(session, record, now=now)
    return shorter


def reopen_record(
    session: Session, actor: Actor, *, county_id: str, record_id: uuid.UUID, reason: str, now: dt.datetime
) -> ServiceRecord:
    """Take back a mistaken approval or refusal before the list is published; returns the fresh claim.

    Raises:
        NotFound: there is no such record in this county.
        NotAllowed: the caller approves nothing at its village.
        OwnRecord: it is her own.
        OwnHousehold: it is of her household.
        IllegalTransition: it is a claim anyway, public, settled or replaced.
    """
    record = _approvable(session, actor, county_id=county_id, record_id=record_id)
    require_no_interest(record, actor_id=actor.volunteer_id, household_id=actor.household_id, recorders=False)
    if record.state not in (RecordState.VERIFIED, RecordState.REJECTED):
        raise IllegalTransition(state=record.state, action="reopen")
    fresh = revisions.reopen(session, record, reason=reason, actor_id=actor.volunteer_id, now=now)
    _note(session, actor, record, action="reopen", now=now)
    _assess(session, record, now=now)
    return fresh


def propose_correction(
    session: Session,
    actor: Actor,
    *,
    county_id: str,
    record_id: uuid.UUID,
    presence: Interval,
    reason: str,
    now: dt.datetime,
) -> ServiceRecord:
    """Propose other minutes for a settled record; a second person verifies the successor, then it takes its place.

    Raises:
        NotFound: there is no such record in this county.
        NotAllowed: the caller corrects nothing at its village.
        OwnRecord: it is her own.
        OwnHousehold: it is of her household.
        CorrectionOpen: another correction waits.
        IllegalTransition: it is not settled.
        PresenceInvalid: the presence is reversed, too long or in the future.
    """
    record = locked_record(session, county_id=county_id, record_id=record_id)
    actor.require("hours.correct", place_code=record.village_code)
    require_no_interest(record, actor_id=actor.volunteer_id, household_id=actor.household_id, recorders=False)
    wanted = possible_presence(presence, record, now=now)
    successor = _correct(session, actor, record, presence=wanted, reason=reason, now=now)
    _note(session, actor, record, action="propose_correction", now=now)
    _assess(session, record, now=now)
    return successor


def possible_presence(wanted: Interval, record: ServiceRecord, *, now: dt.datetime) -> Interval:
    """Return a presence stated by hand if it can be true: past, near the recorded one, no longer than the shift.

    Raises:
        PresenceInvalid: it cannot.
    """
    near = Interval(record.started_at - LONGEST_SERVICE, record.ended_at + LONGEST_SERVICE)
    inside = near.starts_at <= wanted.starts_at and wanted.ends_at <= near.ends_at
    if not inside or wanted.ends_at > now or wanted.minutes > record.planned_minutes:
        raise PresenceInvalid(most_minutes=record.planned_minutes)
    return wanted


def _correct(
    session: Session, actor: Actor, record: ServiceRecord, *, presence: Interval | None, reason: str, now: dt.datetime
) -> ServiceRecord:
    if presence is None:
        raise PresenceInvalid(most_minutes=record.planned_minutes)
    return revisions.propose_correction(
        session, record, presence=presence, reason=reason, actor_id=actor.volunteer_id, now=now
    )


def _restate(
    session: Session, actor: Actor, record: ServiceRecord, *, presence: Interval | None, reason: str, now: dt.datetime
) -> ServiceRecord:
    return revisions.restate(session, record, presence=presence, reason=reason, actor_id=actor.volunteer_id, now=now)


def _approvable(session: Session, actor: Actor, *, county_id: str, record_id: uuid.UUID) -> ServiceRecord:
    record = locked_record(session, county_id=county_id, record_id=record_id)
    placed = any(
        actor.may(action, place_code=record.village_code) for action in ("hours.verify", "hours.second_verify")
    )
    if not placed and not runs_jointly(session, actor, county_id=county_id, activity_id=record.activity_id):
        raise NotAllowed(action="hours.verify")
    return record


def _assess(session: Session, record: ServiceRecord, *, now: dt.datetime) -> None:
    session.flush()
    assess_people(session, county_id=record.county_id, volunteer_ids=[record.volunteer_id], now=now)


def _note(session: Session, actor: Actor, record: ServiceRecord, *, action: str, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=record.county_id,
        actor_id=actor.volunteer_id,
        action=f"service_record.{action}",
        subject_kind="service_record",
        subject_id=record.id,
        now=now,
        facts={"minutes": record.minutes, "points": record.points},
    )
