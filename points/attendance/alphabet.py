"""Thirty-two letters without look-alikes (no I, L, O, U), all of them in the QR alphanumeric set."""

from __future__ import annotations

from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTER_CLASS: Final = "[0-9A-HJKMNP-TV-Z]"
BITS_PER_LETTER: Final = 5
_VALUE_OF: Final = {letter: value for value, letter in enumerate(LETTERS)}
_AS_MEANT: Final = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": ""})


def to_letters(number: int, *, length: int) -> str:
    """Return a non-negative number as exactly so many letters, most significant first."""
    assert 0 <= number < 1 << (BITS_PER_LETTER * length)
    letters = []
    for _ in range(length):
        number, value = divmod(number, len(LETTERS))
        letters.append(LETTERS[value])
    return "".join(reversed(letters))


def from_letters(letters: str) -> int:
    """Return the number that letters of this alphabet stand for.

    Raises:
        KeyError: a character is not in the alphabet; callers check the shape first.

    """
    number = 0
    for letter in letters:
        number = number << BITS_PER_LETTER | _VALUE_OF[letter]
    return number


def as_meant(typed: str) -> str:
    """Return what somebody meant who typed small letters, spaces, hyphens, O for 0, or I and L for 1."""
    return typed.upper().translate(_AS_MEANT)
