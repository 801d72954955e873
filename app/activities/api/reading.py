"""Find and read activities over HTTP."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import orjson
from flask import current_app
from sqlalchemy import Row

from app import clock
from app.activities import hot, queries
from app.activities.api.shared import ID, activities, readable_activity
from app.activities.models import Activity, Post
from app.activities.schemas.activities import (
    ActivityList,
    ActivityQuery,
    ActivityView,
    ApprovalState,
    DifficultyView,
    JointOrganizerView,
    PostView,
    ShiftView,
)
from app.core.masking import masked_name
from app.http import pagination
from app.http.endpoint import Call, operation, path_id
from app.http.problems import NotSignedIn
from app.http.schemas import CountyQuery
from points.errors import NotFound
from points.scoring.refusals import DifficultyUnknown, RuleNotInForce


@operation(
    activities,
    "query",
    "GET",
    "/activities/<uuid:activity_id>",
    action="activity.read",
    summary="活动详情",
    query=CountyQuery,
    returns=ActivityView,
    refusals=(NotFound,),
    answer={
        "id": ID,
        "short_id": "7Q2M9K",
        "site_id": ID,
        "village_code": "450222100201",
        "title": "周六清河道",
        "themes": ["meili_jiayuan"],
        "difficulty": {"code": "B", "name": "中等", "factor_percent": 120},
        "place_name": "村口小桥",
        "place_latitude": None,
        "place_longitude": None,
        "starts_at": "2026-11-28T00:30:00Z",
        "ends_at": "2026-11-28T03:00:00Z",
        "risk_note": "河边路滑，请穿防滑鞋。",
        "hazardous": False,
        "insurance_note": None,
        "meals_note": "管一顿午饭。",
        "transport_note": None,
        "poster_claims": False,
        "sign_up_approval": False,
        "state": "published",
        "cancel_reason": None,
        "organizer_name": "韦*梅",
        "joint_organizers": [],
        "approval": None,
        "unregistered_headcount": None,
        "unregistered_headcount_mark": "exact",
        "shifts": [],
        "version": 2,
    },
)
def get_activity(call: Call[Any]) -> ActivityView:
    """Read one activity with its shifts, its difficulty and one's own sign-up."""
    activity = readable_activity(call, path_id(call, "activity_id"))
    call.headers["ETag"] = f'"{activity.version}"'
    organizer = queries.get_volunteer(call.session, county_id=activity.county_id, volunteer_id=activity.organizer_id)
    posts = queries.list_posts(call.session, county_id=activity.county_id, activity_id=activity.id)
    shifts = queries.shifts_as_seen_by(
        call.session,
        county_id=activity.county_id,
        activity_id=activity.id,
        volunteer_id=call.actor.volunteer_id,
    )
    return ActivityView(
        **{name: getattr(activity, name) for name in ActivityView.model_fields if hasattr(Activity, name)},
        difficulty=_difficulty(call, activity),
        organizer_name=masked_name(organizer.name),
        joint_organizers=[
            JointOrganizerView(id=person.id, name=masked_name(person.name))
            for person in queries.list_joint_organizers(call.session, activity)
        ],
        approval=_approval(call, activity),
        shifts=[_shift(row, posts) for row in shifts],
    )


@operation(
    activities,
    "hot",
    "GET",
    "/activities",
    action="activity.read",
    summary="活动列表",
    query=ActivityQuery,
    returns=ActivityList,
    refusals=(NotFound, pagination.CursorInvalid),
    answer={"items": [], "next_cursor": None},
)
def list_activities(call: Call[Any]) -> bytes:
    """List activities by their beginning, from today on unless asked otherwise, with one's own part in each."""
    now = clock.utc_now()
    wanted: ActivityQuery = call.query
    scope = f"activities:{wanted.county_id}:{wanted.village_code}:{wanted.from_date}:{wanted.to_date}:" + str(
        wanted.newest_first
    )
    after = _position(wanted.cursor, scope=scope)
    rows = call.database.hot(
        hot.STATEMENTS[wanted.village_code is not None, after is not None, wanted.newest_first],
        _list_parameters(call, after=after, now=now),
    )
    if not rows:
        raise NotSignedIn()
    if not rows[0][0]:
        raise NotFound()
    page = _page(rows, limit=wanted.limit, scope=scope)
    return orjson.dumps(page, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS)


def _shift(row: Row[tuple[object, ...]], posts: list[tuple[Post, int]]) -> ShiftView:
    own = [
        PostView.model_validate(
            {"id": post.id, "code": post.code, "name": post.name, "capacity": post.capacity, "taken": taken}
        )
        for post, taken in posts
        if post.shift_id == row.id
    ]
    return ShiftView.model_validate({**row._mapping, "posts": own})


def _approval(call: Call[Any], activity: Activity) -> ApprovalState | None:
    """Return how a draft stands with the county, once the county was asked."""
    if activity.state != "draft":
        return None
    asked = queries.find_last_approval(call.session, activity)
    return None if asked is None else ApprovalState.model_validate(asked)


def _difficulty(call: Call[Any], activity: Activity) -> DifficultyView | None:
    try:
        found = queries.get_difficulty(
            call.session,
            activity.difficulty_code,
            county_id=activity.county_id,
            site_id=activity.site_id,
            on=clock.local_date(activity.starts_at),
        )
    except (RuleNotInForce, DifficultyUnknown):
        return None
    return DifficultyView.model_validate(found)


def _position(cursor: str | None, *, scope: str) -> tuple[dt.datetime, uuid.UUID] | None:
    if cursor is None:
        return None
    at, identifier = pagination.unseal(cursor, scope=scope, key=current_app.config["SETTINGS"].cursor_key)
    return dt.datetime.fromisoformat(str(at)), uuid.UUID(str(identifier))


def _list_parameters(
    call: Call[Any], *, after: tuple[dt.datetime, uuid.UUID] | None, now: dt.datetime
) -> dict[str, Any]:
    wanted: ActivityQuery = call.query
    assert call.token is not None
    today = clock.local_date(now)
    earliest = wanted.from_date or (dt.date(2020, 1, 1) if wanted.newest_first else today)
    latest = wanted.to_date or (today if wanted.newest_first else dt.date(2100, 12, 31))
    return {
        "token_county": call.token[0],
        "token_hash": call.token[1],
        "now": now,
        "today": today,
        "organizing": hot.ORGANIZING_ROLES,
        "county_id": wanted.county_id,
        "village_code": wanted.village_code,
        "from_at": clock.local_midnight(earliest),
        "until_at": clock.local_midnight(latest + dt.timedelta(days=1)),
        "after_at": after and after[0],
        "after_id": after and after[1],
        "limit": wanted.limit + 1,
    }


def _page(rows: Any, *, limit: int, scope: str) -> dict[str, Any]:
    found = [row for row in rows if row[1] is not None]
    items = [_item(row) for row in found[:limit]]
    cursor = None
    if len(found) > limit:
        last = found[limit - 1]
        cursor = pagination.seal(
            [last[7].isoformat(), str(last[1])], scope=scope, key=current_app.config["SETTINGS"].cursor_key
        )
    return {"items": items, "next_cursor": cursor}


def _item(row: Any) -> dict[str, Any]:
    (
        identifier,
        short_id,
        title,
        themes,
        village,
        place,
        starts_at,
        ends_at,
        state,
        difficulty,
        hazardous,
        capacity,
        taken,
        my_sign_up,
        in_at,
        out_at,
    ) = row[1:]
    attendance = "none" if in_at is None else "checked_in" if out_at is None else "checked_out"
    return {
        "id": identifier,
        "short_id": short_id,
        "title": title,
        "themes": themes,
        "village_code": village,
        "place_name": place,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "state": state,
        "difficulty_code": difficulty,
        "hazardous": hazardous,
        "capacity": capacity,
        "taken": taken,
        "my_sign_up": my_sign_up,
        "my_attendance": attendance,
    }
