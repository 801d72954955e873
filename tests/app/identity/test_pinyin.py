"""The order of names and the table behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.pinyin import TABLE, pinyin_key, place_key
from scripts import make_pinyin_table


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("覃小芳", "qin xiao fang"),
        ("单大妹", "shan da mei"),
        ("尉迟兰", "yu chi lan"),
        ("欧阳娜娜", "ou yang na na"),
        ("吕丽", "lv li"),
        ("阿依·古丽", "a yi gu li"),
        ("Vangz Gyaniq", "vangz gyaniq"),
        ("𠮷小芳", "𠮷 xiao fang"),
    ],
)
def test_names_when_spelled_then_family_names_are_read_as_such(name: str, key: str) -> None:
    assert pinyin_key(name) == key


def test_place_when_spelled_then_is_not_read_as_a_family_name() -> None:
    assert place_key("单竹村") == "dan zhu cun"


def test_table_is_what_the_script_writes(tmp_path: Path) -> None:
    make_pinyin_table.main(tmp_path / "pinyin.txt")

    assert (tmp_path / "pinyin.txt").read_bytes() == TABLE.read_bytes()
