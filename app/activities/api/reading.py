"""Find and read activities over HTTP."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import orjson
from flask import current_app
from sqlalchemy import Row

from app import clock
from app.activities import queries
from app.activities.api.posters import poster_address
from app.activities.api.shared import ID, activities, readable_activity
from app.activities.estimates import Estimator
from app.activities.listing import FIRST_DAY, LAST_DAY, Wish, items_of, sent
from app.activities.models import Activity, Post
from app.activities.schemas.activities import (
    ActivityList,
    ActivityQuery,
    ActivityView,
    ApprovalState,
    DifficultyView,
    JointOrganizerView,
    OwnPartView,
    PostView,
    ShiftView,
)
from app.activities.themes import rows_fed_by
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
        "my_part": None,
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
    part = queries.find_own_part(
        call.session,
        county_id=activity.county_id,
        activity_id=activity.id,
        volunteer_id=call.actor.volunteer_id,
    )
    me = queries.get_volunteer(call.session, county_id=call.actor.county_id, volunteer_id=call.actor.volunteer_id)
    _estimator().refresh(activity.county_id, now=call.now)
    return ActivityView(
        **_facts(call, activity),
        difficulty=_difficulty(call, activity),
        organizer_name=masked_name(organizer.name),
        joint_organizers=[
            JointOrganizerView(id=person.id, name=masked_name(person.name))
            for person in queries.list_joint_organizers(call.session, activity)
        ],
        approval=_approval(call, activity),
        shifts=[_shift(activity, row, kind=me.kind, posts=posts) for row in shifts],
        my_part=None if part is None else OwnPartView.model_validate(part),
    )


def _facts(call: Call[Any], activity: Activity) -> dict[str, Any]:
    """Return what stands on the activity itself, without a reason that only its organizers may read yet."""
    facts = {name: getattr(activity, name) for name in ActivityView.model_fields if hasattr(Activity, name)}
    if activity.reason_hidden and not queries.organizes(call.session, activity, "activity.publish", actor=call.actor):
        facts["cancel_reason"] = None
    return facts | {"poster_url": poster_address(activity), "annex_rows": rows_fed_by(activity.themes)}


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
    wish = _wish(call.query, today=clock.local_date(now))
    assert call.token is not None
    rows = call.database.hot(wish.statement, wish.parameters(call.token, now=now))
    if not rows:
        raise NotSignedIn()
    if not rows[0][0]:
        raise NotFound()
    items = items_of(rows[: wish.limit], _estimator(), now=now)
    cursor = None
    if len(rows) > wish.limit:
        last = items[-1]
        cursor = pagination.seal([last["starts_at"].isoformat(), str(last["id"])], scope=_scope(call.query), key=_key())
    page = {"items": [sent(item) for item in items], "next_cursor": cursor}
    return orjson.dumps(page, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS)


def _wish(wanted: ActivityQuery, *, today: dt.date) -> Wish:
    return Wish(
        county_id=wanted.county_id,
        village_code=wanted.village_code,
        first_on=wanted.from_date or (FIRST_DAY if wanted.newest_first else today),
        last_on=wanted.to_date or (today if wanted.newest_first else LAST_DAY),
        theme=wanted.theme,
        free=wanted.free,
        mine=wanted.mine,
        over=wanted.over,
        newest_first=wanted.newest_first,
        after=_position(wanted.cursor, scope=_scope(wanted)),
        limit=wanted.limit,
    )


def _scope(wanted: ActivityQuery) -> str:
    return "activities:" + ":".join(
        str(getattr(wanted, name)) for name in ActivityQuery.model_fields if name not in {"limit", "cursor"}
    )


def _shift(activity: Activity, row: Row[Any], *, kind: str, posts: list[tuple[Post, int]]) -> ShiftView:
    estimate = _estimator().estimate(
        activity.county_id,
        activity.difficulty_code,
        site_id=activity.site_id,
        on=clock.local_date(row.starts_at),
        minutes=(row.ends_at - row.starts_at) // dt.timedelta(minutes=1),
        kind=kind,
    )
    own = [
        PostView.model_validate(
            {"id": post.id, "code": post.code, "name": post.name, "capacity": post.capacity, "taken": taken}
        )
        for post, taken in posts
        if post.shift_id == row.id
    ]
    return ShiftView.model_validate({**row._mapping, "posts": own, "estimated_points": estimate and estimate.points})


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
    at, identifier = pagination.unseal(cursor, scope=scope, key=_key())
    return dt.datetime.fromisoformat(str(at)), uuid.UUID(str(identifier))


def _key() -> bytes:
    key: bytes = current_app.config["SETTINGS"].cursor_key
    return key


def _estimator() -> Estimator:
    found: Estimator = current_app.extensions["estimator"]
    return found
