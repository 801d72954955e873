"""The blueprint of activities, the examples its operations share, and who may see what."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app

from app.activities import queries
from app.activities.models import Activity
from app.activities.schemas.activities import ActivityDone
from app.http import pagination
from app.http.endpoint import Call
from points.errors import NotFound

activities = Blueprint("activities", __name__)

PLAN_EXAMPLE = {
    "title": "周六清河道",
    "themes": ["meili_jiayuan", "waste_sorting"],
    "difficulty_code": "B",
    "place_name": "村口小桥",
    "starts_at": "2026-11-28T00:30:00Z",
    "ends_at": "2026-11-28T03:00:00Z",
    "risk_note": "河边路滑，请穿防滑鞋，不要一个人下水。",
    "hazardous": False,
    "poster_claims": True,
    "shifts": [{"starts_at": "2026-11-28T00:30:00Z", "ends_at": "2026-11-28T03:00:00Z", "capacity": 30}],
}
ID = "019470b2-7c1e-7c3a-9f00-2f7f5a1c0001"
SHIFT_ID = "019470b2-7c1e-7c3a-9f00-2f7f5a1c0002"
SIGN_UP_ID = "019470b2-7c1e-7c3a-9f00-2f7f5a1c0003"
PERSON_ID = "019470b2-7c1e-7c3a-9f00-2f7f5a1c0004"
DONE = {"id": ID, "short_id": "7Q2M9K", "state": "published", "version": 2}
SIGN_UP = {
    "id": SIGN_UP_ID,
    "shift_id": SHIFT_ID,
    "volunteer_id": PERSON_ID,
    "state": "signed_up",
    "signed_up_by": PERSON_ID,
    "post_id": None,
}


def done(call: Call[Any], activity: Activity) -> ActivityDone:
    """Return what became of an activity, and whether it waits for the county now."""
    waits = activity.state == "draft" and queries.find_open_approval(call.session, activity) is not None
    return ActivityDone.model_validate(activity).model_copy(update={"awaiting_approval": waits})


def after_id(call: Call[Any], scope: str) -> uuid.UUID | None:
    """Return the id after which a page begins, or None at the start.

    Raises:
        CursorInvalid: the cursor is damaged or of another list.
    """
    cursor: str | None = call.query.cursor
    return None if cursor is None else uuid.UUID(str(pagination.unseal(cursor, scope=scope, key=_key())[0]))


def next_cursor(ids: Sequence[uuid.UUID], *, limit: int, scope: str) -> str | None:
    """Return the cursor that continues after a page, or None when it was the last; ``ids`` has one more if not."""
    return pagination.seal([str(ids[limit - 1])], scope=scope, key=_key()) if len(ids) > limit else None


def require_visible(call: Call[Any]) -> None:
    """Demand that the county asked about is the caller's own or one her role reaches.

    Raises:
        NotFound: for all others it does not exist.
    """
    actor = call.actor
    own = call.county_id == actor.county_id
    if not own and not any(call.county_id.startswith(grant.place_code) for grant in actor.grants):
        raise NotFound()


def _key() -> bytes:
    key: bytes = current_app.config["SETTINGS"].cursor_key
    return key


def readable_activity(call: Call[Any], activity_id: uuid.UUID) -> Activity:
    """Return an activity that the caller may see: published ones of her county, drafts of her own places.

    Raises:
        NotFound: there is none, or it is not hers to see.
    """
    require_visible(call)
    actor = call.actor
    activity = queries.get_activity(call.session, county_id=call.county_id, activity_id=activity_id)
    hidden = activity.state == "draft" or activity.words_hidden
    if hidden and not queries.organizes(call.session, activity, "activity.publish", actor=actor):
        raise NotFound()
    return activity
