from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.amounts import (
    LARGEST_AMOUNT,
    AmountInvalid,
    Fen,
    Minutes,
    Percent,
    Points,
    display_hours,
    display_minutes,
    display_percent,
    display_points,
    format_points,
    format_yuan,
    parse_points,
    parse_yuan,
)


@pytest.mark.parametrize(
    ("text", "points"),
    [("12.50", 1250), ("12.5", 1250), ("12", 1200), ("0", 0), ("0.01", 1), ("1000000000", LARGEST_AMOUNT)],
)
def test_points_when_written_as_decimal_then_are_hundredths(text, points):
    assert parse_points(text) == points


@pytest.mark.parametrize(
    "value",
    [
        "１２",
        "1,000",
        "1小时",
        "NaN",
        "Infinity",
        "1e3",
        "1.234",
        "1.",
        ".5",
        "+1",
        "-1",
        "-0",
        "007",
        "",
        " 1",
        "1\n",
        "1000000000.01",
        "9999999999",
        "1" * 5000,
        "٣",
        "\ud800",
        12.5,
        12,
        True,
        None,
        b"12",
        ["12"],
    ],
)
def test_points_when_not_a_plain_decimal_string_then_are_refused(value):
    with pytest.raises(AmountInvalid):
        parse_points(value)


def test_points_when_signed_then_may_be_negative():
    assert parse_points("-2.5", signed=True) == -250
    with pytest.raises(AmountInvalid):
        parse_points("-0.00", signed=True)


@given(st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT))
def test_points_when_written_and_read_then_are_the_same(amount):
    assert parse_points(format_points(Points(amount)), signed=True) == amount


@given(st.text(max_size=20))
def test_points_when_any_text_is_read_then_only_the_typed_refusal_comes(text):
    try:
        parsed = parse_points(text, signed=True)
    except AmountInvalid:
        return
    assert abs(parsed) <= LARGEST_AMOUNT


def test_yuan_when_read_and_written_then_is_fen():
    assert parse_yuan("5000") == 500_000
    assert format_yuan(Fen(55_060)) == "550.60"


@pytest.mark.parametrize(
    ("points", "shown"), [(1400, "14"), (667, "6.67"), (1250, "12.5"), (0, "0"), (10000, "100"), (-200, "−2")]
)
def test_points_when_shown_to_people_then_have_no_superfluous_zeros(points, shown):
    assert display_points(Points(points)) == shown


@pytest.mark.parametrize(
    ("minutes", "words", "hours"),
    [
        (150, "2 小时 30 分钟", "2.5"),
        (119, "1 小时 59 分钟", "1.9"),
        (60, "1 小时", "1.0"),
        (40, "40 分钟", "0.6"),
        (0, "0 分钟", "0.0"),
    ],
)
def test_minutes_when_shown_to_people_then_are_words_or_hours_rounded_down(minutes, words, hours):
    assert display_minutes(Minutes(minutes)) == words
    assert display_hours(Minutes(minutes)) == hours


def test_factor_when_shown_to_people_then_is_a_decimal():
    assert [display_percent(Percent(value)) for value in (100, 120, 85, 1000)] == ["1", "1.2", "0.85", "10"]
