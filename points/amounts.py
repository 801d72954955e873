"""Numbers that carry their unit: points, minutes, percent and fen are integers with a name.

Points (积分) are integer hundredths, so ``Points(1250)`` is 12.50 分. Text is read and written only here;
a float never becomes an amount.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NewType

from points.errors import Invalid

Points = NewType("Points", int)
"""Integer hundredths of a point."""
Minutes = NewType("Minutes", int)
"""Whole minutes."""
Percent = NewType("Percent", int)
"""Integer percent; 100 means "times one"."""
Fen = NewType("Fen", int)
"""Hundredths of a yuan."""

Translate = Callable[[str], str]
"""Takes a Chinese template, the message id of the catalogue, and returns it in the reader's language."""

SCALE: Final = 100
NO_POINTS: Final = Points(0)
NO_MINUTES: Final = Minutes(0)
TIMES_ONE: Final = Percent(100)
SMALLEST: Final = Points(1)
MINUTES_PER_HOUR: Final = 60
LARGEST_AMOUNT: Final = 10**9 * SCALE

_DECIMAL: Final = re.compile(r"(-?)(0|[1-9][0-9]{0,9})(?:\.([0-9]{1,2}))?")
_HOURS_AND_MINUTES: Final = "{hours} 小时 {minutes} 分钟"
_HOURS: Final = "{hours} 小时"
_MINUTES: Final = "{minutes} 分钟"


class AmountInvalid(Invalid):
    """The value is not a decimal string with at most two decimals, or is out of all proportion."""

    code = "amount_invalid"


def as_written(template: str) -> str:
    """Return the template unchanged: the reader's language is the source language, Chinese."""
    return template


def parse_points(value: object, *, signed: bool = False) -> Points:
    """Return the points (hundredths) a decimal string such as ``"12.50"`` stands for.

    Only plain ASCII digits are read: no float, exponent, separator, full-width digit or third decimal.
    A minus sign is read when ``signed``.

    Raises:
        AmountInvalid: the value is anything else.

    """
    return Points(_hundredths(value, signed=signed))


def parse_yuan(value: object) -> Fen:
    """Return the fen a decimal string of yuan such as ``"5000"`` or ``"3.20"`` stands for.

    Raises:
        AmountInvalid: the value is not such a string.

    """
    return Fen(_hundredths(value, signed=False))


def format_points(points: Points) -> str:
    """Return points as they travel on the wire: always two decimals, ``1250`` becomes ``"12.50"``."""
    return _two_decimals(points)


def format_yuan(fen: Fen) -> str:
    """Return fen as yuan with two decimals, ``55060`` becomes ``"550.60"``."""
    return _two_decimals(fen)


def display_points(points: Points) -> str:
    """Return points as people read them: ``1400`` becomes ``"14"``, ``-250`` becomes ``"−2.5"``."""
    text = _two_decimals(points).rstrip("0").rstrip(".")
    return text.replace("-", "−")


def display_percent(factor: Percent) -> str:
    """Return a factor as people read it: ``120`` becomes ``"1.2"``."""
    return _two_decimals(factor).rstrip("0").rstrip(".")


def display_minutes(minutes: Minutes, *, translate: Translate = as_written) -> str:
    """Return a length of time in words: ``150`` becomes 「2 小时 30 分钟」, ``40`` 「40 分钟」."""
    hours, rest = divmod(minutes, MINUTES_PER_HOUR)
    if hours == 0:
        return translate(_MINUTES).format(minutes=rest)
    if rest == 0:
        return translate(_HOURS).format(hours=hours)
    return translate(_HOURS_AND_MINUTES).format(hours=hours, minutes=rest)


def display_hours(minutes: Minutes) -> str:
    """Return hours with one decimal, rounded down, for forms and certificates: ``119`` becomes ``"1.9"``."""
    hours, rest = divmod(minutes, MINUTES_PER_HOUR)
    return f"{hours}.{rest * 10 // MINUTES_PER_HOUR}"


def _hundredths(value: object, *, signed: bool) -> int:
    if not isinstance(value, str) or len(value) > 16:
        raise AmountInvalid()
    found = _DECIMAL.fullmatch(value)
    if found is None:
        raise AmountInvalid()
    sign, whole, decimals = found.groups()
    amount = int(whole) * SCALE + int((decimals or "").ljust(2, "0"))
    if amount > LARGEST_AMOUNT or (sign and (not signed or amount == 0)):
        raise AmountInvalid()
    return -amount if sign else amount


def _two_decimals(amount: int) -> str:
    whole, decimals = divmod(abs(amount), SCALE)
    return f"{'-' if amount < 0 else ''}{whole}.{decimals:02d}"
