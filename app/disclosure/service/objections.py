"""Objections (异议): one doubtful line waits, everything else goes on; another person rules."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.activities.refusals import AccountNotConfirmed
from app.clock import local_date
from app.content.service.checking import hand_in
from app.core import audit
from app.core.actor import Actor
from app.disclosure.models import Disclosure, DisclosureLine, Objection
from app.disclosure.queries import get_disclosure, get_line
from app.disclosure.refusals import (
    DisclosureClosed,
    ObjectionOpen,
    ObjectionRuled,
    RulingNeedsAnother,
    TooManyObjections,
)
from app.disclosure.service.telling import tell_objection
from app.hours.service.approvals import possible_presence
from points.attendance.intervals import Interval
from points.base import new_id
from points.calendar import due_after
from points.errors import NotFound
from points.hours.assessment import assess_people
from points.hours.decisions import locked_record, require_no_interest, step
from points.hours.models import ServiceRecord
from points.hours.revisions import restate
from points.hours.states import Action, RecordState

ANSWER_DAYS: Final = 5
"""Working days within which an objection is answered."""
OPEN_MOST: Final = 10
"""Objections of one person that may wait for an answer at the same time; on paper anybody may go on."""


def raise_objection(
    session: Session,
    actor: Actor,
    *,
    county_id: str,
    disclosure_id: uuid.UUID,
    line_id: uuid.UUID,
    text: str,
    now: dt.datetime,
) -> Objection:
    """Doubt one line of a list; only that line waits, and the name of whoever doubts is shown to nobody.

    Raises:
        NotFound: there is no such line.
        DisclosureClosed: the window is over, or the line does not stand any more.
        ObjectionOpen: somebody was faster.
        AccountNotConfirmed: nobody has confirmed yet that the caller is of this place.
        TooManyObjections: ten objections of hers wait already.
    """
    _require_voice(session, actor, county_id=county_id)
    disclosure, line = get_line(session, county_id=county_id, disclosure_id=disclosure_id, line_id=line_id)
    record = locked_record(session, county_id=county_id, record_id=line.record_id)
    over = disclosure.working_days > 0 and now >= disclosure.closes_at
    if record.state != RecordState.DISCLOSED or over:
        raise DisclosureClosed()
    if _open_objection(session, line) is not None:
        raise ObjectionOpen()
    objection = Objection(
        county_id=county_id,
        id=new_id(),
        line_id=line.id,
        raised_by=actor.volunteer_id,
        text=text,
        raised_at=now,
        answer_due_on=due_after(local_date(now), ANSWER_DAYS).on,
        state="open",
        ruling=None,
        ruled_by=None,
        ruled_at=None,
    )
    session.add(objection)
    hand_in(
        session,
        "objection",
        county_id=county_id,
        subject_id=objection.id,
        author_id=actor.volunteer_id,
        village_code=disclosure.village_code,
        words=text,
        now=now,
    )
    _note(session, actor, objection, action="raise", now=now)
    tell_objection(session, objection, record, now=now)
    session.flush()
    return objection


def _require_voice(session: Session, actor: Actor, *, county_id: str) -> None:
    """Keep a stranger or a grudge from stopping everybody's points: every open objection stops a line."""
    if actor.state == "registered":
        raise AccountNotConfirmed()
    open_ones = session.execute(
        select(func.count()).where(
            Objection.county_id == county_id, Objection.raised_by == actor.volunteer_id, Objection.state == "open"
        )
    ).scalar_one()
    if open_ones >= OPEN_MOST:
        raise TooManyObjections(most=OPEN_MOST)


def rule_on_objection(
    session: Session,
    actor: Actor,
    *,
    county_id: str,
    objection_id: uuid.UUID,
    upheld: bool,
    ruling: str,
    presence: Interval | None,
    now: dt.datetime,
) -> Objection:
    """Answer an objection. Dismissed: the line settles with the next run. Upheld: it counts nothing.

    Upheld with the true presence: a fresh claim takes its place, to be approved and published again.

    Raises:
        NotFound: there is no such objection.
        NotAllowed: the caller rules on nothing there.
        ObjectionRuled: it was answered before.
        RulingNeedsAnother: the caller raised it, approved the record or published the list.
        OwnRecord: the record is her own.
        OwnHousehold: it is of her household.
        IllegalTransition: the record does not stand on the list any more.
        PresenceInvalid: the true presence is reversed, longer than the shift or in the future.
    """
    objection = session.get(Objection, (county_id, objection_id), with_for_update=True, populate_existing=True)
    if objection is None:
        raise NotFound()
    line = session.get_one(DisclosureLine, (county_id, objection.line_id))
    disclosure = get_disclosure(session, county_id=county_id, disclosure_id=line.disclosure_id)
    actor.require("disclosure.rule", place_code=disclosure.village_code)
    record = locked_record(session, county_id=county_id, record_id=line.record_id)
    _require_another(actor, objection, disclosure=disclosure, record=record)
    if objection.state != "open":
        raise ObjectionRuled(state=objection.state)
    objection.state = "upheld" if upheld else "dismissed"
    objection.ruling, objection.ruled_by, objection.ruled_at = ruling, actor.volunteer_id, now
    _apply(session, actor, record, upheld=upheld, ruling=ruling, presence=presence, now=now)
    _note(session, actor, objection, action=objection.state, now=now)
    tell_objection(session, objection, record, now=now)
    session.flush()
    assess_people(session, county_id=county_id, volunteer_ids=[record.volunteer_id], now=now)
    return objection


def _apply(
    session: Session,
    actor: Actor,
    record: ServiceRecord,
    *,
    upheld: bool,
    ruling: str,
    presence: Interval | None,
    now: dt.datetime,
) -> None:
    if upheld and presence is not None:
        found = possible_presence(presence, record, now=now)
        restate(session, record, presence=found, reason=ruling, actor_id=actor.volunteer_id, now=now)
    elif upheld:
        step(session, record, Action.UPHOLD, actor_id=actor.volunteer_id, reason=ruling, now=now)
    elif record.state == RecordState.DISCLOSED:
        step(session, record, Action.DISMISS, actor_id=actor.volunteer_id, reason=ruling, now=now)


def _require_another(actor: Actor, objection: Objection, *, disclosure: Disclosure, record: ServiceRecord) -> None:
    interested = (objection.raised_by, record.verified_by, record.first_verified_by, disclosure.opened_by)
    if actor.volunteer_id in interested:
        raise RulingNeedsAnother()
    require_no_interest(record, actor_id=actor.volunteer_id, household_id=actor.household_id, recorders=False)


def _open_objection(session: Session, line: DisclosureLine) -> Objection | None:
    return session.scalars(
        select(Objection).where(
            Objection.county_id == line.county_id, Objection.line_id == line.id, Objection.state == "open"
        )
    ).one_or_none()


def _note(session: Session, actor: Actor, objection: Objection, *, action: str, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=objection.county_id,
        actor_id=actor.volunteer_id,
        action=f"objection.{action}",
        subject_kind="objection",
        subject_id=objection.id,
        now=now,
    )
