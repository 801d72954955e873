"""Rules: drafted by one person, published by another a day ahead, never edited, and old awards keep theirs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import clock
from app.core.transaction import transaction
from points.hours.usage import usage_from_json
from points.scoring.calculator import Served, assess
from points.scoring.store import get_rule
from tests.served import claimed, record, settled
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, World

CLASS = {"code": "B", "name": "清沟渠", "factor_percent": 120, "rate": "4", "base": "2"}


def body(world: World, *, days: int = 3, **more: Any) -> dict[str, Any]:
    """Return a draft that would apply so many days from now."""
    effective_on = clock.local_date(world.now) + dt.timedelta(days=days)
    return {"effective_on": effective_on.isoformat(), "difficulty_classes": [CLASS]} | more


def test_rule_is_drafted_by_one_and_published_by_another(world: World) -> None:
    staff, other = (world.staff("county_staff", place_code=COUNTY) for _ in range(2))
    organizer = world.staff("organizer")

    drafted = staff.post("/scoring-rules", body(world, caps={"day_minutes": 480}, minimum_minutes=30))
    rule = drafted.get_json()
    assert (drafted.status_code, rule["state"], rule["version"]) == (201, "draft", 1)
    assert organizer.post("/scoring-rules", body(world)).status_code == 403
    assert world.person().get("/scoring-rules").get_json() == {"items": []}
    assert world.person().get("/scoring-rules", drafts="true").status_code == 403
    assert [each["id"] for each in other.get("/scoring-rules", drafts="true").get_json()["items"]] == [rule["id"]]

    path = f"/scoring-rules/{rule['id']}/publication"
    assert staff.post(path).get_json()["code"] == "rule_needs_second_person"
    assert organizer.post(path).status_code == 403
    assert other.post(path).get_json()["state"] == "published"
    assert other.post(path).get_json()["code"] == "rule_already_published"

    assert world.person().get("/scoring-rules/current").get_json()["code"] == "rule_not_in_force"
    current = world.person().get("/scoring-rules/current", on=rule["effective_on"]).get_json()
    assert current["formula"] == "积分 = 时长 × 每小时 4 分 × 难度 + 到场 2 分"
    assert current["sentences"][1:] == [
        "清沟渠：每小时 4 分 × 难度 1.2，到场 2 分",
        "不足半小时的不算分",
        "不到 30 分钟的不计",
        "一天最多算 8 小时",
        "家里人来做，也给家里记分",
    ]


@pytest.mark.parametrize(("days", "code"), [(0, "rule_published_too_late"), (1, "rule_published_too_late"), (2, None)])
def test_rule_must_be_public_a_day_before_it_applies(world: World, days: int, code: str | None) -> None:
    world.travel_to(dt.datetime(2026, 7, 4, 4, tzinfo=dt.UTC))
    staff, other = (world.staff("county_staff", place_code=COUNTY) for _ in range(2))
    rule = staff.post("/scoring-rules", body(world, days=days)).get_json()

    answer = other.post(f"/scoring-rules/{rule['id']}/publication").get_json()

    assert answer.get("code") == code


def test_bad_numbers_are_refused(world: World) -> None:
    staff = world.staff("county_staff", place_code=COUNTY)

    def code(**more: Any) -> str:
        return str(staff.post("/scoring-rules", body(world, **more)).get_json()["code"])

    assert code(difficulty_classes=[CLASS, CLASS]) == "rule_invalid"
    assert code(difficulty_classes=[CLASS | {"rate": "100000"}]) == "rule_invalid"
    assert code(difficulty_classes=[CLASS | {"rate": 4}]) == "invalid"
    assert code(difficulty_classes=[]) == "invalid"
    assert code(caps={"day_minutes": 1441}) == "rule_invalid"
    assert code(rounding="up") == "invalid"
    assert code(effective_on="0001-01-01") == "invalid"
    assert code(site_id="0197f0aa-0000-7000-8000-000000000103") == "not_found"


def test_organizer_drafts_for_her_own_site_and_the_site_wins_over_the_county(world: World) -> None:
    world.scoring_rule()
    site, other_site = world.site(), world.site(village_code=OTHER_VILLAGE)
    organizer, staff = world.staff("organizer"), world.staff("county_staff", place_code=COUNTY)

    assert organizer.post("/scoring-rules", body(world, site_id=str(other_site))).status_code == 403
    rule = organizer.post("/scoring-rules", body(world, site_id=str(site))).get_json()
    assert staff.post(f"/scoring-rules/{rule['id']}/publication").status_code == 200

    on = rule["effective_on"]
    reader = world.person(village_code=VILLAGE)
    assert reader.get("/scoring-rules/current", site_id=str(site), on=on).get_json()["id"] == rule["id"]
    assert reader.get("/scoring-rules/current", site_id=str(other_site), on=on).get_json()["site_id"] is None
    assert reader.get("/scoring-rules/current", site_id=str(site)).get_json()["site_id"] is None
    foreign = world.staff("county_staff", place_code="450223", county_id="450223")
    assert foreign.get("/scoring-rules", county_id=COUNTY).status_code == 404
    assert foreign.post(f"/scoring-rules/{rule['id']}/publication").status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scoring_rule SET minimum_minutes = 30",
        "DELETE FROM difficulty_class",
        "UPDATE difficulty_class SET rate_points = 1",
        "INSERT INTO difficulty_class SELECT county_id, id, 'X', 'x', 100, 0, 1 FROM scoring_rule",
        "INSERT INTO point_source SELECT county_id, id, 'X', 'x', 100, NULL, NULL FROM scoring_rule",
        "DELETE FROM scoring_rule",
    ],
)
def test_published_rule_cannot_be_edited_even_in_the_database(world: World, statement: str) -> None:
    world.scoring_rule()

    with pytest.raises(DBAPIError, match="never edited"), transaction(world.database, now=world.now) as work:
        work.session.execute(text(statement))


def test_rc_06_awards_under_version_one_keep_their_values_after_version_two(world: World) -> None:
    mother = world.person()
    [old] = settled(world, [mother], minutes=120)
    staff, other = (world.staff("county_staff", place_code=COUNTY) for _ in range(2))
    rule = staff.post("/scoring-rules", body(world, difficulty_classes=[CLASS | {"rate": "8", "base": "0"}])).get_json()
    assert other.post(f"/scoring-rules/{rule['id']}/publication").status_code == 200
    day = (dt.date.fromisoformat(rule["effective_on"]) - dt.date(2026, 7, 4)).days

    [new] = claimed(world, [mother], minutes=120, day=day)

    first, second = record(world, old), record(world, new)
    assert (first["points"], second["points"]) == (2400, 1920)
    assert world.balance(mother.household_id) == 2400
    for found in (first, second):
        with world.database.session() as session:
            stored = get_rule(session, county_id=COUNTY, rule_id=found["rule_id"]).rule
        served = Served(
            minutes=found["minutes_present"],
            planned_minutes=found["planned_minutes"],
            local_date=found["local_date"],
            difficulty=found["difficulty_code"],
        )
        assert assess(served, stored, usage_from_json(found["usage"])).points == found["points"]
