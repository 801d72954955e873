"""Scans made without network (离线扫码): judged at the moment they were made, each by itself, each once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.activities.models import Activity
from app.activities.queries import organizes
from app.activities.refusals import ActivityNotOpen
from app.attendance.keys import CodeKeys
from app.attendance.queries import activities_by_short_id, card_holders, earlier_marks
from app.attendance.refusals import ActivityClosed, ActivityNotNamed, CardUnknown, CheckInProxyMissing
from app.attendance.scanning import ActivityScan, PersonScan, read_activity_code, read_person_code
from app.attendance.service.marks import Direction, Mark, Outcome, make_mark
from app.clock import local_date
from app.core.actor import Actor, NotAllowed
from app.households.queries import ProxyHeld, proxies_held
from points.attendance.intervals import CorrectedInstant, Flag, Interval, correct_device_time
from points.attendance.windows import LATEST_UPLOAD, mark_window
from points.base import new_id
from points.errors import PointsError

STILL_ONLINE: Final = dt.timedelta(minutes=2)
CLOCKS_DISAGREE: Final = dt.timedelta(minutes=2)
LATE_UPLOAD: Final = "late_upload"
BY_PROXY: Final = "by_proxy"
KEEP_FAILURE: Final = text(
    """
    INSERT INTO failed_scan (county_id, id, activity_id, actor_id, nonce, reason, facts, at)
    VALUES (:county_id, :id, :activity_id, :actor_id, :nonce, :reason, CAST(:facts AS jsonb), :now)
    ON CONFLICT DO NOTHING
    """
)


@dataclass(frozen=True)
class KeptScan:
    """One scan as the phone kept it; ``skew`` is the server's clock minus the phone's, if it was ever measured.

    ``person_id`` is for whom, when she asked the owner of the phone.
    """

    nonce: str
    direction: Direction
    payload: str
    short_id: str | None
    device_at: dt.datetime
    skew: dt.timedelta | None
    taken_offline: bool
    children: int
    person_id: uuid.UUID | None = None

    @property
    def supposed_at(self) -> dt.datetime:
        """When it was made as far as the phone knows; a skew beyond all reason is judged later."""
        try:
            return self.device_at + (self.skew or dt.timedelta())
        except OverflowError:
            return self.device_at


@dataclass(frozen=True)
class _Grounds:
    """What scans are judged by: activities by short id, who holds which card, what the caller runs, who asked her."""

    activities: dict[str, Activity]
    holders: dict[bytes, uuid.UUID]
    run: frozenset[uuid.UUID]
    proxies: Sequence[ProxyHeld]


@dataclass(frozen=True)
class _Judged:
    position: int
    scan: KeptScan
    read: ActivityScan | PersonScan
    activity: Activity | None = None
    person_id: uuid.UUID | None = None
    instant: CorrectedInstant | None = None
    refusal: PointsError | None = None


def upload_scans(
    session: Session, scans: Sequence[KeptScan], *, keys: CodeKeys, actor: Actor, now: dt.datetime
) -> list[Outcome]:
    """Count scans that were kept on a phone, and say for each what became of it, in the order they came.

    They are made in the order in which they happened, so a check-out may come before its check-in in the list.
    One refused scan stops no other; it is kept for the organizer. A scan that counted before is answered with its row.
    """
    earlier = earlier_marks(
        session, [scan.nonce for scan in scans], county_id=actor.county_id, actor_id=actor.volunteer_id
    )
    outcomes: list[Outcome | None] = [None] * len(scans)
    fresh = []
    for position, scan in enumerate(scans):
        answer = earlier.get((scan.direction, scan.nonce))
        if answer is None:
            fresh.append((position, scan))
        else:
            outcomes[position] = Outcome(attendance=orjson.loads(answer), replayed=True)
    judged = _judge(session, fresh, keys=keys, actor=actor, now=now)
    for item in sorted(judged, key=_when):
        outcomes[item.position] = _count(session, item, actor=actor, now=now)
    return [outcome for outcome in outcomes if outcome is not None]


def _judge(
    session: Session, fresh: list[tuple[int, KeptScan]], *, keys: CodeKeys, actor: Actor, now: dt.datetime
) -> list[_Judged]:
    read = [_Judged(position, scan, _read(scan, keys=keys, actor=actor)) for position, scan in fresh]
    short_ids = {short_id for item in read if (short_id := _named_activity(item)) is not None}
    known = activities_by_short_id(session, short_ids, county_id=actor.county_id)
    hashes = [item.read.card_hash for item in read if isinstance(item.read, PersonScan) and item.read.card_hash]
    holders = card_holders(session, hashes, county_id=actor.county_id)
    run = frozenset(
        activity.id for activity in known.values() if organizes(session, activity, "attendance.record", actor=actor)
    )
    asking = {scan.person_id for _, scan in fresh if scan.person_id is not None}
    asked = proxies_held(session, "check_in", asking, county_id=actor.county_id, proxy_id=actor.volunteer_id)
    grounds = _Grounds(known, holders, run, asked if actor.state == "active" else ())
    return [_place(item, grounds, actor=actor, now=now) for item in read]


def _read(scan: KeptScan, *, keys: CodeKeys, actor: Actor) -> ActivityScan | PersonScan:
    clock_known = scan.skew is not None
    if scan.payload[:1].upper() in {"P", "K"}:
        return read_person_code(
            scan.payload, keys=keys, county_id=actor.county_id, at=scan.supposed_at, clock_known=clock_known
        )
    return read_activity_code(
        scan.payload,
        keys=keys,
        county_id=actor.county_id,
        short_id=scan.short_id,
        at=scan.supposed_at,
        clock_known=clock_known,
    )


def _named_activity(item: _Judged) -> str | None:
    return item.read.short_id if isinstance(item.read, ActivityScan) else item.scan.short_id


def _place(item: _Judged, grounds: _Grounds, *, actor: Actor, now: dt.datetime) -> _Judged:
    short_id = _named_activity(item)
    activity = grounds.activities.get(short_id) if short_id is not None else None
    item = replace(item, activity=activity)
    try:
        if item.read.refusal is not None:
            raise item.read.refusal
        if activity is None:
            raise ActivityNotNamed() if short_id is None else ActivityNotOpen()
        if now > activity.ends_at + LATEST_UPLOAD:
            raise ActivityClosed()
        instant = _instant(item, activity, now=now)
        return replace(item, person_id=_person(item, activity, grounds, at=instant.at, actor=actor), instant=instant)
    except PointsError as refusal:
        return replace(item, refusal=refusal)


def _person(item: _Judged, activity: Activity, grounds: _Grounds, *, at: dt.datetime, actor: Actor) -> uuid.UUID:
    read, person_id = item.read, item.scan.person_id
    if isinstance(read, ActivityScan):
        if person_id is None:
            return actor.volunteer_id
        if not any(each.volunteer_id == person_id and each.covers(local_date(at)) for each in grounds.proxies):
            raise CheckInProxyMissing()
        return person_id
    if activity.id not in grounds.run:
        raise NotAllowed(action="attendance.record")
    holder = read.volunteer_id if read.card_hash is None else grounds.holders.get(read.card_hash)
    if holder is None:
        raise CardUnknown()
    return holder


def _instant(item: _Judged, activity: Activity, *, now: dt.datetime) -> CorrectedInstant:
    shown_at = item.read.shown_at
    witnessed = shown_at is not None and item.scan.skew is None
    return correct_device_time(
        shown_at if witnessed and shown_at is not None else item.scan.device_at,
        skew=item.scan.skew,
        window=mark_window(Interval(activity.starts_at, activity.ends_at)),
        received_at=now,
    )


def _when(item: _Judged) -> tuple[dt.datetime, int, int]:
    at = item.scan.supposed_at if item.instant is None else item.instant.at
    return at, 0 if item.scan.direction == "in" else 1, item.position


def _count(session: Session, item: _Judged, *, actor: Actor, now: dt.datetime) -> Outcome:
    outcome = Outcome(refusal=item.refusal)
    if item.refusal is None:
        outcome = make_mark(session, _mark(item, actor=actor, now=now), now=now)
    if outcome.refusal is not None:
        _keep(session, item, outcome.refusal, actor=actor, now=now)
    return outcome


def _mark(item: _Judged, *, actor: Actor, now: dt.datetime) -> Mark:
    assert item.activity is not None
    assert item.instant is not None
    assert item.person_id is not None
    scan, read = item.scan, item.read
    immediate = not scan.taken_offline and now - item.instant.at <= STILL_ONLINE
    late = item.activity.state == "closed"
    flags = [str(flag) for flag in item.instant.flags] + ([LATE_UPLOAD] if late else [])
    if isinstance(read, ActivityScan) and scan.person_id is not None:
        flags.append(BY_PROXY)
    mode = "backfill" if late else "online" if immediate else "offline"
    return Mark(
        scan.direction,
        county_id=actor.county_id,
        person_id=item.person_id,
        actor_id=actor.volunteer_id,
        short_id=item.activity.short_id,
        at=item.instant.at,
        means=read.means,
        mode=mode,
        nonce=scan.nonce,
        confirmed=read.means != "poster" and not _clocks_disagree(item),
        children=scan.children,
        flags=tuple(flags),
        code_hash=read.code_hash if isinstance(read, PersonScan) else None,
    )


def _clocks_disagree(item: _Judged) -> bool:
    """Tell whether a code may be an old picture: no measured clock, and the phone's own differs from the code's."""
    shown_at = item.read.shown_at
    return (
        Flag.CLOCK_UNKNOWN in (item.instant.flags if item.instant else ())
        and shown_at is not None
        and abs(item.scan.device_at - shown_at) > CLOCKS_DISAGREE
    )


def _keep(session: Session, item: _Judged, refusal: PointsError, *, actor: Actor, now: dt.datetime) -> None:
    facts: dict[str, Any] = {"direction": item.scan.direction, "means": item.read.means, "offline": True}
    session.execute(
        KEEP_FAILURE,
        {
            "county_id": actor.county_id,
            "id": new_id(),
            "activity_id": item.activity.id if item.activity else None,
            "actor_id": actor.volunteer_id,
            "nonce": item.scan.nonce,
            "reason": refusal.code,
            "facts": orjson.dumps(facts).decode(),
            "now": now,
        },
    )
