"""Revisions: minutes are never edited, a new record takes the place of the old one and both stay visible (更正)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from points.attendance.intervals import Interval
from points.base import new_id
from points.errors import IllegalTransition
from points.hours.decisions import decide_on, locked_record, step
from points.hours.models import ServiceRecord
from points.hours.refusals import CorrectionOpen, NotLonger
from points.hours.states import Action, RecordState

REVISED = "revised"


def reopen(
    session: Session,
    record: ServiceRecord,
    *,
    reason: str,
    now: dt.datetime,
    actor_id: uuid.UUID | None = None,
) -> ServiceRecord:
    """Replace a record by a fresh claim with the same presence, so that it is decided on again.

    Raises:
        IllegalTransition: the record has points on the books or was replaced already.

    """
    if RecordState.SETTLED in (record.state, record.disputed_from):
        raise IllegalTransition(state=record.state, action="reopen")
    presence = Interval(record.started_at, record.ended_at)
    return _replace(
        session,
        record,
        presence=presence,
        recorders=list(record.recorded_by),
        reason=reason,
        actor_id=actor_id,
        now=now,
    )


def restate(
    session: Session,
    record: ServiceRecord,
    *,
    presence: Interval | None,
    reason: str,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> ServiceRecord:
    """Replace an unsettled record by a fresh claim after a ruling, with the presence found true or the same one.

    Whoever states a presence wrote it down by hand and cannot approve it.

    Raises:
        IllegalTransition: the record has points on the books or was replaced already.

    """
    if presence is None:
        return reopen(session, record, reason=reason, actor_id=actor_id, now=now)
    if RecordState.SETTLED in (record.state, record.disputed_from):
        raise IllegalTransition(state=record.state, action="restate")
    recorders = [*record.recorded_by, actor_id]
    return _replace(session, record, presence=presence, recorders=recorders, reason=reason, actor_id=actor_id, now=now)


def shorten(
    session: Session, record: ServiceRecord, *, presence: Interval, reason: str, actor_id: uuid.UUID, now: dt.datetime
) -> ServiceRecord:
    """Replace a claim by a shorter one inside what was recorded, as when somebody forgot to check out (改时长).

    Raises:
        NotLonger: the new presence reaches beyond the old one or is just as long.
        IllegalTransition: the record was decided on.

    """
    if record.state != RecordState.CLAIMED:
        raise IllegalTransition(state=record.state, action="shorten")
    if not _inside(presence, record) or presence == Interval(record.started_at, record.ended_at):
        raise NotLonger()
    return _replace(
        session,
        record,
        presence=presence,
        recorders=list(record.recorded_by),
        reason=reason,
        actor_id=actor_id,
        now=now,
    )


def propose_correction(
    session: Session, record: ServiceRecord, *, presence: Interval, reason: str, actor_id: uuid.UUID, now: dt.datetime
) -> ServiceRecord:
    """Open a correction of a settled record; the old award stands until a second person has verified the new one.

    Raises:
        CorrectionOpen: another correction of it is waiting.
        IllegalTransition: the record has no points on the books.

    """
    if record.state != RecordState.SETTLED:
        raise IllegalTransition(state=record.state, action="correct")
    if successor_of(session, record) is not None:
        raise CorrectionOpen()
    successor = _successor(
        session, record, presence=presence, recorders=[*record.recorded_by, actor_id], reason=reason, now=now
    )
    decide_on(
        session,
        record,
        "propose_correction",
        actor_id=actor_id,
        reason=reason,
        now=now,
        facts={"successor_id": str(successor.id)},
    )
    return successor


def successor_of(session: Session, record: ServiceRecord) -> ServiceRecord | None:
    """Return the revision that replaces the record or waits to, if there is one that was not rejected."""
    return session.scalars(
        select(ServiceRecord).where(
            ServiceRecord.county_id == record.county_id,
            ServiceRecord.supersedes_id == record.id,
            ServiceRecord.state.not_in([RecordState.REJECTED, RecordState.CORRECTED]),
        )
    ).one_or_none()


def standing_before(session: Session, record: ServiceRecord) -> ServiceRecord | None:
    """Return the settled record whose place this one waits to take, locked, or None when nothing stands before it."""
    if record.supersedes_id is None:
        return None
    earlier = locked_record(session, county_id=record.county_id, record_id=record.supersedes_id)
    return earlier if RecordState.SETTLED in (earlier.state, earlier.disputed_from) else None


def _replace(
    session: Session,
    record: ServiceRecord,
    *,
    presence: Interval,
    recorders: list[uuid.UUID],
    reason: str,
    actor_id: uuid.UUID | None,
    now: dt.datetime,
) -> ServiceRecord:
    step(session, record, Action.CORRECT, actor_id=actor_id, reason=reason, now=now)
    session.flush()
    return _successor(session, record, presence=presence, recorders=recorders, reason=reason, now=now)


def _successor(
    session: Session,
    record: ServiceRecord,
    *,
    presence: Interval,
    recorders: list[uuid.UUID],
    reason: str,
    now: dt.datetime,
) -> ServiceRecord:
    standing = standing_before(session, record)
    newest = session.execute(
        select(func.max(ServiceRecord.revision)).where(
            ServiceRecord.county_id == record.county_id, ServiceRecord.attendance_id == record.attendance_id
        )
    ).scalar_one()
    successor = ServiceRecord(
        county_id=record.county_id,
        id=new_id(),
        attendance_id=record.attendance_id,
        revision=newest + 1,
        activity_id=record.activity_id,
        site_id=record.site_id,
        village_code=record.village_code,
        volunteer_id=record.volunteer_id,
        household_id=record.household_id,
        volunteer_kind=record.volunteer_kind,
        difficulty_code=record.difficulty_code,
        local_date=record.local_date,
        started_at=presence.starts_at,
        ended_at=presence.ends_at,
        planned_minutes=record.planned_minutes,
        origin=record.origin if _inside(presence, record) else "manual",
        flags=sorted({*record.flags, REVISED}),
        organizer_id=record.organizer_id,
        recorded_by=recorders,
        reason=reason,
        minutes_present=presence.minutes,
        minutes=0,
        points=0,
        rule_id=None,
        trace=[],
        usage={},
        needs_second=False,
        anomalous=True,
        assessed_at=None,
        due_on=record.due_on,
        due_estimated=record.due_estimated,
        state=RecordState.CLAIMED,
        supersedes_id=record.id if standing is None else standing.id,
        created_at=now,
    )
    session.add(successor)
    session.flush()
    return successor


def _inside(presence: Interval, record: ServiceRecord) -> bool:
    return record.started_at <= presence.starts_at and presence.ends_at <= record.ended_at
