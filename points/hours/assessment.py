"""What a record is worth, computed again whenever something before it changes (计分).

All open records of a person are assessed in the order of her service, so the result depends on what stands in the
book and never on the order in which phones uploaded. Published and settled records are never touched.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from itertools import groupby

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from points.amounts import Minutes
from points.attendance.intervals import Flag
from points.calendar import season_of, week_of
from points.errors import PointsError
from points.hours.decisions import decide_on
from points.hours.models import ServiceRecord
from points.hours.revisions import reopen
from points.hours.states import COUNTED, OPEN, RecordState
from points.hours.usage import counts, time_left, usage_as_json, usage_before
from points.scoring.calculator import Assessment, PersonKind, Served, Usage, assess
from points.scoring.ladder import Approval, approval_for
from points.scoring.refusals import DailyMinutesRefused, DifficultyUnknown, RuleNotInForce
from points.scoring.rulebook import RuleVersion
from points.scoring.store import load_rule_in_force

LOCK_PERSON = text("SELECT pg_advisory_xact_lock(hashtextextended('hours:' || :county_id || ':' || :volunteer_id, 0))")
BLOCKING: tuple[type[PointsError], ...] = (RuleNotInForce, DifficultyUnknown, DailyMinutesRefused)
BLOCKS = frozenset(kind.code for kind in BLOCKING)


def assess_people(session: Session, *, county_id: str, volunteer_ids: Iterable[uuid.UUID], now: dt.datetime) -> int:
    """Assess every open record of these people and return how many changed. Doing it twice changes nothing.

    A record for which no rule holds, or on a day longer than anybody may approve, keeps its minutes, gets the
    reason as a flag and cannot be verified until that has changed.
    """
    people = sorted(set(volunteer_ids))
    for volunteer_id in people:
        session.execute(LOCK_PERSON, {"county_id": county_id, "volunteer_id": str(volunteer_id)})
    changed, again = 0, people
    while again:
        rules = _Rules(session, county_id)
        open_records = _open_records(session, county_id, volunteer_ids=again)
        done = {
            volunteer_id: _assess_person(session, list(own), rules=rules, now=now)
            for volunteer_id, own in groupby(open_records, key=lambda record: record.volunteer_id)
        }
        session.flush()
        changed += sum(count for count, _ in done.values())
        again = [volunteer_id for volunteer_id, (_, reopened) in done.items() if reopened]
    return changed


def _open_records(session: Session, county_id: str, *, volunteer_ids: Sequence[uuid.UUID]) -> list[ServiceRecord]:
    """Return the open records of these people grouped by person, locked in the order of their ids."""
    session.flush()
    locked = session.scalars(
        select(ServiceRecord)
        .where(
            ServiceRecord.county_id == county_id,
            ServiceRecord.volunteer_id.in_(volunteer_ids),
            ServiceRecord.state.in_(OPEN),
        )
        .order_by(ServiceRecord.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return sorted(locked, key=lambda record: (record.volunteer_id, record.started_at, record.id))


def _assess_person(
    session: Session, own: Sequence[ServiceRecord], *, rules: _Rules, now: dt.datetime
) -> tuple[int, bool]:
    """Assess one person's open records in the order of her service; return (changed, some were reopened)."""
    history = _history(session, own)
    earlier_minutes = _minutes_before(session, history)
    changed = 0
    for record in sorted(own, key=lambda each: (each.created_at, each.id)):
        _take_time(record, history)
    for record in own:
        usage = usage_before(record, history, earlier_minutes=earlier_minutes)
        changed += _assess(session, record, rules=rules, usage=usage, now=now)
    return changed, any(record.state == RecordState.CORRECTED for record in own)


def _take_time(record: ServiceRecord, history: Sequence[ServiceRecord]) -> None:
    left = time_left(record, history)
    record.minutes = min(record.minutes, left.minutes)
    record.minutes_present = left.minutes
    flags = {flag for flag in record.flags if flag != Flag.OVERLAP} | left.flags
    record.flags = sorted(flags)


def _assess(session: Session, record: ServiceRecord, *, rules: _Rules, usage: Usage, now: dt.datetime) -> int:
    before = (record.rule_id, record.minutes, record.points, record.needs_second, tuple(record.flags))
    was_assessed = record.assessed_at is not None
    plain_flags = [flag for flag in record.flags if flag not in BLOCKS]
    try:
        rule = rules.in_force(record.site_id, on=record.local_date)
        result = assess(_served(record), rule, usage)
        approval = approval_for(Minutes(usage.day_minutes + result.minutes_counted))
    except BLOCKING as refusal:
        _block(session, record, flags=[*plain_flags, refusal.code], now=now)
    else:
        record.flags = plain_flags
        second = approval is Approval.SECOND_APPROVER
        if record.state == RecordState.VERIFIED and second and record.first_verified_by is None:
            reopen(session, record, reason="second_approver_needed", now=now)
            return 1
        _write(record, rule, result=result, second=second)
        record.usage = usage_as_json(usage)
        record.assessed_at = record.assessed_at or now
    record.anomalous = bool(record.flags) or record.needs_second or record.origin == "manual"
    after = (record.rule_id, record.minutes, record.points, record.needs_second, tuple(record.flags))
    if before != after and was_assessed:
        decide_on(session, record, "assess", actor_id=None, reason=None, now=now)
    return int(before != after or not was_assessed)


def _write(record: ServiceRecord, rule: RuleVersion, *, result: Assessment, second: bool) -> None:
    record.rule_id = rule.id
    record.minutes = result.minutes_counted
    record.points = result.points
    record.trace = [step.as_json() for step in result.steps]
    record.needs_second = second


def _block(session: Session, record: ServiceRecord, *, flags: list[str], now: dt.datetime) -> None:
    if record.state == RecordState.VERIFIED:
        reopen(session, record, reason=flags[-1], now=now)
        return
    record.flags = flags
    record.rule_id, record.minutes, record.points, record.assessed_at = None, 0, 0, None
    record.trace, record.usage, record.needs_second = [], {}, False


def _served(record: ServiceRecord) -> Served:
    return Served(
        minutes=Minutes(record.minutes_present),
        planned_minutes=Minutes(record.planned_minutes),
        local_date=record.local_date,
        difficulty=record.difficulty_code,
        kind=PersonKind.FAMILY if record.volunteer_kind == "family" else PersonKind.MOTHER,
    )


def _history(session: Session, own: Sequence[ServiceRecord]) -> list[ServiceRecord]:
    """Return the person's counted records of every period that one of the open ones lies in."""
    first_on = min(min(week_of(record.local_date).first_on, season_of(record.local_date).first_on) for record in own)
    county_id, volunteer_id = own[0].county_id, own[0].volunteer_id
    found = session.scalars(
        select(ServiceRecord).where(
            ServiceRecord.county_id == county_id,
            ServiceRecord.volunteer_id == volunteer_id,
            ServiceRecord.state.in_(COUNTED),
            or_(ServiceRecord.local_date >= first_on, ServiceRecord.state.in_(OPEN)),
        )
    ).all()
    return [record for record in found if counts(record)]


def _minutes_before(session: Session, history: Sequence[ServiceRecord]) -> int:
    """Return the minutes counted before the history begins, for rules whose first hours earn nothing."""
    first_on = min(record.local_date for record in history)
    sample = history[0]
    closed = [state for state in COUNTED if state not in OPEN]
    total = session.execute(
        select(func.coalesce(func.sum(ServiceRecord.minutes), 0)).where(
            ServiceRecord.county_id == sample.county_id,
            ServiceRecord.volunteer_id == sample.volunteer_id,
            ServiceRecord.state.in_(closed),
            ServiceRecord.disputed_from.is_distinct_from(RecordState.REJECTED),
            ServiceRecord.local_date < first_on,
        )
    ).scalar_one()
    return int(total)


class _Rules:
    """The rule versions met in one round, each loaded once."""

    def __init__(self, session: Session, county_id: str) -> None:
        self._session = session
        self._county_id = county_id
        self._found: dict[tuple[uuid.UUID, dt.date], RuleVersion] = {}

    def in_force(self, site_id: uuid.UUID, *, on: dt.date) -> RuleVersion:
        key = (site_id, on)
        if key not in self._found:
            self._found[key] = load_rule_in_force(self._session, county_id=self._county_id, site_id=site_id, on=on)
        return self._found[key]
