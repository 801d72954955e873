"""Rotating codes (签到码): shown on a phone, worthless half a minute later.

The organizer's phone computes the check-in code offline from the key of the activity, the volunteer's phone
her personal code from her own key. A code is ``<county>.<subject>.<step>.<mac>``: HMAC-SHA-256 over purpose,
county, subject and time step, cut to 80 bits and written in QR alphanumeric letters. Fixed algorithm,
constant-time comparison, no secret in the code (security B1, B2, B4).
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from points.attendance.alphabet import LETTER_CLASS, from_letters, to_letters
from points.attendance.refusals import (
    CodeExpired,
    CodeForged,
    CodeForOtherActivity,
    CodeMalformed,
    SpokenCodeWrong,
)

CHECK_IN_STEP: Final = dt.timedelta(seconds=15)
PERSONAL_STEP: Final = dt.timedelta(seconds=30)
TOLERATED_STEPS: Final = 1
LONGEST_CODE: Final = 64
MAC_BYTES: Final = 10
MAC_LETTERS: Final = 16
SHORTEST_KEY: Final = 32
SPOKEN_DIGITS: Final = 6
SPOKEN_STEPS_REMEMBERED: Final = 8

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_COUNTY: Final = r"([1-9][0-9]{5})"
_STEP: Final = r"([1-9][0-9]{6,9})"
_MAC: Final = rf"({LETTER_CLASS}{{{MAC_LETTERS}}})"
_CHECK_IN: Final = re.compile(rf"{_COUNTY}\.({LETTER_CLASS}{{4,8}})\.{_STEP}\.{_MAC}")
_PERSONAL: Final = re.compile(rf"P\.{_COUNTY}\.([0-7]{LETTER_CLASS}{{25}})\.{_STEP}\.{_MAC}")
_SPOKEN: Final = re.compile(rf"[0-9]{{{SPOKEN_DIGITS}}}")


class Purpose(StrEnum):
    """What a signature is for; part of the signed text, so no code can stand in for another."""

    ACTIVITY_KEY = "activity-key"
    PERSONAL_KEY = "personal-key"
    CHECK_IN = "check-in"
    SPOKEN = "spoken"
    PERSONAL = "personal"
    POSTER = "poster"


@dataclass(frozen=True, slots=True)
class CheckInCode:
    """A well-formed check-in code of an activity; nothing is proven before ``verify_check_in_code``."""

    county_id: str
    short_id: str
    step: int
    mac: str


@dataclass(frozen=True, slots=True)
class PersonalCode:
    """A well-formed personal code; ``(county_id, volunteer_id, step)`` may be used once."""

    county_id: str
    volunteer_id: uuid.UUID
    step: int
    mac: str


def derive_activity_key(master: bytes, *, county_id: str, short_id: str) -> bytes:
    """Return the key of an activity, so that a code can be checked without looking its key up."""
    return _digest(master, Purpose.ACTIVITY_KEY, county_id, short_id)


def derive_personal_key(master: bytes, *, county_id: str, volunteer_id: uuid.UUID) -> bytes:
    """Return the key with which a volunteer's phone makes her personal codes."""
    return _digest(master, Purpose.PERSONAL_KEY, county_id, _subject(volunteer_id))


def check_in_code(key: bytes, *, county_id: str, short_id: str, at: dt.datetime) -> str:
    """Return the check-in code an activity shows at that instant; it changes every 15 seconds."""
    step = _step_at(at, CHECK_IN_STEP)
    mac = signature(key, Purpose.CHECK_IN, county_id, short_id, str(step))
    return f"{county_id}.{short_id}.{step}.{mac}"


def parse_check_in_code(text: str) -> CheckInCode:
    """Return the parts of a check-in code, so that its activity can be found; proves nothing.

    Raises:
        CodeMalformed: the text is no check-in code.

    """
    county_id, short_id, step, mac = _parts(_CHECK_IN, text, kind="check_in")
    return CheckInCode(county_id, short_id, int(step), mac)


def verify_check_in_code(code: CheckInCode, *, key: bytes, county_id: str, short_id: str, at: dt.datetime) -> None:
    """Demand that the code is the one the activity ``short_id`` showed at ``at``, give or take one step.

    ``key`` is the key of the activity the code names. For a scan made without network, ``at`` is the
    corrected instant of the scan, not of the upload.

    Raises:
        CodeForged: the signature is wrong.
        CodeForOtherActivity: the code is genuine, and of another activity.
        CodeExpired: the code is genuine, and older or newer than one step.

    """
    _require_genuine(code.mac, key, Purpose.CHECK_IN, code.county_id, code.short_id, str(code.step))
    if (code.county_id, code.short_id) != (county_id, short_id):
        raise CodeForOtherActivity(expected=short_id, found=code.short_id)
    _require_fresh(code.step, at=at, length=CHECK_IN_STEP)


def spoken_code(key: bytes, *, county_id: str, short_id: str, at: dt.datetime) -> str:
    """Return the six digits to read out beside the QR code, from the same key and step."""
    return _digits(key, county_id, short_id, step=_step_at(at, CHECK_IN_STEP))


def verify_spoken_code(digits: str, *, key: bytes, county_id: str, short_id: str, at: dt.datetime) -> int:
    """Return the step whose six digits were typed, give or take one step; tries are limited by the caller.

    Raises:
        CodeMalformed: not six ASCII digits.
        CodeExpired: the digits were right within the last two minutes.
        SpokenCodeWrong: they were not.

    """
    if len(digits) != SPOKEN_DIGITS or _SPOKEN.fullmatch(digits) is None:
        raise CodeMalformed(kind="spoken")
    now = _step_at(at, CHECK_IN_STEP)
    matching = [
        step
        for step in range(now + TOLERATED_STEPS, now - SPOKEN_STEPS_REMEMBERED - 1, -1)
        if hmac.compare_digest(_digits(key, county_id, short_id, step=step), digits)
    ]
    if not matching:
        raise SpokenCodeWrong()
    _require_fresh(matching[0], at=at, length=CHECK_IN_STEP)
    return matching[0]


def personal_code(key: bytes, *, county_id: str, volunteer_id: uuid.UUID, at: dt.datetime) -> str:
    """Return the code a volunteer shows to be scanned at that instant; it changes every 30 seconds."""
    step = _step_at(at, PERSONAL_STEP)
    subject = _subject(volunteer_id)
    return f"P.{county_id}.{subject}.{step}.{signature(key, Purpose.PERSONAL, county_id, subject, str(step))}"


def parse_personal_code(text: str) -> PersonalCode:
    """Return the parts of a personal code; proves nothing.

    Raises:
        CodeMalformed: the text is no personal code.

    """
    county_id, subject, step, mac = _parts(_PERSONAL, text, kind="personal")
    return PersonalCode(county_id, uuid.UUID(int=from_letters(subject)), int(step), mac)


def verify_personal_code(code: PersonalCode, *, key: bytes, at: dt.datetime) -> None:
    """Demand that the code is the one its volunteer showed at ``at``, give or take one step.

    That it is used once only is the business of the table of used codes.

    Raises:
        CodeForged: the signature is wrong.
        CodeExpired: the code is genuine, and older or newer than one step.

    """
    subject = _subject(code.volunteer_id)
    _require_genuine(code.mac, key, Purpose.PERSONAL, code.county_id, subject, str(code.step))
    _require_fresh(code.step, at=at, length=PERSONAL_STEP)


def signature(key: bytes, purpose: Purpose, *parts: str) -> str:
    """Return the 80-bit signature of the parts for that purpose, as 16 letters."""
    return to_letters(int.from_bytes(_digest(key, purpose, *parts)[:MAC_BYTES]), length=MAC_LETTERS)


def _require_genuine(mac: str, key: bytes, purpose: Purpose, *parts: str) -> None:
    if not hmac.compare_digest(signature(key, purpose, *parts), mac):
        raise CodeForged()


def _require_fresh(step: int, *, at: dt.datetime, length: dt.timedelta) -> None:
    steps_off = _step_at(at, length) - step
    if abs(steps_off) > TOLERATED_STEPS:
        raise CodeExpired(seconds_off=steps_off * (length // dt.timedelta(seconds=1)))


def _digest(key: bytes, purpose: Purpose, *parts: str) -> bytes:
    assert len(key) >= SHORTEST_KEY
    text = "|".join(("huanbao-mama/1", purpose.value, *parts))
    return hmac.digest(key, text.encode("ascii"), "sha256")


def _digits(key: bytes, county_id: str, short_id: str, *, step: int) -> str:
    # 48 bits stay exact in JavaScript, and leave no digit noticeably likelier than another
    number = int.from_bytes(_digest(key, Purpose.SPOKEN, county_id, short_id, str(step))[:6])
    return f"{number % 10**SPOKEN_DIGITS:0{SPOKEN_DIGITS}d}"


def _parts(pattern: re.Pattern[str], text: str, *, kind: str) -> tuple[str, ...]:
    found = pattern.fullmatch(text) if len(text) <= LONGEST_CODE else None
    if found is None:
        raise CodeMalformed(kind=kind)
    return found.groups()


def _step_at(at: dt.datetime, length: dt.timedelta) -> int:
    return (at - _EPOCH) // length


def _subject(volunteer_id: uuid.UUID) -> str:
    return to_letters(volunteer_id.int, length=26)
