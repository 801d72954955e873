"""The words of an activity, checked after it was published (wechat.md §6.3).

An organizer is named by the county, so her words are seen at once; what the platform finds risky is hidden from
everybody else until a reviewer overrules it or the activity is published with other words.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from app.activities.models import Activity
from app.content.service.checking import hand_in, when_decided

CHECKED = "activity"


def hand_in_words(session: Session, activity: Activity, *, author_id: uuid.UUID, now: dt.datetime) -> None:
    """Hand everything that people read of an activity in for checking."""
    words = (
        activity.title,
        activity.place_name,
        activity.risk_note,
        activity.insurance_note,
        activity.meals_note,
        activity.transport_note,
    )
    hand_in(
        session,
        CHECKED,
        county_id=activity.county_id,
        subject_id=activity.id,
        author_id=author_id,
        village_code=activity.village_code,
        words="\n".join(each for each in words if each),
        now=now,
    )


def _hide_blocked(session: Session, *, county_id: str, subject_id: uuid.UUID, state: str) -> None:
    activity = session.get(Activity, (county_id, subject_id), with_for_update=True, populate_existing=True)
    if activity is not None:
        activity.text_blocked = state == "blocked"
        session.flush()


when_decided(CHECKED, _hide_blocked)
