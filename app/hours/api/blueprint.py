"""The blueprint of the hours slice and what its operations share."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, current_app

from app.clock import local_date
from app.hours import queries
from app.hours.schemas import RecordView
from app.hours.views import record_view
from app.http.endpoint import Call
from app.settings import Settings
from points.errors import NotFound

hours = Blueprint("hours", __name__)

RECORD_EXAMPLE: dict[str, Any] = {
    "id": "0197f0aa-0000-7000-8000-000000000101",
    "activity_id": "0197f0aa-0000-7000-8000-000000000102",
    "activity_title": "清理村口沟渠",
    "site_id": "0197f0aa-0000-7000-8000-000000000103",
    "village_code": "450222100201",
    "volunteer_id": "0197f0aa-0000-7000-8000-000000000104",
    "volunteer_name": "韦小榕",
    "household_code": "48302751",
    "local_date": "2026-11-21",
    "started_at": "2026-11-21T00:30:00Z",
    "ended_at": "2026-11-21T03:00:00Z",
    "origin": "scan",
    "flags": [],
    "notes": [],
    "reason": None,
    "minutes_present": 150,
    "minutes": 150,
    "points": "14.00",
    "explanation": ["服务 2 小时 30 分钟 × 每小时 4 分 × 难度 1.2（清沟渠）+ 到场 2 分 = 14 分"],
    "needs_second": False,
    "first_verified": False,
    "assessed": True,
    "anomalous": False,
    "due_on": "2026-12-04",
    "due_estimated": False,
    "overdue": False,
    "state": "claimed",
    "revision": 1,
    "supersedes_id": None,
    "disclosure": None,
}


def settings() -> Settings:
    """Return the settings of the application."""
    found = current_app.config["SETTINGS"]
    assert isinstance(found, Settings)
    return found


def county_of(call: Call[Any]) -> str:
    """Return the county the call is about, which some role of the caller reaches unless it is her own.

    Raises:
        NotFound: it is a foreign county.
    """
    county_id = call.county_id
    if county_id != call.actor.county_id and not any(
        county_id.startswith(grant.place_code) for grant in call.actor.grants
    ):
        raise NotFound()
    return county_id


def get_view(call: Call[Any], record_id: uuid.UUID) -> RecordView:
    """Return a record of the call's county as it travels on the wire.

    Raises:
        NotFound: there is none.
    """
    row = queries.find_record(call.session, county_id=county_of(call), record_id=record_id)
    if row is None:
        raise NotFound()
    return record_view(row, today=local_date(call.now))
