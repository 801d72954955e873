"""Reads of the hours book and of points on their way (工时账与待公示积分)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from points.hours.models import Decision, HoursEntry, ServiceRecord
from points.hours.states import PENDING, RecordState


@dataclass(frozen=True, slots=True)
class HoursTotals:
    """Minutes on the books of a person; scanned and hand-added ones are never added up silently."""

    scan_minutes: int
    manual_minutes: int
    pending_minutes: int


def pending_points(session: Session, county_id: str, household_id: uuid.UUID) -> int:
    """Return the points (hundredths) vouched for but not yet settled (待公示) of a household.

    Of a correction only what it would add to the points that stand is on its way.
    """
    replaced = aliased(ServiceRecord)
    standing = func.coalesce(replaced.points, 0)
    total = session.execute(
        select(func.coalesce(func.sum(func.greatest(ServiceRecord.points - standing, 0)), 0))
        .select_from(ServiceRecord)
        .outerjoin(
            replaced,
            (replaced.county_id == ServiceRecord.county_id)
            & (replaced.id == ServiceRecord.supersedes_id)
            & (replaced.state == RecordState.SETTLED),
        )
        .where(
            ServiceRecord.county_id == county_id,
            ServiceRecord.household_id == household_id,
            ServiceRecord.state.in_(PENDING),
        )
    ).scalar_one()
    return int(total)


def hours_totals(
    session: Session,
    *,
    county_id: str,
    volunteer_id: uuid.UUID,
    first_on: dt.date | None = None,
    last_on: dt.date | None = None,
) -> HoursTotals:
    """Return the minutes of a person, of all time or between two business dates (both included)."""
    found = select(HoursEntry.origin, func.sum(HoursEntry.minutes)).where(
        HoursEntry.county_id == county_id, HoursEntry.volunteer_id == volunteer_id
    )
    if first_on is not None:
        found = found.where(HoursEntry.local_date >= first_on)
    if last_on is not None:
        found = found.where(HoursEntry.local_date <= last_on)
    by_origin = {origin: int(total) for origin, total in session.execute(found.group_by(HoursEntry.origin))}
    pending = session.execute(
        select(func.coalesce(func.sum(ServiceRecord.minutes), 0)).where(
            ServiceRecord.county_id == county_id,
            ServiceRecord.volunteer_id == volunteer_id,
            ServiceRecord.state.in_(PENDING),
        )
    ).scalar_one()
    return HoursTotals(by_origin.get("scan", 0), by_origin.get("manual", 0), int(pending))


def list_decisions(session: Session, *, county_id: str, record_id: uuid.UUID) -> list[Decision]:
    """Return every decision on a record, oldest first, each with the numbers it rested on."""
    return list(
        session.scalars(
            select(Decision)
            .where(Decision.county_id == county_id, Decision.record_id == record_id)
            .order_by(Decision.id)
            .limit(100)
        )
    )
