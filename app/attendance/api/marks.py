"""Check-in and check-out over HTTP: one's own by scanning, others' by an organizer, and uploads."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import orjson
from flask import Response

from app import clock
from app.attendance import hot
from app.attendance import refusals as no
from app.attendance.api.shared import ATTENDANCE, CODE, attendance, attendance_view, code_keys, token_of
from app.attendance.scanning import read_activity_code, read_person_code
from app.attendance.schemas import (
    AttendanceView,
    CheckInBody,
    CheckOutBody,
    ScanBatchBody,
    ScanBatchView,
    ScanBody,
    ScanItem,
    ScanResult,
    ScanView,
)
from app.attendance.service.marks import Outcome
from app.attendance.service.uploads import BY_PROXY, KeptScan, upload_scans
from app.core.messages import message, readable
from app.http.endpoint import Call, operation, path_id, replayed
from points.attendance.intervals import NOTICEABLE_SKEW, Flag
from points.errors import NotFound

FAR_AWAY_METERS = 1000
FAR_AWAY = "far_away"


@operation(
    attendance,
    "hot",
    "POST",
    "/check-ins",
    action="attendance.scan",
    summary="签到",
    body=CheckInBody,
    returns=AttendanceView,
    status=201,
    refusals=(*no.CODE_REFUSALS, *no.MARK_REFUSALS, no.ShiftFull),
    keyed=True,
    example={"code": CODE, "children_count": 1},
    answer=ATTENDANCE,
)
def check_in(call: Call[CheckInBody]) -> Response:
    """Check in by the rotating code, the six digits beside it, or as a claim by the poster."""
    return _marked(call, "in", children=call.body.children_count)


@operation(
    attendance,
    "hot",
    "POST",
    "/check-outs",
    action="attendance.scan",
    summary="签退",
    body=CheckOutBody,
    returns=AttendanceView,
    status=201,
    refusals=(*no.CODE_REFUSALS, *no.MARK_REFUSALS, no.NotCheckedIn),
    keyed=True,
    example={"code": CODE},
    answer=ATTENDANCE | {"out_at": "2026-11-28T02:58:00Z", "out_means": "rotating", "out_mode": "online"},
)
def check_out(call: Call[CheckOutBody]) -> Response:
    """Check out the same way; the minutes inside the shift are in the answer."""
    return _marked(call, "out")


@operation(
    attendance,
    "hot",
    "POST",
    "/volunteers/<uuid:volunteer_id>/check-ins",
    action="attendance.scan",
    summary="替家人签到",
    body=CheckInBody,
    returns=ScanView,
    status=201,
    refusals=(*no.CODE_REFUSALS, *no.MARK_REFUSALS, no.ShiftFull, no.CheckInProxyMissing),
    keyed=True,
    example={"code": CODE},
    answer={"name": "韦美兰", "attendance": ATTENDANCE | {"flags": ["by_proxy"]}},
)
def check_in_for_other(call: Call[CheckInBody]) -> Response:
    """Check in somebody without a phone who asked for it: the same code, read by the phone of her proxy.

    The row names both people, the organizer sees it marked, and she is told.
    """
    return _marked(call, "in", children=call.body.children_count, person_id=path_id(call, "volunteer_id"))


@operation(
    attendance,
    "hot",
    "POST",
    "/volunteers/<uuid:volunteer_id>/check-outs",
    action="attendance.scan",
    summary="替家人签退",
    body=CheckOutBody,
    returns=ScanView,
    status=201,
    refusals=(*no.CODE_REFUSALS, *no.MARK_REFUSALS, no.NotCheckedIn, no.CheckInProxyMissing),
    keyed=True,
    example={"code": CODE},
    answer={
        "name": "韦美兰",
        "attendance": ATTENDANCE
        | {"out_at": "2026-11-28T02:58:00Z", "out_means": "rotating", "out_mode": "online", "flags": ["by_proxy"]},
    },
)
def check_out_for_other(call: Call[CheckOutBody]) -> Response:
    """Check out somebody without a phone the same way."""
    return _marked(call, "out", person_id=path_id(call, "volunteer_id"))


@operation(
    attendance,
    "hot",
    "POST",
    "/activities/<uuid:activity_id>/scans",
    action="attendance.record",
    summary="负责人扫个人码或纸卡",
    body=ScanBody,
    returns=ScanView,
    status=201,
    refusals=(
        *no.CODE_REFUSALS,
        *no.MARK_REFUSALS,
        no.NotCheckedIn,
        no.CardUnknown,
        no.PersonalCodeUsed,
        NotFound,
    ),
    keyed=True,
    example={"payload": "K.450222.7Q2M9K7Q2M9K7Q2M.4F", "direction": "in"},
    answer={"name": "韦小梅", "attendance": ATTENDANCE},
)
def scan_person(call: Call[ScanBody]) -> Response:
    """Check a person in or out by her personal code or paper card; compare the name with the face."""
    now = clock.utc_now()
    token = token_of(call)
    scan = read_person_code(call.body.payload, keys=code_keys(), county_id=token[0], at=now)
    mark = hot.Mark(
        token,
        call.body.direction,
        nonce=call.key,
        means=scan.means,
        now=now,
        children=call.body.children_count,
    )
    marked = hot.mark_by_organizer(
        call.database, mark, scan, activity_id=path_id(call, "activity_id"), today=clock.local_date(now)
    )
    return _created(_named(marked), again=marked.replayed)


@operation(
    attendance,
    "command",
    "POST",
    "/scan-batches",
    action="attendance.scan",
    summary="上传离线扫码",
    body=ScanBatchBody,
    returns=ScanBatchView,
    keyed=True,
    example={
        "scans": [
            {
                "nonce": "offline-0001",
                "direction": "in",
                "payload": CODE,
                "device_time": "2026-11-28T00:28:10Z",
                "skew_seconds": -2,
            }
        ]
    },
    answer={"results": []},
)
def upload_batch(call: Call[ScanBatchBody]) -> ScanBatchView:
    """Upload up to 200 scans kept on a phone; each gets its own result and counts once however often it is sent."""
    scans = [_kept(item) for item in call.body.scans]
    outcomes = upload_scans(call.session, scans, keys=code_keys(), actor=call.actor, now=call.now)
    return ScanBatchView(results=[_result(scan.nonce, outcome) for scan, outcome in zip(scans, outcomes, strict=True)])


def _marked(
    call: Call[Any], direction: hot.Direction, *, children: int = 0, person_id: uuid.UUID | None = None
) -> Response:
    now = clock.utc_now()
    token = token_of(call)
    scan = read_activity_code(call.body.code, keys=code_keys(), county_id=token[0], short_id=call.body.short_id, at=now)
    mark = hot.Mark(
        token,
        direction,
        nonce=call.key,
        means=scan.means,
        now=now,
        children=children,
        flags=_flags(call.body, now=now) if person_id is None else (BY_PROXY, *_flags(call.body, now=now)),
    )
    if scan.refusal is not None or scan.short_id is None:
        problem = scan.refusal or no.ActivityNotNamed()
        marked = hot.raise_kept(call.database, mark, problem, short_id=scan.short_id)
    elif person_id is None:
        marked = hot.mark_own(call.database, mark, short_id=scan.short_id)
    else:
        marked = hot.mark_for_other(
            call.database, mark, person_id=person_id, short_id=scan.short_id, today=clock.local_date(now)
        )
    return _created(marked.answer if person_id is None else _named(marked), again=marked.replayed)


def _named(marked: hot.Marked) -> bytes:
    return b'{"name":' + orjson.dumps(marked.name) + b',"attendance":' + marked.answer + b"}"


def _flags(body: CheckInBody | CheckOutBody, *, now: dt.datetime) -> tuple[str, ...]:
    flags = []
    if body.distance_meters is not None and body.distance_meters > FAR_AWAY_METERS:
        flags.append(FAR_AWAY)
    if body.device_time is not None and abs(now - body.device_time) >= NOTICEABLE_SKEW:
        flags.append(str(Flag.CLOCK_CORRECTED))
    return tuple(flags)


def _created(answer: bytes, *, again: bool) -> Response:
    if again:
        return replayed(201, answer)
    return Response(answer, status=201, content_type="application/json")


def _kept(item: ScanItem) -> KeptScan:
    return KeptScan(
        nonce=item.nonce,
        direction=item.direction,
        payload=item.payload,
        short_id=item.short_id,
        device_at=item.device_time,
        skew=None if item.skew_seconds is None else dt.timedelta(seconds=item.skew_seconds),
        taken_offline=item.taken_offline,
        children=item.children_count,
        person_id=item.for_volunteer_id,
    )


def _result(nonce: str, outcome: Outcome) -> ScanResult:
    if outcome.refusal is not None:
        code, facts = outcome.refusal.code, readable(outcome.refusal.params)
        return ScanResult(
            nonce=nonce,
            state="refused",
            code=code,
            title=message(f"{code}.title", **facts),
            detail=message(f"{code}.detail", **facts),
            attendance=None,
        )
    assert outcome.attendance is not None
    return ScanResult(
        nonce=nonce,
        state="replayed" if outcome.replayed else "accepted",
        code=None,
        title=None,
        detail=None,
        attendance=attendance_view(outcome.attendance),
    )
