"""Settle what stood its window (结算): each line once, however often and by however many this is run."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Sequence
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.db import refusal_of
from app.disclosure.models import Disclosure
from app.disclosure.queries import DUE_CORRECTIONS, DUE_LINES, LOCK_LINES, READY, WAITING
from app.disclosure.service.telling import tell_settled
from points.errors import PointsError
from points.hours.decisions import locked_record
from points.hours.settlement import settle_record, stands_at_once
from points.hours.states import RecordState

log = logging.getLogger(__name__)
LISTS_MOST: Final = 20
CORRECTIONS_MOST: Final = 100


def settle_due(
    session: Session,
    *,
    now: dt.datetime,
    county_id: str | None = None,
    places: Sequence[str] = ("",),
    actor_id: uuid.UUID | None = None,
) -> int:
    """Settle the lines of lists whose window is over and return how many records came onto the books.

    Records are locked before it is asked which of them somebody objects to, so an objection made at the same moment
    either stops its line or comes too late. A line with an open objection or dispute waits, and so does one whose
    correction takes back points that were spent or whose household has left; everything else goes on. A list is
    settled when no line waits. At most 20 lists in one round; lists on which everything waits are not among them, or
    a few objections could stop everybody's. Running it twice, or at once, settles nothing twice.
    """
    wanted = select(Disclosure).where(Disclosure.state == "open", Disclosure.closes_at <= now, READY)
    if county_id is not None:
        wanted = wanted.where(Disclosure.county_id == county_id)
    wanted = wanted.where(or_(*(Disclosure.village_code.startswith(place, autoescape=True) for place in places)))
    due = session.scalars(wanted.order_by(Disclosure.closes_at, Disclosure.id).limit(LISTS_MOST)).all()
    settled = sum(_settle_list(session, each, actor_id=actor_id, now=now) for each in due)
    return settled + _settle_corrections(session, county_id=county_id, places=places, actor_id=actor_id, now=now)


def _settle_list(session: Session, disclosure: Disclosure, *, actor_id: uuid.UUID | None, now: dt.datetime) -> int:
    session.refresh(disclosure, with_for_update=True)
    if disclosure.state != "open":
        return 0
    key = {"county_id": disclosure.county_id, "disclosure_id": disclosure.id}
    session.execute(LOCK_LINES, key)
    record_ids = session.scalars(DUE_LINES, key).all()
    settled = sum(
        _settle_one(session, disclosure.county_id, record_id, actor_id=actor_id, now=now) for record_id in record_ids
    )
    if session.execute(WAITING, key).scalar_one() == 0:
        disclosure.state, disclosure.settled_at = "settled", now
        session.flush()
    return settled


def _settle_corrections(
    session: Session,
    *,
    county_id: str | None,
    places: Sequence[str],
    actor_id: uuid.UUID | None,
    now: dt.datetime,
) -> int:
    """Settle approved corrections that only take something away; they need no new window."""
    rows = session.execute(DUE_CORRECTIONS, {"county_id": county_id, "limit": CORRECTIONS_MOST}).all()
    settled = 0
    for row in rows:
        record = locked_record(session, county_id=row.county_id, record_id=row.id)
        if record.village_code.startswith(tuple(places)) and stands_at_once(session, record):
            settled += _settle_one(session, row.county_id, row.id, actor_id=actor_id, now=now)
    return settled


def _settle_one(
    session: Session, county_id: str, record_id: uuid.UUID, *, actor_id: uuid.UUID | None, now: dt.datetime
) -> int:
    try:
        with session.begin_nested():
            record = locked_record(session, county_id=county_id, record_id=record_id)
            if record.state not in (RecordState.DISCLOSED, RecordState.VERIFIED):
                return 0
            settle_record(session, record, actor_id=actor_id, on=local_date(now), now=now)
            tell_settled(session, record, now=now)
    except PointsError as refusal:
        return _wait(record_id, refusal)
    except DBAPIError as error:
        refusal_behind = refusal_of(error)
        if refusal_behind is None:
            raise
        return _wait(record_id, refusal_behind)
    return 1


def _wait(record_id: uuid.UUID, refusal: PointsError) -> int:
    log.warning("settlement.waits", extra={"record_id": str(record_id), "code": refusal.code})
    return 0
