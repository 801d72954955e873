"""Write down what happened: how it went, what was handed out (活动记录、宣传品发放)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.activities.models import Activity, ActivityRecord, MaterialHandout
from app.activities.queries import get_activity, require_organizes
from app.activities.queries.aftermath import get_handout
from app.activities.refusals import (
    ActivityNotOpen,
    HandoutInvalid,
    HandoutReversed,
    NotBegunYet,
    SiteUnknown,
)
from app.activities.service.planning import lock_own_activity, note
from app.activities.service.wording import hand_in_record
from app.clock import local_date
from app.content.service.asking import NOTHING_ASKED, Asked
from app.core import audit
from app.core.actor import Actor
from app.places.models import Site
from points.base import new_id
from points.errors import NotFound


@dataclass(frozen=True)
class Account:
    """How an activity went, in words; of a lecture also what about, by whom and for whom."""

    summary: str
    lecture_topic: str | None
    lecture_speaker: str | None
    lecture_audience: str | None = None


@dataclass(frozen=True)
class NewHandout:
    """What was handed out where, when and how much; ``mark`` says how sure the quantity is."""

    site_id: uuid.UUID
    activity_id: uuid.UUID | None
    name: str
    kind: str
    unit: str
    quantity: int
    mark: str
    handed_on: dt.date
    note: str | None


def write_record(
    session: Session,
    activity_id: uuid.UUID,
    account: Account,
    *,
    actor: Actor,
    now: dt.datetime,
    asked: Asked = NOTHING_ASKED,
) -> ActivityRecord:
    """Write down how an activity went, or write it anew; the audit trail keeps that it was changed.

    Others read it once its words were found good.

    Raises:
        NotFound, NotAllowed: it is not an activity the caller organizes.
        ActivityNotOpen: it is a draft, or was called off.
        NotBegunYet: it has not begun.
    """
    activity = lock_own_activity(session, activity_id, actor=actor)
    require_begun(activity, now=now)
    record = session.get(ActivityRecord, (activity.county_id, activity.id))
    if record is None:
        record = ActivityRecord(county_id=activity.county_id, activity_id=activity.id)
        session.add(record)
    record.summary = account.summary
    record.lecture_topic, record.lecture_speaker = account.lecture_topic, account.lecture_speaker
    record.lecture_audience = account.lecture_audience
    record.written_by, record.written_at = actor.volunteer_id, now
    session.flush()
    hand_in_record(session, activity, record, now=now, asked=asked)
    note(session, activity, "activity.write_record", actor=actor, now=now)
    return record


def require_begun(activity: Activity, *, now: dt.datetime) -> None:
    """Demand that an activity takes or took place.

    Raises:
        ActivityNotOpen: it is a draft, or was called off.
        NotBegunYet: it has not begun.
    """
    if activity.state not in {"published", "closed"}:
        raise ActivityNotOpen(state=activity.state)
    if now < activity.starts_at:
        raise NotBegunYet()


def record_handout(session: Session, new: NewHandout, *, actor: Actor, now: dt.datetime) -> MaterialHandout:
    """Write down what was handed out, at an activity or on a day of its own.

    Raises:
        SiteUnknown: the site is not of the caller's county.
        NotFound: there is no such activity.
        NotAllowed: neither the village nor the activity is hers to organize.
        HandoutInvalid: the day lies ahead, or the activity is of another site.
        ActivityNotOpen, NotBegunYet: the activity did not take place.
    """
    site = session.get(Site, (actor.county_id, new.site_id))
    if site is None:
        raise SiteUnknown()
    if new.activity_id is None:
        actor.require("activity.publish", place_code=site.village_code)
    else:
        activity = get_activity(session, county_id=actor.county_id, activity_id=new.activity_id)
        require_organizes(session, activity, "activity.publish", actor=actor)
        if activity.site_id != site.id:
            raise HandoutInvalid()
        require_begun(activity, now=now)
    if new.handed_on > local_date(now):
        raise HandoutInvalid()
    return _add(session, new, county_id=site.county_id, reverses_id=None, actor=actor, now=now)


def reverse_handout(
    session: Session, handout_id: uuid.UUID, *, words: str, actor: Actor, now: dt.datetime
) -> MaterialHandout:
    """Take a wrong row back by another one that names it; both stay visible.

    Raises:
        NotFound: there is no such row.
        NotAllowed: its village is not the caller's to organize for.
        HandoutReversed: it is reversed already, or is a reversal itself.
    """
    wrong = get_handout(session, county_id=actor.county_id, handout_id=handout_id)
    site = session.get(Site, (wrong.county_id, wrong.site_id), with_for_update=True)
    if site is None:
        raise NotFound()
    actor.require("activity.publish", place_code=site.village_code)
    reversal = session.execute(
        select(MaterialHandout.id).where(
            MaterialHandout.county_id == wrong.county_id, MaterialHandout.reverses_id == wrong.id
        )
    ).first()
    if wrong.reverses_id is not None or reversal is not None:
        raise HandoutReversed()
    same = NewHandout(
        site_id=wrong.site_id,
        activity_id=wrong.activity_id,
        name=wrong.name,
        kind=wrong.kind,
        unit=wrong.unit,
        quantity=wrong.quantity,
        mark=wrong.mark,
        handed_on=wrong.handed_on,
        note=words,
    )
    return _add(session, same, county_id=wrong.county_id, reverses_id=wrong.id, actor=actor, now=now)


def _add(
    session: Session,
    new: NewHandout,
    *,
    county_id: str,
    reverses_id: uuid.UUID | None,
    actor: Actor,
    now: dt.datetime,
) -> MaterialHandout:
    row = MaterialHandout(
        county_id=county_id,
        id=new_id(),
        reverses_id=reverses_id,
        recorded_by=actor.volunteer_id,
        recorded_at=now,
        **{name: getattr(new, name) for name in NewHandout.__dataclass_fields__},
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        county_id=county_id,
        actor_id=actor.volunteer_id,
        action="handout.record" if reverses_id is None else "handout.reverse",
        subject_kind="material_handout",
        subject_id=row.id,
        now=now,
        facts={"quantity": row.quantity, "unit": row.unit},
    )
    return row
