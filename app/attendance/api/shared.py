"""The blueprint of attendance, its keys, and the examples its operations share."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import orjson
from flask import Blueprint, current_app

from app.activities.models import Activity
from app.activities.queries import get_activity, organizes
from app.attendance.keys import CodeKeys
from app.attendance.schemas import AttendanceView
from app.http import pagination
from app.http.endpoint import Call, path_id
from points.errors import NotFound

attendance = Blueprint("attendance", __name__)

ID = "019470b2-7c1e-7c3a-9f00-2f7f5a1c0011"
PERSON_ID = "019470b2-7c1e-7c3a-9f00-2f7f5a1c0012"
ACTIVITY_ID = "019470b2-7c1e-7c3a-9f00-2f7f5a1c0013"
CODE = "450222.7Q2M9K.119823456.7Q2M9K7Q2M9K7Q2M"
ATTENDANCE: dict[str, Any] = {
    "id": ID,
    "activity_id": ACTIVITY_ID,
    "short_id": "7Q2M9K",
    "title": "周六清河道",
    "shift_id": ID,
    "shift_starts_at": "2026-11-28T00:30:00Z",
    "shift_ends_at": "2026-11-28T03:00:00Z",
    "in_at": "2026-11-28T00:28:10Z",
    "in_means": "rotating",
    "in_mode": "online",
    "out_at": None,
    "out_means": None,
    "out_mode": None,
    "minutes": None,
    "children_count": 0,
    "confirmed": True,
    "flags": [],
    "undone": False,
}


def code_keys() -> CodeKeys:
    """Return what hands out the keys of codes."""
    return CodeKeys(current_app.config["SETTINGS"].lookup_key)


def token_of(call: Call[Any]) -> tuple[str, bytes]:
    """Return the session token of a hot operation."""
    assert call.token is not None
    return call.token


def place_activity(call: Call[Any], action: str) -> Activity:
    """Return the activity of the path if the caller's role for the action covers its place, or she runs it jointly.

    Raises:
        NotFound: there is none in the county, or it is not the caller's to see.
    """
    activity = get_activity(call.session, county_id=call.county_id, activity_id=path_id(call, "activity_id"))
    if not organizes(call.session, activity, action, actor=call.actor):
        raise NotFound()
    return activity


def attendance_view(row: dict[str, Any]) -> AttendanceView:
    """Return the view of a row that a database function wrote as JSON."""
    return AttendanceView.model_validate_json(orjson.dumps(row))


def unseal_position(cursor: str | None, *, scope: str) -> tuple[dt.datetime, uuid.UUID] | None:
    """Return the instant and id after which a page begins."""
    if cursor is None:
        return None
    at, identifier = pagination.unseal(cursor, scope=scope, key=current_app.config["SETTINGS"].cursor_key)
    return dt.datetime.fromisoformat(str(at)), uuid.UUID(str(identifier))


def seal_position(at: dt.datetime, identifier: uuid.UUID, *, scope: str) -> str:
    """Return the cursor for the page after a row."""
    return pagination.seal(
        [at.isoformat(), str(identifier)], scope=scope, key=current_app.config["SETTINGS"].cursor_key
    )
