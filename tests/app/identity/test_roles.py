"""Roles: by the level above, with dates, never for oneself, and three that exclude each other."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from app.clock import local_date
from tests.app.identity.conftest import FOREIGN_COUNTY, FOREIGN_VILLAGE
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person, World

CITY = "450200"


@pytest.fixture
def city(world: World) -> Person:
    """Somebody of the city, whose own county is the city's own body."""
    return world.person(kind="staff", county_id=CITY, village_code=CITY + "000000", roles={"city_staff": "4502"})


def _grant(actor: Person, target: Person, role: str, place: str, **fields: str) -> str:
    query = f"?county_id={target.county_id}" if target.county_id != actor.county_id else ""
    body = {"role": role, "place_code": place, **fields}
    answer = actor.post(f"/volunteers/{target.volunteer_id}/roles{query}", body)
    return "granted" if answer.status_code == 201 else str(answer.get_json()["code"])


def test_role_when_granted_by_the_level_above_then_works_at_once_and_ends_at_once(world: World, city: Person) -> None:
    chosen, organizer = world.person(), world.person()

    assert _grant(city, chosen, "county_staff", COUNTY) == "granted"
    assert _grant(chosen, organizer, "organizer", VILLAGE) == "granted"
    assert organizer.get("/volunteers").status_code == 200

    listed = chosen.get("/roles").get_json()["items"]
    assert [item["role"] for item in listed] == ["organizer", "county_staff"]
    assert chosen.post(f"/roles/{listed[0]['id']}/ending").status_code == 204
    assert organizer.get("/volunteers").status_code == 403
    assert chosen.post(f"/roles/{listed[0]['id']}/ending").get_json()["code"] == "role_over"
    assert city.post(f"/roles/{listed[1]['id']}/ending?county_id={COUNTY}").status_code == 204
    assert chosen.get("/roles").status_code == 403


def test_role_when_not_the_callers_to_give_then_is_refused(world: World, city: Person) -> None:
    county = world.staff("county_staff", place_code=COUNTY)
    person = world.person()
    foreign = world.person(county_id=FOREIGN_COUNTY, village_code=FOREIGN_VILLAGE)

    assert _grant(county, person, "county_staff", COUNTY) == "role_above_you"
    assert _grant(county, person, "administrator", "45") == "role_above_you"
    assert _grant(county, person, "organizer", FOREIGN_VILLAGE) == "role_above_you"
    assert _grant(county, county, "organizer", VILLAGE) == "own_role"
    assert _grant(city, person, "organizer", VILLAGE) == "role_above_you"
    assert _grant(city, foreign, "county_staff", COUNTY) == "place_unfit", "where she does not belong"
    assert _grant(county, person, "organizer", "450222100999") == "place_unfit"
    assert _grant(county, person, "organizer", "45022210020") == "place_unfit"
    peer = world.staff("county_staff", place_code=COUNTY)
    answer = county.post(f"/volunteers/{peer.volunteer_id}/staff-credential", {"login_name": "peer"})
    assert answer.get_json()["code"] == "role_above_you"


def test_administrator_when_granting_then_may_give_any_role(world: World) -> None:
    administrator = world.person(
        kind="staff", county_id=CITY, village_code=CITY + "000000", roles={"administrator": "45"}
    )
    for role, place in (("organizer", VILLAGE), ("county_staff", COUNTY), ("administrator", "4502")):
        assert _grant(administrator, world.person(), role, place) == "granted"


def test_roles_that_exclude_each_other_when_overlapping_then_are_refused(world: World) -> None:
    county = world.staff("county_staff", place_code=COUNTY)
    today = local_date(world.now)
    later, end = str(today + dt.timedelta(days=31)), str(today + dt.timedelta(days=30))
    person = world.person()

    assert _grant(county, person, "checker", VILLAGE, ends_on=end) == "granted"
    assert _grant(county, person, "shop_keeper", OTHER_VILLAGE) == "roles_exclude"
    assert _grant(county, person, "supervisor", VILLAGE, starts_on=end) == "roles_exclude"
    assert _grant(county, person, "shop_keeper", VILLAGE, starts_on=later) == "granted"
    assert _grant(county, person, "organizer", VILLAGE) == "granted"
    assert _grant(county, person, "checker", VILLAGE) == "role_held"
    assert _grant(county, person, "organizer", OTHER_VILLAGE, ends_on="2020-01-01") == "role_dates_invalid"


def test_exclusive_roles_when_granted_at_the_same_moment_then_only_one_stands(world: World) -> None:
    grantors = [world.staff("county_staff", place_code=COUNTY) for _ in range(3)]
    person = world.person()
    start, results = threading.Barrier(3), []

    def grant(actor: Person, role: str) -> None:
        start.wait()
        answer = world.app.test_client().post(
            f"/v1/volunteers/{person.volunteer_id}/roles",
            json={"role": role, "place_code": VILLAGE},
            headers={"Authorization": f"Bearer {actor.token}", "Idempotency-Key": f"race-{role}"},
        )
        results.append(answer.status_code)

    racers = [
        threading.Thread(target=grant, args=pair)
        for pair in zip(grantors, ("checker", "shop_keeper", "supervisor"), strict=True)
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(results) == [201, 409, 409]


def test_role_when_its_days_are_over_then_is_gone_by_itself(world: World) -> None:
    county = world.staff("county_staff", place_code=COUNTY)
    person = world.person()
    today = local_date(world.now)

    _grant(county, person, "organizer", VILLAGE, ends_on=str(today))
    assert person.get("/volunteers").status_code == 200
    world.advance(days=1)
    assert person.get("/volunteers").status_code == 403
