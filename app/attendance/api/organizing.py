"""What an organizer reads and sets right over HTTP: the list, failed scans, entries by name, undo, confirm."""

from __future__ import annotations

from typing import Any

from app.attendance import queries
from app.attendance import refusals as no
from app.attendance.api.shared import (
    ATTENDANCE,
    ID,
    PERSON_ID,
    attendance,
    attendance_view,
    place_activity,
    seal_position,
    unseal_position,
)
from app.attendance.schemas import (
    AttendanceCounts,
    AttendanceItem,
    AttendancePage,
    AttendanceView,
    ConfirmationBody,
    Confirmed,
    DepartureBody,
    FailedScanItem,
    FailedScanPage,
    ManualBody,
    UndoBody,
)
from app.attendance.service import corrections
from app.core.messages import catalogue
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import Done, PageQuery
from points.attendance.refusals import MarksReversed
from points.errors import NotFound

LEFT = ATTENDANCE | {"in_means": "manual", "in_mode": "backfill", "out_at": "2026-11-28T02:58:00Z", "minutes": 148}


@operation(
    attendance,
    "query",
    "GET",
    "/activities/<uuid:activity_id>/attendances",
    action="attendance.read",
    summary="现场考勤名单",
    query=PageQuery,
    returns=AttendancePage,
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [],
        "next_cursor": None,
        "counts": {"present": 12, "left": 3, "unconfirmed": 1, "children": 2},
    },
)
def list_attendance(call: Call[Any]) -> AttendancePage:
    """Watch who has come and gone, with counts; undone entries stay visible with their reason."""
    activity = place_activity(call, "attendance.read")
    scope = f"attendance:{activity.id}"
    rows = queries.list_attendance(
        call.session,
        county_id=activity.county_id,
        activity_id=activity.id,
        after=unseal_position(call.query.cursor, scope=scope),
        limit=call.query.limit + 1,
    )
    shown = rows[: call.query.limit]
    counts = queries.count_attendance(call.session, county_id=activity.county_id, activity_id=activity.id)
    return AttendancePage(
        items=[_item(row) for row in shown],
        next_cursor=seal_position(shown[-1].in_at, shown[-1].id, scope=scope) if len(rows) > len(shown) else None,
        counts=AttendanceCounts.model_validate(counts),
    )


@operation(
    attendance,
    "query",
    "GET",
    "/activities/<uuid:activity_id>/failed-scans",
    action="attendance.read",
    summary="没有成功的扫码",
    query=PageQuery,
    returns=FailedScanPage,
    refusals=(NotFound, CursorInvalid),
    answer={"items": [], "next_cursor": None},
)
def list_failed_scans(call: Call[Any]) -> FailedScanPage:
    """See which scans were refused and why, newest first."""
    activity = place_activity(call, "attendance.read")
    scope = f"failed-scans:{activity.id}"
    rows = queries.list_failed_scans(
        call.session,
        county_id=activity.county_id,
        activity_id=activity.id,
        after=unseal_position(call.query.cursor, scope=scope),
        limit=call.query.limit + 1,
    )
    shown = rows[: call.query.limit]
    return FailedScanPage(
        items=[
            FailedScanItem(**row._mapping, title=catalogue().get(f"{row.reason}.title", row.reason)) for row in shown
        ],
        next_cursor=seal_position(shown[-1].at, shown[-1].id, scope=scope) if len(rows) > len(shown) else None,
    )


@operation(
    attendance,
    "command",
    "POST",
    "/activities/<uuid:activity_id>/attendances",
    action="attendance.record",
    summary="按姓名补登考勤",
    body=ManualBody,
    returns=AttendanceView,
    status=201,
    refusals=(*no.MARK_REFUSALS, no.NotCheckedIn, no.OwnAttendance, MarksReversed, NotFound),
    keyed=True,
    example={
        "volunteer_id": PERSON_ID,
        "in_at": "2026-11-28T00:30:00Z",
        "out_at": "2026-11-28T02:58:00Z",
        "reason": "手机没电，我看着她干到最后。",
    },
    answer=LEFT,
)
def record_by_name(call: Call[ManualBody]) -> AttendanceView:
    """Enter somebody who was there by name, with the reason; such minutes are kept apart from scanned ones."""
    outcome = corrections.record_by_name(
        call.session,
        path_id(call, "activity_id"),
        volunteer_id=call.body.volunteer_id,
        in_at=call.body.in_at,
        out_at=call.body.out_at,
        reason=call.body.reason,
        children=call.body.children_count,
        nonce=call.key,
        actor=call.actor,
        now=call.now,
    )
    return attendance_view(outcome.attendance or {})


@operation(
    attendance,
    "command",
    "POST",
    "/attendances/<uuid:attendance_id>/departure",
    action="attendance.record",
    summary="补登签退",
    body=DepartureBody,
    returns=AttendanceView,
    refusals=(
        *no.MARK_REFUSALS,
        no.NotCheckedIn,
        no.OwnAttendance,
        no.AttendanceUndone,
        MarksReversed,
        NotFound,
    ),
    keyed=True,
    example={"out_at": "2026-11-28T02:58:00Z", "reason": "走得急忘了扫码。"},
    answer=LEFT,
)
def record_departure(call: Call[DepartureBody]) -> AttendanceView:
    """Enter when somebody left who could not check out herself."""
    outcome = corrections.record_departure(
        call.session,
        path_id(call, "attendance_id"),
        out_at=call.body.out_at,
        reason=call.body.reason,
        nonce=call.key,
        actor=call.actor,
        now=call.now,
    )
    return attendance_view(outcome.attendance or {})


@operation(
    attendance,
    "command",
    "POST",
    "/attendances/<uuid:attendance_id>/undo",
    action="attendance.record",
    summary="撤销考勤",
    body=UndoBody,
    returns=Done,
    refusals=(NotFound, no.AttendanceUndone, no.MinutesStand),
    keyed=True,
    example={"reason": "扫错人了。"},
    answer={"id": ID},
)
def undo_attendance(call: Call[UndoBody]) -> Done:
    """Let an attendance not count; it stays visible with the reason and who did it."""
    undone = corrections.undo(
        call.session, path_id(call, "attendance_id"), reason=call.body.reason, actor=call.actor, now=call.now
    )
    return Done(id=undone.id)


@operation(
    attendance,
    "command",
    "POST",
    "/activities/<uuid:activity_id>/confirmations",
    action="attendance.record",
    summary="确认海报签到",
    body=ConfirmationBody,
    returns=Confirmed,
    refusals=(NotFound, no.NothingToConfirm, no.OwnAttendance),
    keyed=True,
    example={"attendance_ids": [ID]},
    answer={"confirmed": 1},
)
def confirm_claims(call: Call[ConfirmationBody]) -> Confirmed:
    """Vouch for people who claimed to be there by scanning the poster; never for oneself."""
    confirmed = corrections.confirm_claims(
        call.session,
        path_id(call, "activity_id"),
        call.body.attendance_ids,
        actor=call.actor,
        now=call.now,
    )
    return Confirmed(confirmed=confirmed)


def _item(row: Any) -> AttendanceItem:
    reason = row.undo_reason and catalogue().get(f"attendance.undo.{row.undo_reason}", row.undo_reason)
    return AttendanceItem(**{**row._mapping, "undo_reason": reason})
