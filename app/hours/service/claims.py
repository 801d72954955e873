"""From marks to claims (申报): every finished attendance becomes one service record, once.

Nothing is paid here, and nothing is taken from the plan: minutes are those between check-in and check-out.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Row, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Uuid

from app.clock import SHANGHAI, local_date
from app.hours.queries import MARK_CLAIMED, TO_CLAIM, TO_WITHDRAW
from points.attendance.intervals import Flag, Interval, presence
from points.base import new_id
from points.calendar import due_after
from points.hours.assessment import assess_people
from points.hours.decisions import step
from points.hours.models import ServiceRecord
from points.hours.states import OPEN, Action, RecordState

RECORDING_DAYS: Final = 10
"""Working days within which service must be on record (Order 67, article 11)."""
ROUND_MOST: Final = 500
SAME_TIMES_NOTICEABLE: Final = 3
NIGHT_BEGINS, NIGHT_ENDS = 22, 5
MARKED = MARK_CLAIMED.bindparams(bindparam("ids", type_=ARRAY(Uuid)))


def collect_claims(
    session: Session, *, now: dt.datetime, county_id: str | None = None, activity_id: uuid.UUID | None = None
) -> int:
    """Make a claim of every confirmed attendance that has both marks and return how many; at most 500 in one round.

    Claims whose attendance was undone are withdrawn first, so that a late check-out which replaces one finds its time
    free. Running it twice, or twice at once, makes nothing twice.
    """
    withdrawn = _withdraw(session, county_id=county_id, now=now)
    rows = session.execute(TO_CLAIM, {"county_id": county_id, "activity_id": activity_id, "limit": ROUND_MOST}).all()
    for county, own in groupby(rows, key=lambda row: str(row.county_id)):
        _claim(session, list(own), county_id=county, now=now)
    return len(rows) + withdrawn


def _claim(session: Session, rows: Sequence[Row[Any]], *, county_id: str, now: dt.datetime) -> None:
    session.add_all(_record(row, now=now) for row in rows if row.revision is None)
    session.flush()
    session.execute(MARKED, {"county_id": county_id, "ids": [row.id for row in rows], "claimed_at": now})
    assess_people(session, county_id=county_id, volunteer_ids=[row.volunteer_id for row in rows], now=now)


def _record(row: Row[Any], *, now: dt.datetime) -> ServiceRecord:
    planned = Interval(row.starts_at, row.ends_at)
    present = presence(checked_in_at=row.in_at, checked_out_at=row.out_at, planned=planned)
    due = due_after(local_date(row.activity_ends_at), RECORDING_DAYS)
    recorders = _recorders(row)
    return ServiceRecord(
        county_id=row.county_id,
        id=new_id(),
        attendance_id=row.id,
        revision=1,
        activity_id=row.activity_id,
        site_id=row.site_id,
        village_code=row.village_code,
        volunteer_id=row.volunteer_id,
        household_id=row.household_id,
        volunteer_kind=row.kind,
        difficulty_code=row.difficulty_code,
        local_date=local_date(row.starts_at),
        started_at=present.counted.starts_at,
        ended_at=present.counted.ends_at,
        planned_minutes=planned.minutes,
        origin="manual" if recorders else "scan",
        flags=sorted({*row.flags, *present.flags, *_flags(row, late=local_date(now) > due.on)}),
        organizer_id=row.organizer_id,
        recorded_by=recorders,
        reason=row.reason,
        minutes_present=present.minutes,
        minutes=0,
        points=0,
        rule_id=None,
        trace=[],
        usage={},
        needs_second=False,
        anomalous=True,
        assessed_at=None,
        due_on=due.on,
        due_estimated=due.estimated,
        state=RecordState.CLAIMED,
        created_at=now,
    )


def _recorders(row: Row[Any]) -> list[uuid.UUID]:
    """Return who wrote a mark down by hand; whoever only scanned or showed a code did not."""
    marks = ((row.in_means, row.in_by), (row.out_means, row.out_by))
    return sorted({by for means, by in marks if means == "manual" and by is not None})


def _flags(row: Row[Any], *, late: bool) -> set[str]:
    """Return what a person should look at before approving, beside what the marks already carry."""
    means, modes = {row.in_means, row.out_means}, {row.in_mode, row.out_mode}
    hours = {row.in_at.astimezone(SHANGHAI).hour, row.out_at.astimezone(SHANGHAI).hour}
    noticed = {
        Flag.CHECK_OUT_FORGOTTEN.value: "closing" in means,
        "manual": "manual" in means,
        "poster": "poster" in means,
        "offline": "offline" in modes,
        "backfill": "backfill" in modes,
        "late_entry": late,
        "night": any(hour >= NIGHT_BEGINS or hour < NIGHT_ENDS for hour in hours),
        "identical_times": row.same_times >= SAME_TIMES_NOTICEABLE,
    }
    return {flag for flag, seen in noticed.items() if seen}


def _withdraw(session: Session, *, county_id: str | None, now: dt.datetime) -> int:
    """Withdraw open claims whose attendance was undone; decided ones stand and can only be corrected."""
    undone = session.execute(TO_WITHDRAW, {"county_id": county_id, "limit": ROUND_MOST}).all()
    for county, rows in groupby(undone, key=lambda row: str(row.county_id)):
        by_attendance = {row.id: row for row in rows}
        records = session.scalars(
            select(ServiceRecord)
            .where(
                ServiceRecord.county_id == county,
                ServiceRecord.attendance_id.in_(by_attendance),
                ServiceRecord.state.in_(OPEN),
            )
            .order_by(ServiceRecord.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        for record in records:
            cause = by_attendance[record.attendance_id]
            step(session, record, Action.WITHDRAW, actor_id=cause.undone_by, reason=cause.undo_reason, now=now)
        session.execute(MARKED, {"county_id": county, "ids": list(by_attendance), "claimed_at": None})
        assess_people(session, county_id=county, volunteer_ids=[record.volunteer_id for record in records], now=now)
    return len(undone)
