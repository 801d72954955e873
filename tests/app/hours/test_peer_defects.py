"""Defects read in other systems' code, each shown to be absent here (features, section 4.2)."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from points.amounts import Minutes
from points.scoring.rulebook import Caps
from tests.served import (
    after_window,
    claimed,
    collect,
    count,
    disclose,
    morning,
    publish_rule,
    record,
    record_of,
    settle,
    settled,
    verify,
)
from tests.world import World

ROOT = Path(__file__).resolve().parents[3]


def test_peer_defect_01_no_screen_pays_what_another_has_paid(world: World) -> None:
    mother, checker, organizer = world.person(), world.staff("checker"), world.staff("organizer")
    [claim] = claimed(world, [mother], minutes=60)
    verify(checker, claim)
    verify(organizer, claim)
    detail = disclose(world, organizer, claim)
    after_window(world, detail)

    settle(world)
    organizer.post("/settlements")
    verify(checker, claim)
    settle(world)
    collect(world)

    assert world.balance(mother.household_id) == 1200
    assert count(world, "SELECT count(*) FROM posting WHERE kind = 'award'") == 1
    assert count(world, "SELECT count(*) FROM hours_entry") == 1


def test_peer_defect_02_single_and_bulk_approval_pay_by_one_formula(world: World) -> None:
    people = [world.person() for _ in range(4)]
    checker = world.staff("checker")
    claims = claimed(world, people, minutes=100)
    verify(checker, claims[0])
    verify(checker, *claims[1:])
    after_window(world, disclose(world, world.staff("organizer"), claims[0]))
    settle(world)

    assert {world.balance(person.household_id) for person in people} == {2000}
    assert {item["points"] for person in people for item in person.get("/me/service-records").get_json()["items"]} == {
        "20.00"
    }
    callers = [
        path
        for folder in ("app", "points")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"\bassess\(", path.read_text()) and "scoring" not in path.parts
    ]
    assert {str(path.relative_to(ROOT)) for path in callers} == {
        "points/hours/assessment.py",
        "app/activities/estimates.py",  # tells what an activity may bring and pays nothing
    }


def test_peer_defect_03_correction_deletes_nothing_and_misses_nothing(world: World) -> None:
    mother, proposer, checker = world.person(), world.staff("checker"), world.staff("checker")
    [claim] = settled(world, [mother], minutes=120)
    before = count(world, "SELECT count(*) FROM posting") + count(world, "SELECT count(*) FROM hours_entry")
    started_at = record(world, claim)["started_at"]
    body = {
        "started_at": started_at.isoformat(),
        "ended_at": started_at.isoformat(),
        "reason": "查实没有来。",
    }

    successor = proposer.post(f"/service-records/{claim}/correction", body).get_json()["id"]
    verify(checker, successor)
    settle(world)

    assert world.balance(mother.household_id) == 0
    assert mother.get("/me/hours").get_json()["scan_minutes"] == 0
    after = count(world, "SELECT count(*) FROM posting") + count(world, "SELECT count(*) FROM hours_entry")
    assert after == before + 2
    assert count(world, "SELECT count(*) FROM posting WHERE reverses_id IS NOT NULL") == 1
    assert record(world, successor)["points"] == 0


def test_peer_defect_04_what_is_summed_as_points_are_points(world: World) -> None:
    people = [world.person() for _ in range(2)]
    settled(world, people, minutes=100)
    stated = "SELECT sum(points) FROM service_record WHERE state = 'settled'"

    assert count(world, stated) == 4000
    assert count(world, "SELECT sum(points) FROM posting WHERE kind = 'award'") == count(world, stated)
    assert sum(world.balance(person.household_id) for person in people) == count(world, stated)


def test_peer_defect_05_minutes_are_those_served_not_those_planned(world: World) -> None:
    late, early_leaver = world.person(), world.person()
    world.travel_to(morning())
    activity = world.activity(starts_in=dt.timedelta(minutes=5), lasts=dt.timedelta(minutes=180))
    world.check_in(early_leaver, activity)
    world.travel_to(activity.starts_at + dt.timedelta(minutes=60, seconds=20))
    world.check_in(late, activity)
    world.check_out(early_leaver, activity)
    world.travel_to(activity.ends_at)
    world.check_out(late, activity)
    collect(world)

    assert record_of(world, early_leaver)["minutes"] == 60
    assert record_of(world, late)["minutes"] == 119
    assert {record_of(world, person)["planned_minutes"] for person in (late, early_leaver)} == {180}


def test_peer_defect_11_checking_in_pays_nothing(world: World) -> None:
    publish_rule(world, caps=Caps(day_minutes=Minutes(480)), minimum_presence_percent=60)
    left_at_once, stayed = world.person(), world.person()
    world.travel_to(morning())
    activity = world.activity(starts_in=dt.timedelta(minutes=5), lasts=dt.timedelta(minutes=100))
    for person in (left_at_once, stayed):
        world.check_in(person, activity)
    assert collect(world) == 0
    world.travel_to(activity.starts_at + dt.timedelta(minutes=20))
    world.check_out(left_at_once, activity)
    world.travel_to(activity.ends_at)
    world.check_out(stayed, activity)
    assert collect(world) == 2

    assert record_of(world, left_at_once)["points"] == 0
    assert record_of(world, stayed)["points"] == 1800
    assert world.balance(stayed.household_id) == 0
