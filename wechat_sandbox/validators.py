"""What each kind of message field may hold, as one table.

The kind is the field name without its digits (`thing1` -> `thing`). Lengths are counted in characters. Line
breaks, other control characters and empty values are refused for every kind. Where the published rule leaves
room for two readings the stricter one is used, so that whatever passes here also passes there.
"""

import re
import unicodedata
from collections.abc import Callable, Collection

CHINESE = "\u4e00-\u9fff"
CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
MONTH = r"(?:0?[1-9]|1[0-2])"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
DATE = "|".join(
    (
        rf"\d{{4}}年{MONTH}月{DAY}日",
        rf"\d{{4}}([-/.]){MONTH}\1{DAY}",
        rf"\d{{4}}年{MONTH}月",
        rf"{MONTH}月{DAY}日",
    )
)


def _whole(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


def _digits(text: str) -> int:
    return sum(letter.isdecimal() for letter in text)


def _is_number(text: str) -> bool:
    return _digits(text) <= 32 and re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) is not None


def _is_amount(text: str) -> bool:
    return _digits(text) <= 10 and re.fullmatch(r"[¥￥$€£]?[0-9]+(\.[0-9]+)?元?", text) is not None


def _is_symbols(text: str) -> bool:
    return len(text) <= 5 and all(unicodedata.category(letter)[0] in "PS" for letter in text)


def _is_name(text: str) -> bool:
    if any(letter.isdecimal() for letter in text):
        return False
    if re.search(f"[{CHINESE}]", text):
        return len(text) <= 10
    return len(text) <= 20


def _ranges(moment: str) -> Callable[[str], bool]:
    """Accept one moment, or two joined by a half-width tilde."""
    compiled = re.compile(moment, re.ASCII)

    def accepts(text: str) -> bool:
        parts = text.split("~")
        return len(parts) <= 2 and all(compiled.fullmatch(part.strip(" ")) for part in parts)

    return accepts


RULES: dict[str, Callable[[str], bool]] = {
    "thing": lambda text: len(text) <= 20,
    "number": _is_number,
    "letter": _whole("[A-Za-z]{1,32}"),
    "symbol": _is_symbols,
    "character_string": _whole(r"[\x21-\x7e]{1,32}"),
    "time": _ranges(rf"(?:(?:{DATE}) ?)?{CLOCK}"),
    "date": _ranges(rf"(?:{DATE})(?: {CLOCK})?"),
    "amount": _is_amount,
    "phone_number": _whole(r"[0-9+\-() ]{1,17}"),
    "car_number": _whole(rf"[{CHINESE}A-Za-z0-9][A-Za-z0-9]{{0,6}}[{CHINESE}A-Za-z0-9]?"),
    "name": _is_name,
    "phrase": _whole(f"[{CHINESE}]{{1,5}}"),
}


def kind_of(field: str) -> str:
    """Return the kind of a field name: the name without its trailing digits."""
    return field.rstrip("0123456789")


def is_valid(kind: str, text: str, choices: Collection[str] = ()) -> bool:
    """Tell whether `text` may stand in a field of this kind; `choices` are the values of an enum field."""
    if not text or any(unicodedata.category(letter) == "Cc" for letter in text):
        return False
    if kind.startswith("enum"):
        return text in choices
    rule = RULES.get(kind)
    return rule is not None and rule(text)
