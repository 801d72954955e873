"""Making values fit the fields of a subscribe message (the platform's value rules by kind of field).

A value that breaks its rule makes the platform refuse the whole message, so everything we send is fitted first.
"""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Kind:
    longest: int
    foreign: re.Pattern[str] | None = None  # characters the kind cannot hold
    empty: str = "无"


KINDS = {
    "thing": _Kind(20),
    "phrase": _Kind(5, re.compile("[^\u4e00-\u9fff]")),
    "character_string": _Kind(32, re.compile(r"[^\x21-\x7e]"), "-"),
    "name": _Kind(10, re.compile(r"\d")),
    "phone_number": _Kind(17, re.compile(r"[^0-9+\-()]"), "-"),
}


def fit_field(field: str, text: str) -> str:
    """Return `text` as the field (`thing1`, `phrase2` …) can hold it.

    Control characters, outer blanks and characters the kind cannot hold go; what is too long is cut, in a `thing`
    with an ellipsis; what is empty becomes 无 or `-`. Other kinds (times, dates, amounts, numbers) come back
    without control characters only: they are formatted where they are made.
    """
    clean = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    clean = " ".join(clean.split())
    kind = KINDS.get(field.rstrip("0123456789"))
    if kind is None:
        return clean
    if kind.foreign:
        clean = kind.foreign.sub("", clean)
    if len(clean) > kind.longest:
        ellipsis = "…" if kind is KINDS["thing"] else ""
        clean = clean[: kind.longest - len(ellipsis)] + ellipsis
    return clean.strip() or kind.empty
