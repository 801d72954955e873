"""One person's service under another id (并人): when two registrations are one person, her records and minutes move.

Records stay what they are but for whom they are about; the hours book, which never changes a line, takes the minutes
back from the old id and enters them under the new one. No sum of minutes or points changes.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from points.base import new_id
from points.hours.models import HoursEntry, ServiceRecord
from points.hours.states import RecordState

DEAD: Final = (RecordState.REJECTED, RecordState.CORRECTED)


@dataclass(frozen=True, slots=True)
class Transferred:
    """How many records went over, and how many minutes of the hours book."""

    records: int
    minutes: int


def served_at_once(session: Session, *, county_id: str, one_id: uuid.UUID, other_id: uuid.UUID) -> bool:
    """Tell whether two people have records that count and overlap in time: then they are two, or one was there once."""
    one, other = aliased(ServiceRecord), aliased(ServiceRecord)
    found = session.execute(
        select(one.id)
        .join(
            other,
            (other.county_id == one.county_id) & (other.started_at < one.ended_at) & (one.started_at < other.ended_at),
        )
        .where(
            one.county_id == county_id,
            one.volunteer_id == one_id,
            other.volunteer_id == other_id,
            one.state.not_in(DEAD),
            other.state.not_in(DEAD),
        )
        .limit(1)
    ).first()
    return found is not None


def decided_for_each_other(session: Session, *, county_id: str, one_id: uuid.UUID, other_id: uuid.UUID) -> bool:
    """Tell whether one of two people verified a record of the other, which as one person she never could."""
    by_the_other = [
        (ServiceRecord.volunteer_id == whose)
        & or_(ServiceRecord.verified_by == decider, ServiceRecord.first_verified_by == decider)
        for whose, decider in ((one_id, other_id), (other_id, one_id))
    ]
    found = session.execute(
        select(ServiceRecord.id).where(ServiceRecord.county_id == county_id, or_(*by_the_other)).limit(1)
    ).first()
    return found is not None


def transfer_service(
    session: Session, *, county_id: str, source_id: uuid.UUID, target_id: uuid.UUID, now: dt.datetime
) -> Transferred:
    """Move every record and every minute of one id to another. Safe to repeat: what moved is not there any more.

    The database lets a record change its person only to the one her registration was merged into.
    """
    records = session.execute(
        update(ServiceRecord)
        .where(ServiceRecord.county_id == county_id, ServiceRecord.volunteer_id == source_id)
        .values(volunteer_id=target_id)
        .returning(ServiceRecord.id)
        .execution_options(synchronize_session=False)
    ).all()
    minutes = _transfer_minutes(session, county_id=county_id, source_id=source_id, target_id=target_id, now=now)
    return Transferred(len(records), minutes)


def _transfer_minutes(
    session: Session, *, county_id: str, source_id: uuid.UUID, target_id: uuid.UUID, now: dt.datetime
) -> int:
    held = func.sum(HoursEntry.minutes)
    standing = session.execute(
        select(HoursEntry.record_id, HoursEntry.origin, HoursEntry.local_date, held.label("minutes"))
        .where(HoursEntry.county_id == county_id, HoursEntry.volunteer_id == source_id)
        .group_by(HoursEntry.record_id, HoursEntry.origin, HoursEntry.local_date)
        .having(held != 0)
        .order_by(HoursEntry.local_date, HoursEntry.record_id)
    ).all()
    for line in standing:
        for person, minutes in ((source_id, -line.minutes), (target_id, line.minutes)):
            entry_id = new_id()
            session.execute(
                insert(HoursEntry).values(
                    county_id=county_id,
                    id=entry_id,
                    reference=f"hours:{line.record_id}:person:{entry_id}",
                    record_id=line.record_id,
                    volunteer_id=person,
                    origin=line.origin,
                    minutes=minutes,
                    local_date=line.local_date,
                    recorded_at=now,
                )
            )
    return int(sum(line.minutes for line in standing))
