"""What organizers write for everybody to read, and what hides it until it was found good (wechat.md §6.3, ADR 0015).

Whoever organizes the activity always sees her own words. Everybody else sees them once the platform or a reviewer has
found them good; usually that is before the command that brings them has ended.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.activities.models import Activity, ActivityRecord
from app.activities.queries import list_posts
from app.activities.service.plans import ActivityPlan
from app.content.service.asking import NOTHING_ASKED, Asked
from app.content.service.checking import hand_in, when_decided

PLAN: Final = "activity"
CANCELLATION: Final = "cancellation"
RECORD: Final = "activity_record"


def words_of(activity: Activity | ActivityPlan, posts: Iterable[str], *, place_name: str | None = None) -> str:
    """Return everything that people read of an activity, at a new place if one is given; ``posts`` are names."""
    words = (
        activity.title,
        place_name or activity.place_name,
        activity.risk_note,
        activity.insurance_note,
        activity.meals_note,
        activity.transport_note,
        *sorted(set(posts)),
    )
    return "\n".join(each for each in words if each)


def words_of_plan(plan: ActivityPlan) -> str:
    """Return everything that people would read of a planned activity."""
    return words_of(plan, (post.name for shift in plan.shifts for post in shift.posts))


def words_of_activity(session: Session, activity: Activity, *, place_name: str | None = None) -> str:
    """Return everything that people read of an activity, at a new place if one is given."""
    rows = list_posts(session, county_id=activity.county_id, activity_id=activity.id)
    return words_of(activity, (post.name for post, _ in rows), place_name=place_name)


def words_of_record(summary: str, *more: str | None) -> str:
    """Return everything that people read of an activity's record."""
    return "\n".join(each for each in (summary, *more) if each)


def hand_in_words(
    session: Session, activity: Activity, *, author_id: uuid.UUID, now: dt.datetime, asked: Asked = NOTHING_ASKED
) -> None:
    """Hand everything that people read of an activity in."""
    _hand_in(session, PLAN, activity, words_of_activity(session, activity), author_id=author_id, now=now, asked=asked)


def hand_in_reason(
    session: Session, activity: Activity, *, author_id: uuid.UUID, now: dt.datetime, asked: Asked
) -> None:
    """Hand the reason in why an activity is called off."""
    words = activity.cancel_reason or ""
    _hand_in(session, CANCELLATION, activity, words, author_id=author_id, now=now, asked=asked)


def hand_in_record(
    session: Session, activity: Activity, record: ActivityRecord, *, now: dt.datetime, asked: Asked
) -> None:
    """Hand in how an activity went."""
    words = words_of_record(record.summary, record.lecture_topic, record.lecture_speaker, record.lecture_audience)
    _hand_in(session, RECORD, activity, words, author_id=record.written_by, now=now, asked=asked)


def _hand_in(
    session: Session,
    kind: str,
    activity: Activity,
    words: str,
    *,
    author_id: uuid.UUID,
    now: dt.datetime,
    asked: Asked,
) -> None:
    hand_in(
        session,
        kind,
        county_id=activity.county_id,
        subject_id=activity.id,
        author_id=author_id,
        village_code=activity.village_code,
        words=words,
        now=now,
        asked=asked,
    )


def _hide_plan(session: Session, *, county_id: str, subject_id: uuid.UUID, state: str, now: dt.datetime) -> None:
    of_activity = (Activity.county_id == county_id, Activity.id == subject_id)
    session.execute(update(Activity).where(*of_activity).values(words_hidden=state != "visible"))


def _hide_reason(session: Session, *, county_id: str, subject_id: uuid.UUID, state: str, now: dt.datetime) -> None:
    of_activity = (Activity.county_id == county_id, Activity.id == subject_id)
    session.execute(update(Activity).where(*of_activity).values(reason_hidden=state != "visible"))


def _hide_record(session: Session, *, county_id: str, subject_id: uuid.UUID, state: str, now: dt.datetime) -> None:
    of_activity = (ActivityRecord.county_id == county_id, ActivityRecord.activity_id == subject_id)
    session.execute(update(ActivityRecord).where(*of_activity).values(words_hidden=state != "visible"))


when_decided(PLAN, _hide_plan)
when_decided(CANCELLATION, _hide_reason)
when_decided(RECORD, _hide_record)
