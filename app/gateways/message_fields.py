"""Making values fit the fields of a subscribe message (wx subscribe message value rules, by field kind).

A value that breaks its rule makes the platform refuse the whole message, so everything we send is fitted first.
"""

import unicodedata

LENGTHS = {
    "thing": 20,
    "character_string": 32,
    "letter": 32,
    "number": 32,
    "phrase": 5,
    "name": 10,
    "phone_number": 17,
    "car_number": 8,
    "symbol": 5,
}
EMPTY = {"character_string": "-", "number": "0", "letter": "-"}
ASCII_ONLY = ("character_string", "letter", "number", "phone_number")


def fit_field(field: str, text: str) -> str:
    """Return `text` as the field (`thing1`, `phrase2` …) can hold it.

    Control characters and outer blanks go; what is too long is cut, with an ellipsis where the kind permits
    one; what is empty becomes 无, or `-` where Chinese is not permitted. Times, dates and amounts pass unchanged:
    they are formatted where they are made.
    """
    kind = field.rstrip("0123456789")
    clean = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in text)
    clean = " ".join(clean.split())
    if kind in ASCII_ONLY:
        clean = "".join(letter for letter in clean if "\x21" <= letter <= "\x7e")
    if kind == "phrase":
        clean = "".join(letter for letter in clean if "\u4e00" <= letter <= "\u9fff")
    limit = LENGTHS.get(kind)
    if limit is not None and len(clean) > limit:
        clean = clean[: limit - 1] + "…" if kind == "thing" else clean[:limit]
    return clean or EMPTY.get(kind, "无")
