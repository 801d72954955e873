"""The organizer's first screen: what runs, what each activity lacks, and what waits for her word."""

from __future__ import annotations

import datetime as dt

from tests.served import claimed, collect, morning
from tests.world import OTHER_VILLAGE, VILLAGE, World


def test_day_when_people_come_and_forget_then_it_says_what_is_missing(world: World) -> None:
    organizer = world.person(roles={"organizer": VILLAGE})
    sister = world.person(household_id=organizer.household_id)
    signed, absent, walk_in = world.person(), world.person(), world.person()
    world.travel_to(morning())
    activity = world.activity(organizer, starts_in=dt.timedelta(hours=2))
    for person in (signed, absent):
        person.post(f"/activities/{activity.id}/sign-ups", {"shift_id": str(activity.shift_ids[0])})
    world.person(state="registered")
    world.travel_to(activity.starts_at)
    for person in (signed, walk_in, sister):
        world.check_in(person, activity)
    world.check_out(walk_in, activity)

    day = organizer.get("/me/organizing").get_json()

    [shown] = day["activities"]
    assert day["on"] == "2026-07-04"
    assert shown["id"] == str(activity.id)
    assert (shown["signed_up"], shown["present"], shown["left_already"]) == (2, 2, 1)
    assert (shown["walk_ins"], shown["not_come"]) == (2, 1)
    assert day["newcomers"] == 1
    assert day["claims"] | {"flags": []} == {
        "odd": 0,
        "clean": 0,
        "own": 0,
        "overdue": 0,
        "due_on": None,
        "working_days_left": None,
        "flags": [],
    }

    world.travel_to(activity.ends_at + dt.timedelta(minutes=1))
    assert organizer.post(f"/activities/{activity.id}/closing", {}).status_code == 200
    collect(world)
    claims = organizer.get("/me/organizing").get_json()["claims"]
    assert (claims["odd"] + claims["clean"], claims["own"]) == (2, 1)
    assert (claims["due_on"], claims["working_days_left"], claims["overdue"]) == ("2026-07-17", 10, 0)
    assert {each["flag"] for each in claims["flags"]} >= {"check_out_forgotten"}
    world.travel_to(morning(30))
    claims = organizer.get("/me/organizing").get_json()["claims"]
    assert (claims["working_days_left"], claims["overdue"]) == (0, 2)


def test_day_of_another_village_stays_empty_and_without_a_role_it_is_refused(world: World) -> None:
    claimed(world, [world.person()])
    elsewhere = world.person(village_code=OTHER_VILLAGE, roles={"organizer": OTHER_VILLAGE})

    day = elsewhere.get("/me/organizing").get_json()

    assert (day["activities"], day["claims"]["odd"] + day["claims"]["clean"], day["newcomers"]) == ([], 0, 0)
    assert world.person().get("/me/organizing").get_json()["code"] == "forbidden"
