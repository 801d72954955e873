"""Printed codes: the paper card of a volunteer without a phone (纸卡), and the poster of an activity (海报).

Neither rotates. A card is a random number that means nothing without its row; a poster is signed, and a scan
of it is only ever a claim that the organizer confirms (decision D8, security B3).
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from points.attendance.alphabet import LETTER_CLASS, as_meant, from_letters, to_letters
from points.attendance.codes import MAC_LETTERS, Purpose, signature
from points.attendance.refusals import CodeForged, CodeMalformed

CARD_BYTES: Final = 10
CARD_LETTERS: Final = 16
LONGEST_TYPED: Final = 64
LONGEST_SCENE: Final = 32

# The largest prime below two letters' worth: a wrong letter or two swapped neighbours always change the rest.
_CHECK_PRIME: Final = 1021
_CHECK_LETTERS: Final = 2
_CARD: Final = re.compile(
    rf"K\.([1-9][0-9]{{5}})\.({LETTER_CLASS}{{{CARD_LETTERS}}})\.({LETTER_CLASS}{{{_CHECK_LETTERS}}})"
)
_POSTER: Final = re.compile(rf"E([1-9][0-9]{{5}})({LETTER_CLASS}{{4,8}})\.({LETTER_CLASS}{{{MAC_LETTERS}}})")


class CodeKind(StrEnum):
    """What a scanned text claims to be, by its first character."""

    CHECK_IN = "check_in"
    PERSONAL = "personal"
    CARD = "card"
    POSTER = "poster"


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A paper card; ``code`` is its one canonical spelling, whose hash finds the row."""

    county_id: str
    secret: str

    @property
    def code(self) -> str:
        """The text printed under and inside the QR code, for instance ``K.450222.7Q2M….4F``."""
        return f"K.{self.county_id}.{self.secret}.{_check_letters(self.county_id, self.secret)}"


@dataclass(frozen=True, slots=True)
class Poster:
    """A well-formed poster code; nothing is proven before ``verify_poster``."""

    county_id: str
    short_id: str
    mac: str


def new_paper_card(county_id: str, *, entropy: bytes) -> PaperCard:
    """Return the card made from exactly ten random bytes (80 bits)."""
    assert len(entropy) == CARD_BYTES
    return PaperCard(county_id, to_letters(int.from_bytes(entropy), length=CARD_LETTERS))


def parse_paper_card(text: str) -> PaperCard:
    """Return the card that was scanned or typed; small letters, spaces, O for 0, I or L for 1 are fine.

    Raises:
        CodeMalformed: the text is no card, or was mistyped so that its check letters are wrong.

    """
    found = _CARD.fullmatch(as_meant(text)) if len(text) <= LONGEST_TYPED and text.isascii() else None
    if found is None:
        raise CodeMalformed(kind=CodeKind.CARD.value)
    county_id, secret, check = found.groups()
    if check != _check_letters(county_id, secret):
        raise CodeMalformed(kind=CodeKind.CARD.value)
    return PaperCard(county_id, secret)


def poster_code(key: bytes, *, county_id: str, short_id: str) -> str:
    """Return the text of an activity's poster; at most 32 characters, to fit a mini-program scene."""
    return f"E{county_id}{short_id}.{signature(key, Purpose.POSTER, county_id, short_id)}"


def parse_poster(text: str) -> Poster:
    """Return the parts of a poster code; proves nothing.

    Raises:
        CodeMalformed: the text is no poster code.

    """
    found = _POSTER.fullmatch(text) if len(text) <= LONGEST_SCENE else None
    if found is None:
        raise CodeMalformed(kind=CodeKind.POSTER.value)
    return Poster(*found.groups())


def verify_poster(poster: Poster, *, key: bytes) -> None:
    """Demand that the poster was made with the key of the activity it names.

    Raises:
        CodeForged: it was not.

    """
    expected = signature(key, Purpose.POSTER, poster.county_id, poster.short_id)
    if not hmac.compare_digest(expected, poster.mac):
        raise CodeForged()


_KIND_OF: Final = {"P": CodeKind.PERSONAL, "K": CodeKind.CARD, "E": CodeKind.POSTER}


def kind_of(text: str) -> CodeKind:
    """Return which parser a scanned text is meant for.

    Raises:
        CodeMalformed: for none.

    """
    first = text[:1].upper()
    if first in _KIND_OF:
        return _KIND_OF[first]
    if first.isascii() and first.isdigit():
        return CodeKind.CHECK_IN
    raise CodeMalformed(kind="any")


def _check_letters(county_id: str, secret: str) -> str:
    number = int(county_id) << (5 * CARD_LETTERS) | from_letters(secret)
    return to_letters(number % _CHECK_PRIME, length=_CHECK_LETTERS)
