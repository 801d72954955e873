"""The blueprint of activities, the examples its operations share, and who may see what."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint

from app.activities import queries
from app.activities.models import Activity
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
}


def readable_activity(call: Call[Any], activity_id: uuid.UUID) -> Activity:
    """Return an activity that the caller may see: published ones of her county, drafts of her own places.

    Raises:
        NotFound: there is none, or it is not hers to see.
    """
    actor = call.actor
    if call.county_id != actor.county_id and not any(
        call.county_id.startswith(grant.place_code) for grant in actor.grants
    ):
        raise NotFound()
    activity = queries.get_activity(call.session, county_id=call.county_id, activity_id=activity_id)
    if activity.state == "draft" and not actor.may("activity.publish", place_code=activity.village_code):
        raise NotFound()
    return activity
