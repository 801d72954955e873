"""ID numbers (公民身份号码, GB 11643-1999): is it one, whose birthday is in it, and how little of it may be shown."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

_FORM: Final = re.compile(r"[1-9]\d{16}[\dX]")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_SIGNS: Final = "10X98765432"
SHOWN_DIGITS: Final = 4


def clean_number(text: str) -> str:
    """Return an ID number as it is kept: 18 signs without blanks, a small x made large.

    Raises:
        ValueError: the form, the birth date or the check sign is wrong (GB 11643-1999 §4, ISO 7064 MOD 11-2).
    """
    number = "".join(text.split()).upper()
    if not number.isascii() or _FORM.fullmatch(number) is None:
        raise ValueError("eighteen signs")
    remainder = sum(int(sign) * weight for sign, weight in zip(number, _WEIGHTS, strict=False)) % 11
    if number[17] != _CHECK_SIGNS[remainder]:
        raise ValueError("the check sign does not fit")
    birth_of(number)
    return number


def birth_of(number: str) -> dt.date:
    """Return the birth date in a number.

    Raises:
        ValueError: it is no date.
    """
    return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def masked_number(number: str) -> str:
    """Return a number with only its last four signs: **************1234."""
    return "*" * (len(number) - SHOWN_DIGITS) + number[-SHOWN_DIGITS:]
