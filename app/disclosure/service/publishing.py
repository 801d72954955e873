"""Publish what was approved (公示): a frozen, numbered, masked list with a window for objections (D7)."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.clock import local_date, local_midnight
from app.core import audit
from app.core.actor import Actor
from app.core.masking import masked_name
from app.disclosure.models import Disclosure, DisclosureLine
from app.disclosure.queries import TO_DISCLOSE
from app.disclosure.refusals import NothingToDisclose
from app.places.models import Site
from points.base import new_id
from points.calendar import due_after
from points.errors import NotFound
from points.hours.decisions import step
from points.hours.models import ServiceRecord
from points.hours.states import Action, RecordState
from points.scoring.refusals import RuleNotInForce
from points.scoring.rendering import FORMULA, formula
from points.scoring.store import load_rule_in_force

LINES_MOST: Final = 500
ONE_DAY: Final = dt.timedelta(days=1)


def open_disclosure(
    session: Session, actor: Actor, *, county_id: str, site_id: uuid.UUID, now: dt.datetime
) -> Disclosure:
    """Freeze every approved record of a site into the next list; at most 500 lines, the rest goes on the next one.

    Corrections that only took something away are printed as well, though they stand already.

    Raises:
        NotFound: there is no such site in this county.
        NotAllowed: the caller publishes nothing there.
        NothingToDisclose: no approved record waits.
    """
    site = session.get(Site, (county_id, site_id), with_for_update=True, populate_existing=True)
    if site is None:
        raise NotFound()
    actor.require("disclosure.open", place_code=site.village_code)
    rows = session.execute(TO_DISCLOSE, {"county_id": county_id, "site_id": site_id, "limit": LINES_MOST}).all()
    if not rows:
        raise NothingToDisclose()
    records = _records(session, rows, county_id=county_id)
    disclosure = _list(session, site, actor=actor, now=now)
    lines = [_line(disclosure, row, records[row.id], place=place) for place, row in enumerate(rows, start=1)]
    disclosure.content_hash = content_hash(disclosure, lines)
    session.add(disclosure)
    session.flush()
    session.add_all(lines)
    for record in records.values():
        if record.state == RecordState.VERIFIED:
            step(session, record, Action.DISCLOSE, actor_id=actor.volunteer_id, now=now)
    audit.record(
        session,
        county_id=county_id,
        actor_id=actor.volunteer_id,
        action="disclosure.open",
        subject_kind="disclosure",
        subject_id=disclosure.id,
        now=now,
        facts={"number": disclosure.number, "lines": len(lines)},
    )
    session.flush()
    return disclosure


def content_hash(disclosure: Disclosure, lines: Iterable[DisclosureLine]) -> bytes:
    """Return the fingerprint of a list: what is printed, in the order printed."""
    content = [
        [disclosure.county_id, str(disclosure.site_id), disclosure.number, disclosure.closes_at.isoformat()],
        *(
            [
                line.place,
                line.household_code,
                line.masked_name,
                line.activity_title,
                line.local_date.isoformat(),
                line.minutes,
                line.factor_percent,
                line.points,
                line.origin,
            ]
            for line in sorted(lines, key=lambda each: each.place)
        ),
    ]
    return hashlib.sha256(orjson.dumps(content)).digest()


def _records(session: Session, rows: Sequence[Row[Any]], *, county_id: str) -> dict[uuid.UUID, ServiceRecord]:
    found = session.scalars(
        select(ServiceRecord)
        .where(ServiceRecord.county_id == county_id, ServiceRecord.id.in_([row.id for row in rows]))
        .execution_options(populate_existing=True)
    )
    return {record.id: record for record in found}


def _list(session: Session, site: Site, *, actor: Actor, now: dt.datetime) -> Disclosure:
    newest = session.execute(
        select(func.max(Disclosure.number)).where(Disclosure.county_id == site.county_id, Disclosure.site_id == site.id)
    ).scalar_one()
    today = local_date(now)
    due = due_after(today, site.disclosure_days)
    return Disclosure(
        county_id=site.county_id,
        id=new_id(),
        site_id=site.id,
        village_code=site.village_code,
        number=(newest or 0) + 1,
        opens_at=now,
        closes_at=now if site.disclosure_days == 0 else local_midnight(due.on + ONE_DAY),
        closes_estimated=due.estimated,
        working_days=site.disclosure_days,
        rule_summary=_rule_summary(session, site, on=today),
        opened_by=actor.volunteer_id,
        state="open",
        settled_at=None,
    )


def _rule_summary(session: Session, site: Site, *, on: dt.date) -> str:
    try:
        return formula(load_rule_in_force(session, county_id=site.county_id, site_id=site.id, on=on))
    except RuleNotInForce:
        return FORMULA


def _line(disclosure: Disclosure, row: Row[Any], record: ServiceRecord, *, place: int) -> DisclosureLine:
    return DisclosureLine(
        county_id=disclosure.county_id,
        id=new_id(),
        disclosure_id=disclosure.id,
        place=place,
        record_id=record.id,
        household_code=row.household_code,
        masked_name=masked_name(row.name),
        activity_title=row.activity_title,
        difficulty_name=row.difficulty_name,
        factor_percent=row.factor_percent,
        local_date=record.local_date,
        minutes=record.minutes,
        points=record.points,
        origin=record.origin,
    )
