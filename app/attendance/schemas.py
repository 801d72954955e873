"""Shapes of marks, attendance and scans on the wire."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from app.http.schemas import Body, InstantIn, InstantOut, Key, Paragraph, View

MOST_SCANS = 200
Direction = Literal["in", "out"]
Means = Literal["rotating", "digits", "personal", "card", "poster", "manual", "closing"]
Mode = Literal["online", "offline", "backfill"]
ScannedText = Annotated[str, Field(min_length=1, max_length=300)]
ShortId = Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{4,8}$", description="活动短号")]
Skew = Annotated[int, Field(ge=-(10**9), le=10**9, description="服务器时间减手机时间，秒；没量过就不填")]
Children = Annotated[int, Field(ge=0, le=10, description="一起来的未满 14 岁的孩子人数")]
Distance = Annotated[int, Field(ge=0, le=40_000_000, description="离活动地点多少米；只提示，不拦人")]


class CheckInBody(Body):
    """A code just scanned, or the six digits of the activity ``short_id``."""

    code: ScannedText
    short_id: ShortId | None = None
    device_time: InstantIn | None = None
    skew_seconds: Skew | None = None
    children_count: Children = 0
    distance_meters: Distance | None = None


class CheckOutBody(Body):
    """A code just scanned, or the six digits of the activity ``short_id``."""

    code: ScannedText
    short_id: ShortId | None = None
    device_time: InstantIn | None = None
    skew_seconds: Skew | None = None
    distance_meters: Distance | None = None


class ScanBody(Body):
    """A volunteer's personal code or paper card, scanned by the organizer."""

    payload: ScannedText
    direction: Direction
    children_count: Children = 0


class ScanItem(Body):
    """One scan kept on the phone while there was no network."""

    nonce: Key
    direction: Direction
    payload: ScannedText
    short_id: Annotated[ShortId | None, Field(description="输数字或扫个人码、纸卡时必填")] = None
    device_time: InstantIn
    skew_seconds: Skew | None = None
    taken_offline: bool = True
    children_count: Children = 0
    for_volunteer_id: Annotated[uuid.UUID | None, Field(description="替家人签到时填家人；本人要先同意")] = None


class ScanBatchBody(Body):
    """Scans of a volunteer's or an organizer's phone; each counts once however often it is uploaded."""

    scans: Annotated[list[ScanItem], Field(min_length=1, max_length=MOST_SCANS)]


class ManualBody(Body):
    """Somebody who was there, entered by name with the reason."""

    volunteer_id: uuid.UUID
    in_at: InstantIn
    out_at: InstantIn | None = None
    reason: Paragraph
    children_count: Children = 0


class DepartureBody(Body):
    """When somebody left who could not check out herself."""

    out_at: InstantIn
    reason: Paragraph


class UndoBody(Body):
    """Why an attendance does not count."""

    reason: Paragraph


class ConfirmationBody(Body):
    """Which poster claims the organizer vouches for."""

    attendance_ids: Annotated[list[uuid.UUID], Field(min_length=1, max_length=MOST_SCANS)]


class AttendanceView(View):
    """Both marks of a person on a shift."""

    id: uuid.UUID
    activity_id: uuid.UUID
    short_id: str
    title: str
    shift_id: uuid.UUID
    shift_starts_at: InstantOut
    shift_ends_at: InstantOut
    in_at: InstantOut
    in_means: Means
    in_mode: Mode
    out_at: InstantOut | None
    out_means: Means | None
    out_mode: Mode | None
    minutes: Annotated[int | None, Field(description="在班次时间里的分钟数，签退后才有")]
    children_count: int
    confirmed: bool
    flags: list[str]
    undone: bool


class ScanView(View):
    """What a scan by the organizer did, and the name to look up and compare."""

    name: str
    attendance: AttendanceView


class ScanResult(View):
    """What became of one uploaded scan."""

    nonce: str
    state: Literal["accepted", "replayed", "refused"]
    code: str | None
    title: str | None
    detail: str | None
    attendance: AttendanceView | None


class ScanBatchView(View):
    """One result per scan, in the order they were sent."""

    results: list[ScanResult]


class AttendanceItem(View):
    """One line of the list the organizer sees fill up."""

    id: uuid.UUID
    volunteer_id: uuid.UUID
    name: str
    shift_id: uuid.UUID
    in_at: InstantOut
    in_means: Means
    in_mode: Mode
    out_at: InstantOut | None
    out_means: Means | None
    out_mode: Mode | None
    walk_in: bool
    confirmed: bool
    children_count: int
    flags: list[str]
    reason: str | None
    undone_at: InstantOut | None
    undo_reason: str | None


class AttendanceCounts(View):
    """How many are there, have left, wait for confirmation, and how many children came along."""

    present: int
    left: int
    unconfirmed: int
    children: int


class AttendancePage(View):
    """One page of the list, earliest check-in first, and the counts of the whole activity."""

    items: list[AttendanceItem]
    next_cursor: str | None
    counts: AttendanceCounts


class FailedScanItem(View):
    """A scan that was refused, with the sentence its sender read."""

    id: uuid.UUID
    at: InstantOut
    actor_id: uuid.UUID
    name: str
    reason: str
    title: str
    facts: dict[str, Any]


class FailedScanPage(View):
    """One page of failed scans, newest first."""

    items: list[FailedScanItem]
    next_cursor: str | None


class CodeView(View):
    """What to show right now, and for how long."""

    code: str
    digits: Annotated[str | None, Field(description="扫不了时念的 6 位数字")]
    svg: Annotated[str, Field(description="二维码图，SVG")]
    seconds_left: int


class CodeKeyView(View):
    """What the organizer's phone needs to make codes where there is no network."""

    county_id: str
    short_id: str
    key: Annotated[str, Field(description="密钥，十六进制")]
    step_seconds: int
    digits: int
    opens_at: InstantOut
    closes_at: InstantOut
    poster: Annotated[str | None, Field(description="海报上的码；活动不收海报签到时为空")]


class PersonalCodeView(View):
    """A person's code of this moment, and today's key to go on making them without network."""

    code: str
    svg: Annotated[str, Field(description="二维码图，SVG")]
    seconds_left: int
    key: Annotated[str, Field(description="今天有效的密钥，十六进制")]
    step_seconds: int
    key_valid_until: InstantOut


class Confirmed(View):
    """How many claims were confirmed just now."""

    confirmed: int
