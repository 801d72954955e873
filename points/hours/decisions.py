"""Decisions on service records (审核决定): each leaves a row with the numbers and every rule behind them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.base import new_id
from points.errors import NotFound
from points.hours.models import Decision, ServiceRecord
from points.hours.refusals import OwnEntry, OwnHousehold, OwnRecord
from points.hours.states import Action, RecordState, advance, dispute_from


def locked_record(session: Session, *, county_id: str, record_id: uuid.UUID) -> ServiceRecord:
    """Return a record as it stands now and keep it from changing until the command ends.

    Raises:
        NotFound: there is no such record in this county.

    """
    record = session.scalars(
        select(ServiceRecord)
        .where(ServiceRecord.county_id == county_id, ServiceRecord.id == record_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if record is None:
        raise NotFound()
    return record


def require_no_interest(
    record: ServiceRecord, *, actor_id: uuid.UUID, household_id: uuid.UUID | None, recorders: bool = True
) -> None:
    """Demand that whoever decides has nothing to gain: not her own record, household, or handwritten minutes.

    Source: domain rules, integrity 1 and 2 (two persons, nobody for herself).

    Raises:
        OwnRecord: she served herself.
        OwnHousehold: somebody of her household served.
        OwnEntry: she wrote the minutes down or proposed them.

    """
    if record.volunteer_id == actor_id:
        raise OwnRecord()
    if household_id is not None and record.household_id == household_id:
        raise OwnHousehold()
    if recorders and actor_id in record.recorded_by:
        raise OwnEntry()


def step(
    session: Session,
    record: ServiceRecord,
    action: Action,
    *,
    actor_id: uuid.UUID | None,
    now: dt.datetime,
    reason: str | None = None,
    facts: dict[str, Any] | None = None,
) -> Decision:
    """Take a record one step along the state table and write the decision down.

    Raises:
        IllegalTransition: the table has no such step.

    """
    record.state = advance(record.state, action)
    record.disputed_from = None
    return decide_on(session, record, action, actor_id=actor_id, reason=reason, now=now, facts=facts)


def dispute(session: Session, record: ServiceRecord, *, reason: str, now: dt.datetime) -> Decision:
    """Stop a record because the volunteer herself disputes it (申诉); nothing happens to it until a ruling.

    Raises:
        IllegalTransition: it is disputed already, or replaced by another revision.

    """
    record.disputed_from = dispute_from(record.state)
    record.state = RecordState.DISPUTED
    return decide_on(session, record, "dispute", actor_id=record.volunteer_id, reason=reason, now=now)


def dismiss_dispute(
    session: Session, record: ServiceRecord, *, actor_id: uuid.UUID, reason: str, now: dt.datetime
) -> Decision:
    """Return a disputed record to where it was, with the reason."""
    assert record.disputed_from is not None, "only disputed records get here"
    record.state, record.disputed_from = record.disputed_from, None
    return decide_on(session, record, "dismiss_dispute", actor_id=actor_id, reason=reason, now=now)


def decide_on(
    session: Session,
    record: ServiceRecord,
    action: str,
    *,
    actor_id: uuid.UUID | None,
    reason: str | None,
    now: dt.datetime,
    facts: dict[str, Any] | None = None,
) -> Decision:
    """Write one decision with the numbers it rests on; ``actor_id`` is None when the system itself acted."""
    decision = Decision(
        county_id=record.county_id,
        id=new_id(),
        record_id=record.id,
        action=str(action),
        actor_id=actor_id,
        reason=reason,
        trace=trace_of(record) | (facts or {}),
        decided_at=now,
    )
    session.add(decision)
    return decision


def trace_of(record: ServiceRecord) -> dict[str, Any]:
    """Return what a decision on the record rests on: rule, inputs, every step, and the outcome."""
    return {
        "state": record.state,
        "rule_id": None if record.rule_id is None else str(record.rule_id),
        "minutes_present": record.minutes_present,
        "minutes": record.minutes,
        "points": record.points,
        "needs_second": record.needs_second,
        "flags": list(record.flags),
        "usage": dict(record.usage),
        "steps": list(record.trace),
    }
