"""Tell people that their points stand, and what became of objections."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from app.clock import local_date
from app.disclosure.models import Objection
from app.hours.service.telling import tell_about_record
from app.identity.models import Household
from app.messages.kinds import Kind
from points.amounts import NO_POINTS
from points.hours.models import ServiceRecord
from points.ledger.statements import spendable

RULED: Final = {"upheld": Kind.OBJECTION_UPHELD, "dismissed": Kind.OBJECTION_DISMISSED}


def tell_settled(session: Session, record: ServiceRecord, *, now: dt.datetime) -> None:
    """Tell the volunteer that her points stand and what her household may redeem now; no points, no message."""
    if record.points == NO_POINTS:
        return
    home = session.get_one(Household, (record.county_id, record.household_id))
    held = spendable(
        session,
        county_id=record.county_id,
        household_id=home.id,
        village_code=home.village_code,
        on=local_date(now),
    )
    tell_about_record(
        session, Kind.POINTS_SETTLED, record, now=now, points=record.points, balance_points=held.spendable
    )


def tell_objection(session: Session, objection: Objection, record: ServiceRecord, *, now: dt.datetime) -> None:
    """Tell the volunteer that her line is doubted or was ruled on, and whoever doubted what came of it.

    Who doubted is never said.
    """
    if objection.state == "open":
        tell_about_record(
            session, Kind.OBJECTION_RAISED, record, now=now, again=True, answer_on=objection.answer_due_on
        )
        return
    tell_about_record(session, RULED[objection.state], record, now=now, again=True)
    if objection.raised_by != record.volunteer_id:
        tell_about_record(session, Kind.OBJECTION_ANSWERED, record, to=objection.raised_by, now=now, again=True)
