"""What phones show (签到码的显示): payload, digits, picture and how long it stays good."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import qrcode
from qrcode.image.svg import SvgPathImage

from app.attendance.keys import CodeKeys
from app.clock import local_date, local_midnight
from points.attendance.codes import CHECK_IN_STEP, PERSONAL_STEP, check_in_code, personal_code, spoken_code

_ONE_SECOND = dt.timedelta(seconds=1)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class ShownCode:
    """A code to be shown now; ``seconds_left`` until the next one."""

    code: str
    digits: str | None
    seconds_left: int

    @property
    def svg(self) -> str:
        """The QR picture of the code."""
        return qr_svg(self.code)


def activity_code(keys: CodeKeys, *, county_id: str, short_id: str, now: dt.datetime) -> ShownCode:
    """Return what the organizer's phone shows at an instant."""
    key = keys.of_activity(county_id=county_id, short_id=short_id)
    return ShownCode(
        code=check_in_code(key, county_id=county_id, short_id=short_id, at=now),
        digits=spoken_code(key, county_id=county_id, short_id=short_id, at=now),
        seconds_left=_seconds_left(now, CHECK_IN_STEP),
    )


def own_code(keys: CodeKeys, *, county_id: str, volunteer_id: uuid.UUID, now: dt.datetime) -> ShownCode:
    """Return what a volunteer shows at an instant to be scanned."""
    key = keys.of_person(county_id=county_id, volunteer_id=volunteer_id, on=local_date(now))
    return ShownCode(
        code=personal_code(key, county_id=county_id, volunteer_id=volunteer_id, at=now),
        digits=None,
        seconds_left=_seconds_left(now, PERSONAL_STEP),
    )


def end_of_day(now: dt.datetime) -> dt.datetime:
    """Return when the key of a person's codes stops to hold."""
    return local_midnight(local_date(now) + dt.timedelta(days=1))


def qr_svg(text: str) -> str:
    """Return the QR picture of a text as SVG without a background."""
    return str(qrcode.make(text, image_factory=SvgPathImage, border=2).to_string(encoding="unicode"))


def _seconds_left(now: dt.datetime, step: dt.timedelta) -> int:
    return -(((now - _EPOCH) % step - step) // _ONE_SECOND)
