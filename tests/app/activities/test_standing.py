"""Duty rosters that go on by themselves: days ahead, holidays, substitutes, and who is told of gaps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app import clock
from app.activities.service.standing import expand_rosters
from app.core.transaction import transaction
from tests.app.activities.plans import plan, publish, ready
from tests.app.activities.test_library import roster, template_of
from tests.world import COUNTY, VILLAGE, Person, World

BEFORE_NATIONAL_DAY = dt.datetime(2026, 9, 25, 1, 0, tzinfo=dt.UTC)


def expand(world: World) -> int:
    """Let the worker do one round."""
    with transaction(world.database, now=world.now) as work:
        return expand_rosters(work.session, now=work.now)


def days(person: Person, roster_id: str) -> list[dt.date]:
    """Return the days of a roster that are made, first to last."""
    made = person.get(f"/duty-rosters/{roster_id}").get_json()["occurrences"]
    return sorted(dt.date.fromisoformat(day["occurs_on"]) for day in made)


def standing(world: World, organizer: Person, site: Any, *duties: dict[str, Any], **changes: Any) -> str:
    """Keep a template and make a roster of it; returns the roster's id."""
    template = template_of(organizer, publish(organizer, plan(world, hours_ahead=2), site))
    answer = organizer.post("/duty-rosters", roster(world, template, site, *duties, **changes))
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()["id"]


def test_days_are_made_three_weeks_ahead_once_and_holidays_are_left_out(world: World) -> None:
    world.travel_to(BEFORE_NATIONAL_DAY)
    organizer, site = ready(world)
    person = world.person()
    duty = {"shift_number": 1, "volunteer_id": str(person.volunteer_id)}
    roster_id = standing(world, organizer, site, duty)
    working = standing_without_rest(world, organizer, site)
    today = clock.local_date(world.now)

    first, again = expand(world), expand(world)
    made, without_rest = days(person, roster_id), days(person, working)
    world.advance(days=1)
    later = expand(world)

    assert (first > 0, again) == (True, 0)
    assert {day.isoweekday() for day in made} == {1, 3, 5}
    assert max(made) <= today + dt.timedelta(days=21)
    assert dt.date(2026, 10, 2) not in made, "National Day"
    assert {dt.date(2026, 10, 2), dt.date(2026, 10, 5)} <= set(without_rest)
    assert dt.date(2026, 10, 9) in made
    assert later == sum((today + dt.timedelta(days=22)).isoweekday() in {1, 3, 5} for _ in range(2))
    seen = person.get("/activities", from_date=str(max(made)), to_date=str(max(made))).get_json()["items"]
    assert [item["my_sign_up"] for item in seen if item["my_sign_up"]] == ["signed_up"]


def standing_without_rest(world: World, organizer: Person, site: Any) -> str:
    """Make a roster that also stands on public holidays."""
    source = publish(organizer, plan(world, hours_ahead=3, title="巡河"), site)
    template = template_of(organizer, source, "巡河一小时")
    return organizer.post("/duty-rosters", roster(world, template, site, skip_holidays=False)).get_json()["id"]


def test_substitute_stands_in_and_gaps_are_told_to_the_organizer(world: World) -> None:
    organizer, site = ready(world)
    first, substitute, alone = world.person(), world.person(), world.person()
    duties = (
        {
            "shift_number": 1,
            "volunteer_id": str(first.volunteer_id),
            "substitute_id": str(substitute.volunteer_id),
        },
        {"shift_number": 1, "volunteer_id": str(alone.volunteer_id)},
    )
    roster_id = standing(world, organizer, site, *duties)
    county = world.staff("county_staff", place_code=COUNTY)
    for person in (first, alone):
        county.post(f"/volunteers/{person.volunteer_id}/suspension", {"reason": "测试停用"})

    made = expand(world)
    activity = organizer.get(f"/duty-rosters/{roster_id}").get_json()["occurrences"][0]["activity_id"]
    names = [item["volunteer_id"] for item in organizer.get(f"/activities/{activity}/sign-ups").get_json()["items"]]
    (told,) = [item for item in organizer.get("/me/inbox").get_json()["items"] if item["kind"] == "roster_gaps"]
    shown = organizer.get(f"/duty-rosters/{roster_id}").get_json()["duties"]

    assert names == [str(substitute.volunteer_id)]
    assert f"有{made}人次没排上" in told["text"]
    assert {duty["substitute_id"] for duty in shown} == {None, str(substitute.volunteer_id)}
    same = duties[0] | {"substitute_id": str(first.volunteer_id)}
    refused = organizer.post(f"/duty-rosters/{roster_id}/duties", {"duties": [same]}).get_json()
    assert refused["code"] == "roster_duty_invalid"


def test_another_organizer_carries_on_and_a_roster_that_cannot_be_made_stops_no_other(world: World) -> None:
    organizer, site = ready(world)
    stuck = standing(world, organizer, site)
    world.advance(minutes=1)
    source = publish(organizer, plan(world, hours_ahead=3, title="巡河"), site)
    going = organizer.post(
        "/duty-rosters", roster(world, template_of(organizer, source, "巡河"), site, name="巡河")
    ).get_json()["id"]
    county = world.staff("county_staff", place_code=COUNTY)
    organizer.post(f"/duty-rosters/{stuck}/ending")
    county.post(f"/volunteers/{organizer.volunteer_id}/suspension", {"reason": "测试停用"})

    assert expand(world) == 0, "nobody is left to answer for it"
    world.person(roles={"organizer": VILLAGE})
    assert expand(world) > 0
    assert days(county, stuck) == []
    assert days(county, going) != []
