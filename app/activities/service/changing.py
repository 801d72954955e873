"""Move a published activity to another time or place, and tell everybody who counts on it (活动变动)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.activities.models import Activity
from app.activities.queries import get_difficulty, list_shifts
from app.activities.refusals import ActivityBegun, ActivityNotOpen, ActivityTimesInvalid, NewPlaceUnread
from app.activities.service.planning import lock_own_activity, note
from app.activities.service.plans import FURTHEST_AHEAD
from app.activities.service.telling import tell_changed
from app.activities.service.wording import hand_in_words
from app.clock import local_date
from app.content.service.asking import NOTHING_ASKED, Asked
from app.core.actor import Actor
from points.attendance.windows import EARLY_ARRIVAL


@dataclass(frozen=True)
class Change:
    """The new beginning and the new place; what is None stays as it is."""

    starts_at: dt.datetime | None = None
    place_name: str | None = None


def change_activity(
    session: Session,
    activity_id: uuid.UUID,
    change: Change,
    *,
    actor: Actor,
    now: dt.datetime,
    asked: Asked = NOTHING_ASKED,
) -> Activity:
    """Move a published activity with all its shifts to another beginning, or to another place.

    Everybody with a place, or waiting for one, keeps it and is told. The same change again changes nothing.

    Raises:
        NotFound, NotAllowed: it is not an activity the caller organizes.
        ActivityNotOpen: it is a draft, called off or closed.
        ActivityBegun: people may be checking in already.
        ActivityTimesInvalid: the new beginning is over, or more than a year ahead.
        RuleNotInForce, DifficultyUnknown: the rules of the new day have no such difficulty.
        NewPlaceUnread: the new place was not found good yet.
    """
    activity = lock_own_activity(session, activity_id, actor=actor)
    if activity.state != "published":
        raise ActivityNotOpen(state=activity.state)
    if now >= activity.starts_at - EARLY_ARRIVAL:
        raise ActivityBegun()
    starts_at = change.starts_at or activity.starts_at
    place_name = change.place_name or activity.place_name
    if (starts_at, place_name) == (activity.starts_at, activity.place_name):
        return activity
    _require_possible(session, activity, starts_at, now=now)
    _move(session, activity, by=starts_at - activity.starts_at)
    was_hidden, activity.place_name = activity.words_hidden, place_name
    session.flush()
    hand_in_words(session, activity, author_id=actor.volunteer_id, now=now, asked=asked)
    session.refresh(activity)
    if activity.words_hidden and not was_hidden:
        raise NewPlaceUnread()
    note(session, activity, "activity.change", actor=actor, now=now)
    tell_changed(session, activity, now=now)
    return activity


def _require_possible(session: Session, activity: Activity, starts_at: dt.datetime, *, now: dt.datetime) -> None:
    if starts_at <= now:
        raise ActivityTimesInvalid(rule="too_long_ago")
    if starts_at > now + FURTHEST_AHEAD:
        raise ActivityTimesInvalid(rule="too_far_ahead")
    get_difficulty(
        session,
        activity.difficulty_code,
        county_id=activity.county_id,
        site_id=activity.site_id,
        on=local_date(starts_at),
    )


def _move(session: Session, activity: Activity, *, by: dt.timedelta) -> None:
    activity.starts_at, activity.ends_at = activity.starts_at + by, activity.ends_at + by
    for shift in list_shifts(session, county_id=activity.county_id, activity_id=activity.id):
        shift.starts_at, shift.ends_at = shift.starts_at + by, shift.ends_at + by
