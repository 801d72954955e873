"""Codes over HTTP: what the organizer and the volunteer show to be scanned."""

from __future__ import annotations

from typing import Any

from app.attendance.api.shared import CODE, attendance, code_keys, place_activity
from app.attendance.codes import activity_code, end_of_day, own_code, qr_svg
from app.attendance.schemas import CodeKeyView, CodeView, PersonalCodeView
from app.clock import local_date
from app.core import audit
from app.http.endpoint import Call, operation
from app.http.schemas import CountyQuery
from points.attendance.codes import CHECK_IN_STEP, PERSONAL_STEP, SPOKEN_DIGITS
from points.attendance.intervals import Interval
from points.attendance.printed import poster_code
from points.attendance.windows import mark_window
from points.errors import NotFound


@operation(
    attendance,
    "query",
    "GET",
    "/activities/<uuid:activity_id>/code",
    action="attendance.record",
    summary="现在的签到码",
    query=CountyQuery,
    returns=CodeView,
    refusals=(NotFound,),
    answer={"code": CODE, "digits": "042917", "svg": "<svg/>", "seconds_left": 9},
)
def get_code(call: Call[Any]) -> CodeView:
    """Show the code of this moment with its picture and the six digits to read out."""
    activity = place_activity(call, "attendance.record")
    shown = activity_code(code_keys(), county_id=activity.county_id, short_id=activity.short_id, now=call.now)
    return CodeView(code=shown.code, digits=shown.digits, svg=shown.svg, seconds_left=shown.seconds_left)


@operation(
    attendance,
    "command",
    "POST",
    "/activities/<uuid:activity_id>/code-key",
    action="attendance.record",
    summary="离线出码的密钥",
    query=CountyQuery,
    returns=CodeKeyView,
    refusals=(NotFound,),
    answer={
        "county_id": "450222",
        "short_id": "7Q2M9K",
        "key": "00" * 32,
        "step_seconds": 15,
        "digits": 6,
        "opens_at": "2026-11-28T00:00:00Z",
        "closes_at": "2026-11-28T04:00:00Z",
        "poster": None,
    },
)
def get_code_key(call: Call[Any]) -> CodeKeyView:
    """Fetch the key with which the organizer's phone makes codes without network; who fetched it is on record."""
    activity = place_activity(call, "attendance.record")
    key = code_keys().of_activity(county_id=activity.county_id, short_id=activity.short_id)
    window = mark_window(Interval(activity.starts_at, activity.ends_at))
    audit.record(
        call.session,
        county_id=activity.county_id,
        actor_id=call.actor.volunteer_id,
        action="activity.code_key",
        subject_kind="activity",
        subject_id=activity.id,
        now=call.now,
    )
    return CodeKeyView(
        county_id=activity.county_id,
        short_id=activity.short_id,
        key=key.hex(),
        step_seconds=int(CHECK_IN_STEP.total_seconds()),
        digits=SPOKEN_DIGITS,
        opens_at=window.starts_at,
        closes_at=window.ends_at,
        poster=poster_code(key, county_id=activity.county_id, short_id=activity.short_id)
        if activity.poster_claims
        else None,
    )


@operation(
    attendance,
    "query",
    "GET",
    "/activities/<uuid:activity_id>/poster",
    action="attendance.record",
    summary="签到海报的码",
    query=CountyQuery,
    returns=CodeView,
    refusals=(NotFound,),
    answer={"code": "E4502227Q2M9K.7Q2M9K7Q2M9K7Q2M", "digits": None, "svg": "<svg/>", "seconds_left": 0},
)
def get_poster(call: Call[Any]) -> CodeView:
    """Show the code to print; scans of it are claims that the organizer confirms. It does not rotate."""
    activity = place_activity(call, "attendance.record")
    if not activity.poster_claims:
        raise NotFound()
    key = code_keys().of_activity(county_id=activity.county_id, short_id=activity.short_id)
    code = poster_code(key, county_id=activity.county_id, short_id=activity.short_id)
    return CodeView(code=code, digits=None, svg=qr_svg(code), seconds_left=0)


@operation(
    attendance,
    "query",
    "GET",
    "/me/check-in-code",
    action="attendance.scan",
    summary="我的签到码",
    returns=PersonalCodeView,
    answer={
        "code": "P.450222.01JHR7A9RBRC3S1QK0ZF0P5N30.59911728.7Q2M9K7Q2M9K7Q2M",
        "svg": "<svg/>",
        "seconds_left": 17,
        "key": "00" * 32,
        "step_seconds": 30,
        "key_valid_until": "2026-11-28T16:00:00Z",
    },
)
def get_own_code(call: Call[Any]) -> PersonalCodeView:
    """Show one's own code for the organizer to scan; it changes every 30 seconds and counts once."""
    county_id, volunteer_id = call.actor.county_id, call.actor.volunteer_id
    shown = own_code(code_keys(), county_id=county_id, volunteer_id=volunteer_id, now=call.now)
    key = code_keys().of_person(county_id=county_id, volunteer_id=volunteer_id, on=local_date(call.now))
    return PersonalCodeView(
        code=shown.code,
        svg=shown.svg,
        seconds_left=shown.seconds_left,
        key=key.hex(),
        step_seconds=int(PERSONAL_STEP.total_seconds()),
        key_valid_until=end_of_day(call.now),
    )
