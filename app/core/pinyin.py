"""Pinyin keys: the order of Chinese names and the search by initials (D1: the database has no collation for them)."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent.parent / "data" / "pinyin.txt"
FIRST_MAIN_PLANE = 0x3400
"""Where Chinese characters begin; those beyond the table keep their own place at the end of the order."""

SURNAMES = {
    "覃": "qin",
    "单": "shan",
    "仇": "qiu",
    "区": "ou",
    "解": "xie",
    "曾": "zeng",
    "盖": "ge",
    "任": "ren",
    "查": "zha",
    "翟": "zhai",
    "朴": "piao",
    "乐": "yue",
    "缪": "miao",
    "冼": "xian",
    "华": "hua",
    "召": "shao",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "种": "chong",
    "员": "yun",
    "燕": "yan",
    "应": "ying",
    "宁": "ning",
    "褚": "chu",
    "洗": "xian",
    "黑": "he",
    "逄": "pang",
    "万俟": "mo qi",
    "谌": "chen",
}
"""Family names that are read otherwise than the character alone."""


@lru_cache(maxsize=1)
def _syllables() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        syllable, _, characters = line.partition(" ")
        table.update(dict.fromkeys(characters, syllable))
    return table


def pinyin_key(name: str) -> str:
    """Return the sort key of a person's name: 覃小芳 → ``qin xiao fang``; Latin letters stay, signs vanish."""
    for surname in (name[:2], name[:1]):
        if surname in SURNAMES:
            return " ".join([SURNAMES[surname], *_spelled(name[len(surname) :])])
    return place_key(name)


def place_key(name: str) -> str:
    """Return the sort key of a place's name: 柳城县 → ``liu cheng xian``."""
    return " ".join(_spelled(name))


def search_pattern(typed: str) -> str:
    """Return a regular expression over keys for what somebody typed: initials (``lxf``) or syllables (``lixiaofang``).

    Only letters and digits of the input survive, so nothing typed can act as a pattern; it runs in linear time.
    """
    letters = re.sub(r"[^a-z0-9]", "", typed.lower())
    initials = " ".join(f"{letter}[a-z0-9]*" for letter in letters)
    joined = " ?".join(letters)
    return f"^(?:{initials}|{joined})"


def _spelled(name: str) -> list[str]:
    table = _syllables()
    parts = re.findall(r"[A-Za-z0-9]+|.", name)
    return [
        table.get(part) or part.lower()
        for part in parts
        if part in table or part.isalnum() or ord(part[0]) >= FIRST_MAIN_PLANE
    ]
