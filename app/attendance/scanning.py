"""From a scanned or typed text to what it proves (扫码): which activity or person, by which means, or why not."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from app.attendance.keys import CodeKeys
from app.attendance.refusals import ActivityElsewhere, ActivityNotNamed, CardUnknown
from app.clock import local_date
from app.core.crypto import token_hash
from points.attendance.codes import (
    CHECK_IN_STEP,
    PERSONAL_STEP,
    SPOKEN_DIGITS,
    PersonalCode,
    parse_check_in_code,
    parse_personal_code,
    verify_check_in_code,
    verify_personal_code,
    verify_spoken_code,
)
from points.attendance.printed import CodeKind, kind_of, parse_paper_card, parse_poster, verify_poster
from points.attendance.refusals import CodeForOtherActivity, CodeMalformed
from points.errors import PointsError

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
LARGEST_STEP: Final = 10**9
"""Steps beyond this lie centuries ahead and have no date."""


@dataclass(frozen=True)
class ActivityScan:
    """What a volunteer's scan says: which activity, how it was read, and what is wrong with it if anything."""

    short_id: str | None
    means: str
    refusal: PointsError | None = None
    shown_at: dt.datetime | None = None


@dataclass(frozen=True)
class PersonScan:
    """What an organizer's scan says: whose code it is (``volunteer_id`` or ``card_hash``), or what is wrong."""

    means: str
    volunteer_id: uuid.UUID | None = None
    card_hash: bytes | None = None
    code_hash: bytes | None = None
    refusal: PointsError | None = None
    shown_at: dt.datetime | None = None


def read_activity_code(
    text: str, *, keys: CodeKeys, county_id: str, short_id: str | None, at: dt.datetime, clock_known: bool = True
) -> ActivityScan:
    """Read what a volunteer scanned or typed at an instant. ``short_id`` is the activity she meant, if she said so.

    When her phone's clock is unknown a rotating code is not judged by its age, for its own time step is the better
    witness; ``shown_at`` says when it was shown, and the caller flags the mark.
    """
    if len(text) == SPOKEN_DIGITS and text.isascii() and text.isdigit():
        return _read_digits(text, keys=keys, county_id=county_id, short_id=short_id, at=at)
    try:
        kind = kind_of(text)
        if kind is CodeKind.CHECK_IN:
            return _read_rotating(
                text, keys=keys, county_id=county_id, short_id=short_id, at=at if clock_known else None
            )
        if kind is CodeKind.POSTER:
            return _read_poster(text, keys=keys, county_id=county_id, short_id=short_id)
        raise CodeMalformed(kind="check_in")
    except CodeMalformed as refusal:
        return ActivityScan(short_id, "rotating", refusal)


def read_person_code(
    text: str, *, keys: CodeKeys, county_id: str, at: dt.datetime, clock_known: bool = True
) -> PersonScan:
    """Read what an organizer scanned from a volunteer's phone or paper card at an instant."""
    try:
        if kind_of(text) is CodeKind.PERSONAL:
            return _read_personal(
                parse_personal_code(text), keys=keys, county_id=county_id, at=at if clock_known else None
            )
        card = parse_paper_card(text)
    except CodeMalformed as refusal:
        return PersonScan("card", refusal=refusal)
    if card.county_id != county_id:
        return PersonScan("card", refusal=CardUnknown())
    return PersonScan("card", card_hash=token_hash(card.code))


def _read_digits(text: str, *, keys: CodeKeys, county_id: str, short_id: str | None, at: dt.datetime) -> ActivityScan:
    if short_id is None:
        return ActivityScan(short_id, "digits", ActivityNotNamed())
    key = keys.of_activity(county_id=county_id, short_id=short_id)
    try:
        verify_spoken_code(text, key=key, county_id=county_id, short_id=short_id, at=at)
    except PointsError as refusal:
        return ActivityScan(short_id, "digits", refusal)
    return ActivityScan(short_id, "digits")


def _read_rotating(
    text: str, *, keys: CodeKeys, county_id: str, short_id: str | None, at: dt.datetime | None
) -> ActivityScan:
    code = parse_check_in_code(text)
    if code.county_id != county_id:
        return ActivityScan(None, "rotating", ActivityElsewhere())
    if code.step > LARGEST_STEP:
        raise CodeMalformed(kind="check_in")
    shown_at = _EPOCH + code.step * CHECK_IN_STEP
    try:
        verify_check_in_code(
            code,
            key=keys.of_activity(county_id=code.county_id, short_id=code.short_id),
            county_id=county_id,
            short_id=short_id or code.short_id,
            at=at or shown_at,
        )
    except PointsError as refusal:
        return ActivityScan(short_id or code.short_id, "rotating", refusal, shown_at)
    return ActivityScan(code.short_id, "rotating", None, shown_at)


def _read_poster(text: str, *, keys: CodeKeys, county_id: str, short_id: str | None) -> ActivityScan:
    poster = parse_poster(text)
    if poster.county_id != county_id:
        return ActivityScan(None, "poster", ActivityElsewhere())
    try:
        verify_poster(poster, key=keys.of_activity(county_id=county_id, short_id=poster.short_id))
    except PointsError as refusal:
        return ActivityScan(poster.short_id, "poster", refusal)
    if short_id not in {None, poster.short_id}:
        return ActivityScan(short_id, "poster", CodeForOtherActivity(expected=short_id, found=poster.short_id))
    return ActivityScan(poster.short_id, "poster")


def _read_personal(code: PersonalCode, *, keys: CodeKeys, county_id: str, at: dt.datetime | None) -> PersonScan:
    if code.county_id != county_id:
        return PersonScan("personal", refusal=ActivityElsewhere())
    if code.step > LARGEST_STEP:
        return PersonScan("personal", refusal=CodeMalformed(kind="personal"))
    shown_at = _EPOCH + code.step * PERSONAL_STEP
    key = keys.of_person(county_id=county_id, volunteer_id=code.volunteer_id, on=local_date(shown_at))
    try:
        verify_personal_code(code, key=key, at=at or shown_at)
    except PointsError as refusal:
        return PersonScan("personal", volunteer_id=code.volunteer_id, refusal=refusal, shown_at=shown_at)
    return PersonScan(
        "personal",
        volunteer_id=code.volunteer_id,
        code_hash=token_hash(f"{code.county_id}.{code.volunteer_id}.{code.step}"),
        shown_at=shown_at,
    )
