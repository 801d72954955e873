"""The phone and the service read and write amounts and codes alike: both are held to the same worked examples."""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from points.amounts import (
    Minutes,
    Percent,
    display_minutes,
    display_percent,
    display_points,
    format_points,
    parse_points,
)
from points.attendance.codes import check_in_code, parse_check_in_code, personal_code, spoken_code
from points.attendance.printed import parse_poster
from points.attendance.refusals import CodeMalformed

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES: dict[str, list[dict[str, Any]]] = json.loads((ROOT / "miniprogram/tests/examples.json").read_text("utf-8"))


def test_points_when_read_and_shown_then_as_on_the_phone() -> None:
    for example in EXAMPLES["points"]:
        points = parse_points(example["wire"], signed=True)
        assert points == example["hundredths"]
        assert format_points(points) == example["wire"]
        assert display_points(points) == example["shown"]


def test_minutes_and_factors_when_shown_then_as_on_the_phone() -> None:
    for example in EXAMPLES["minutes"]:
        assert display_minutes(Minutes(example["minutes"])) == example["words"]
    for example in EXAMPLES["factors"]:
        assert display_percent(Percent(example["percent"])) == example["shown"]


def test_codes_when_scanned_then_the_phone_finds_the_same_activity() -> None:
    for example in EXAMPLES["codes"]:
        text = example["text"]
        parse = parse_poster if text.startswith("E") else parse_check_in_code
        if example["short_id"] is None:
            with pytest.raises(CodeMalformed):
                parse(text)
        else:
            assert parse(text).short_id == example["short_id"]


def test_rotating_codes_when_made_without_network_then_the_service_accepts_them() -> None:
    for example in EXAMPLES["rotating"]:
        key = bytes.fromhex(example["key"])
        place = {"county_id": example["county_id"], "short_id": example["short_id"]}
        at = dt.datetime.fromisoformat(example["at"])
        assert check_in_code(key, at=at, **place) == example["code"]
        assert spoken_code(key, at=at, **place) == example["digits"]


def test_personal_codes_when_made_without_network_then_the_service_accepts_them() -> None:
    for example in EXAMPLES["personal"]:
        made = personal_code(
            bytes.fromhex(example["key"]),
            county_id=example["county_id"],
            volunteer_id=uuid.UUID(example["volunteer_id"]),
            at=dt.datetime.fromisoformat(example["at"]),
        )
        assert made == example["code"]


def test_tokens_when_compared_then_one_file_for_phone_and_console() -> None:
    ours = (ROOT / "app/static/tokens.css").read_bytes()
    assert (ROOT / "miniprogram/src/styles/tokens.wxss").read_bytes() == ours
