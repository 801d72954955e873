"""Every row of the table of message field rules, at and just above its limit."""

import pytest

from wechat_sandbox.validators import RULES, is_valid, kind_of

LONGEST = {
    "thing": ["字" * 20, "a" * 20],
    "number": ["1" * 32, "1" * 30 + ".55"],
    "letter": ["a" * 32],
    "symbol": ["!@#￥%"],
    "character_string": ["A1-" * 10 + "ab", "+12.50"],
    "time": [
        "23:59:59",
        "2026年11月28日 09:00",
        "2026-11-28 09:00",
        "2026年11月28日 09:00:00~2026年11月28日 11:30:59",
    ],
    "date": [
        "2026年11月28日",
        "2026-11-28",
        "2026/11/28",
        "2026.11.28",
        "2026年11月",
        "11月28日",
        "2026年11月28日 09:00~2026年12月31日 23:59:59",
    ],
    "amount": ["¥12345678.90元", "$1234567890", "100元"],
    "phone_number": ["+86-138-0000-0001"],
    "car_number": ["桂A12345挂", "桂AD12345"],
    "name": ["张" * 10, "a" * 20, "张a" * 5],
    "phrase": ["审核已通过"],
}
WRONG = {
    "number": ["1.", "一", "1e5", "-1"],
    "letter": ["a1", "字"],
    "symbol": ["a"],
    "character_string": ["中文", "a b"],
    "time": ["24:00", "9点", "09:00～10:00", "2026-11-28", "09:00~10:00~11:00", "2026-13-01 09:00"],
    "date": ["2026-11/28", "28-11-2026", "2026年13月1日", "09:00"],
    "amount": ["十元", "¥¥1", "1.元"],
    "phone_number": ["一三八"],
    "car_number": ["A车12345"],
    "name": ["张3"],
    "phrase": ["通过1", "ok"],
}


def rows(table):
    return [(kind, text) for kind, texts in table.items() for text in texts]


def test_table_when_read_then_every_kind_has_a_longest_value():
    assert set(LONGEST) == set(RULES)


@pytest.mark.parametrize(("kind", "text"), rows(LONGEST))
def test_value_when_longest_legal_then_accepted_and_one_more_character_refused(kind, text):
    longest = max(LONGEST[kind], key=len)
    one_more = text + ("9" if text[-1].isdigit() else text[-1])

    assert is_valid(kind, text)
    if len(text) == len(longest):
        assert not is_valid(kind, one_more)


@pytest.mark.parametrize(("kind", "text"), rows(WRONG))
def test_value_when_of_the_wrong_shape_then_refused(kind, text):
    assert not is_valid(kind, text)


@pytest.mark.parametrize("kind", sorted(RULES))
def test_value_when_empty_or_with_line_break_then_refused(kind):
    broken = LONGEST[kind][0][:-1] + "\n"

    assert not is_valid(kind, "")
    assert not is_valid(kind, broken)


def test_enum_when_value_is_one_of_the_choices_then_accepted():
    assert is_valid("enum_string", "已报名", ["已报名", "已取消"])
    assert not is_valid("enum_string", "别的", ["已报名", "已取消"])


def test_kind_when_field_is_numbered_then_the_part_before_the_digits():
    assert kind_of("character_string12") == "character_string"
    assert not is_valid("unheard_of", "x")
