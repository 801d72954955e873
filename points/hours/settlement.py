"""From vouched minutes to the books (结算): minutes to the person, points to the household, each exactly once."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from points.amounts import NO_POINTS, Points
from points.base import new_id
from points.hours.decisions import step
from points.hours.models import HoursEntry, ServiceRecord
from points.hours.revisions import standing_before
from points.hours.states import Action, RecordState, advance
from points.ledger import posting
from points.ledger.accounts import ISSUANCE, household


def award_reference(record_id: uuid.UUID) -> str:
    """Return the name under which the ledger knows the award of a record, once and for ever."""
    return f"hours:{record_id}:award"


def settle_record(
    session: Session, record: ServiceRecord, *, actor_id: uuid.UUID | None, on: dt.date, now: dt.datetime
) -> None:
    """Write a locked record into the hours book and its points to the household; ``on`` is today's business date.

    A correction first gives the new award and then takes the old one back, so that nobody falls below zero while
    her points are unspent. Settling twice is once: state, references and keys each forbid the second time.

    Raises:
        IllegalTransition: the record is not verified and disclosed.
        InsufficientPoints: a correction takes back points that the household has spent; nothing changes.
        AccountClosed: the household has left the programme.

    """
    advance(record.state, Action.SETTLE)
    _enter_minutes(session, record, minutes=record.minutes, reference=f"hours:{record.id}:minutes", now=now)
    if record.points > NO_POINTS:
        posted = posting.post(
            session,
            county_id=record.county_id,
            reference=award_reference(record.id),
            kind="award",
            source=ISSUANCE,
            target=household(record.household_id),
            points=Points(record.points),
            actor_id=actor_id,
            occurred_on=on,
            now=now,
            facts=award_facts(record),
        )
        record.award_posting_id = posted.id
    replaced = standing_before(session, record)
    step(session, record, Action.SETTLE, actor_id=actor_id, now=now)
    session.flush()
    if replaced is not None:
        _take_back(session, replaced, actor_id=actor_id, on=on, now=now)


def stands_at_once(session: Session, record: ServiceRecord) -> bool:
    """Say whether a verified correction needs no new disclosure: it only takes back what was public."""
    if record.state != RecordState.VERIFIED:
        return False
    replaced = standing_before(session, record)
    return replaced is not None and record.points <= replaced.points and record.minutes <= replaced.minutes


def award_facts(record: ServiceRecord) -> dict[str, object]:
    """Return what the ledger keeps beside an award so that it can be computed again for ever (D5)."""
    return {
        "record_id": str(record.id),
        "volunteer_id": str(record.volunteer_id),
        "activity_id": str(record.activity_id),
        "rule_id": str(record.rule_id),
        "difficulty_code": record.difficulty_code,
        "volunteer_kind": record.volunteer_kind,
        "minutes_present": record.minutes_present,
        "planned_minutes": record.planned_minutes,
        "minutes": record.minutes,
        "usage": dict(record.usage),
    }


def _take_back(
    session: Session, replaced: ServiceRecord, *, actor_id: uuid.UUID | None, on: dt.date, now: dt.datetime
) -> None:
    _enter_minutes(
        session,
        replaced,
        minutes=-replaced.minutes,
        reference=f"hours:{replaced.id}:minutes:reversal",
        now=now,
    )
    if replaced.award_posting_id is not None:
        posting.reverse(
            session,
            county_id=replaced.county_id,
            posting_id=replaced.award_posting_id,
            actor_id=actor_id,
            occurred_on=on,
            now=now,
            facts={"record_id": str(replaced.id), "volunteer_id": str(replaced.volunteer_id)},
        )
    step(session, replaced, Action.CORRECT, actor_id=actor_id, now=now)
    session.flush()


def _enter_minutes(session: Session, record: ServiceRecord, *, minutes: int, reference: str, now: dt.datetime) -> None:
    if minutes == 0:
        return
    session.add(
        HoursEntry(
            county_id=record.county_id,
            id=new_id(),
            reference=reference,
            record_id=record.id,
            volunteer_id=record.volunteer_id,
            origin=record.origin,
            minutes=minutes,
            local_date=record.local_date,
            recorded_at=now,
        )
    )
