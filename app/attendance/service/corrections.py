"""What an organizer sets right by hand (补登、撤销、确认): always with her name on it, never by deleting."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.activities.models import Activity, Shift
from app.activities.queries import get_activity, organizes, require_organizes
from app.attendance.models import Attendance
from app.attendance.queries import get_attendance, minutes_stand
from app.attendance.refusals import AttendanceUndone, MinutesStand, NothingToConfirm, OwnAttendance
from app.attendance.service.closing import close_attendance
from app.attendance.service.marks import Mark, Outcome, make_mark
from app.core import audit
from app.core.actor import Actor
from points.attendance.refusals import MarksReversed
from points.errors import NotFound


def record_by_name(
    session: Session,
    activity_id: uuid.UUID,
    *,
    volunteer_id: uuid.UUID,
    in_at: dt.datetime,
    out_at: dt.datetime | None,
    reason: str,
    children: int,
    nonce: str,
    actor: Actor,
    now: dt.datetime,
) -> Outcome:
    """Enter somebody who was there, by name and with a reason; kept apart from scanned marks for ever.

    Raises:
        NotFound, NotAllowed: no such activity, or not at a place the caller organizes.
        OwnAttendance: she tries to enter herself.
        MarksReversed: the times are reversed or lie ahead.
        PointsError: one of ``MARK_REFUSALS``.
    """
    activity = get_activity(session, county_id=actor.county_id, activity_id=activity_id)
    require_organizes(session, activity, "attendance.record", actor=actor)
    if volunteer_id == actor.volunteer_id:
        raise OwnAttendance()
    if in_at > now or (out_at is not None and not in_at <= out_at <= now):
        raise MarksReversed()
    mark = Mark(
        "in",
        county_id=activity.county_id,
        person_id=volunteer_id,
        actor_id=actor.volunteer_id,
        short_id=activity.short_id,
        at=in_at,
        means="manual",
        mode="backfill",
        nonce=nonce,
        children=children,
        reason=reason,
    )
    outcome = _made(make_mark(session, mark, now=now))
    if out_at is not None:
        outcome = _leave(
            session, activity, person_id=volunteer_id, at=out_at, reason=reason, nonce=nonce, actor=actor, now=now
        )
    elif activity.state == "closed":
        close_attendance(session, county_id=activity.county_id, activity_id=activity.id, now=now)
    _note(session, activity.county_id, outcome, "attendance.manual", actor=actor, now=now)
    return outcome


def record_departure(
    session: Session,
    attendance_id: uuid.UUID,
    *,
    out_at: dt.datetime,
    reason: str,
    nonce: str,
    actor: Actor,
    now: dt.datetime,
) -> Outcome:
    """Enter when somebody left who could not check out herself.

    Raises:
        NotFound, NotAllowed, OwnAttendance, MarksReversed: see ``record_by_name``.
        AttendanceUndone: it does not count any more.
        PointsError: one of ``MARK_REFUSALS``, for instance because she has checked out.
    """
    attendance, activity = _own_place(session, attendance_id, actor=actor)
    if attendance.undone_at is not None:
        raise AttendanceUndone()
    if attendance.volunteer_id == actor.volunteer_id:
        raise OwnAttendance()
    if not attendance.in_at <= out_at <= now:
        raise MarksReversed()
    outcome = _leave(
        session,
        activity,
        person_id=attendance.volunteer_id,
        at=out_at,
        reason=reason,
        nonce=nonce,
        actor=actor,
        now=now,
    )
    _note(session, activity.county_id, outcome, "attendance.departure", actor=actor, now=now)
    return outcome


def undo(session: Session, attendance_id: uuid.UUID, *, reason: str, actor: Actor, now: dt.datetime) -> Attendance:
    """Let an attendance not count; the row stays with the reason, and a walk-in's place becomes free.

    Raises:
        NotFound, NotAllowed: no such attendance, or not at a place the caller organizes.
        AttendanceUndone: that was done before.
        MinutesStand: its minutes are disclosed or beyond, so they are corrected instead.
    """
    attendance, activity = _own_place(session, attendance_id, actor=actor)
    if attendance.undone_at is not None:
        raise AttendanceUndone()
    if minutes_stand(session, attendance):
        raise MinutesStand()
    attendance.undone_at = now
    attendance.undone_by = actor.volunteer_id
    attendance.undo_reason = reason
    if attendance.walk_in:
        session.execute(
            update(Shift)
            .where(Shift.county_id == attendance.county_id, Shift.id == attendance.shift_id)
            .values(taken=Shift.taken - 1)
        )
    session.flush()
    _note(session, activity.county_id, attendance.id, "attendance.undo", actor=actor, now=now)
    return attendance


def confirm_claims(
    session: Session, activity_id: uuid.UUID, attendance_ids: Sequence[uuid.UUID], *, actor: Actor, now: dt.datetime
) -> int:
    """Vouch for claims made at a poster; returns how many.

    Raises:
        NotFound, NotAllowed: no such activity, or not at a place the caller organizes.
        OwnAttendance: her own claim is among them.
        NothingToConfirm: one is of another activity, undone, or needs no confirmation; nothing is confirmed then.
    """
    activity = get_activity(session, county_id=actor.county_id, activity_id=activity_id)
    require_organizes(session, activity, "attendance.record", actor=actor)
    for attendance_id in sorted(set(attendance_ids)):
        claim = get_attendance(session, county_id=activity.county_id, attendance_id=attendance_id)
        if claim.volunteer_id == actor.volunteer_id:
            raise OwnAttendance()
        if claim.activity_id != activity.id or claim.undone_at is not None or claim.confirmed:
            raise NothingToConfirm()
        claim.confirmed = True
        claim.confirmed_by = actor.volunteer_id
        _note(session, activity.county_id, claim.id, "attendance.confirm", actor=actor, now=now)
    session.flush()
    return len(set(attendance_ids))


def _own_place(session: Session, attendance_id: uuid.UUID, *, actor: Actor) -> tuple[Attendance, Activity]:
    attendance = get_attendance(session, county_id=actor.county_id, attendance_id=attendance_id)
    activity = get_activity(session, county_id=actor.county_id, activity_id=attendance.activity_id)
    if not organizes(session, activity, "attendance.record", actor=actor):
        raise NotFound()
    return attendance, activity


def _leave(
    session: Session,
    activity: Activity,
    *,
    person_id: uuid.UUID,
    at: dt.datetime,
    reason: str,
    nonce: str,
    actor: Actor,
    now: dt.datetime,
) -> Outcome:
    mark = Mark(
        "out",
        county_id=activity.county_id,
        person_id=person_id,
        actor_id=actor.volunteer_id,
        short_id=activity.short_id,
        at=at,
        means="manual",
        mode="backfill",
        nonce=nonce,
        reason=reason,
    )
    return _made(make_mark(session, mark, now=now))


def _made(outcome: Outcome) -> Outcome:
    if outcome.refusal is not None:
        raise outcome.refusal
    return outcome


def _note(
    session: Session, county_id: str, what: Outcome | uuid.UUID, action: str, *, actor: Actor, now: dt.datetime
) -> None:
    if isinstance(what, Outcome):
        assert what.attendance is not None
        what = uuid.UUID(what.attendance["id"])
    audit.record(
        session,
        county_id=county_id,
        actor_id=actor.volunteer_id,
        action=action,
        subject_kind="attendance",
        subject_id=what,
        now=now,
    )
