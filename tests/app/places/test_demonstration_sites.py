"""Quotas, sites, their grants, and pickup points."""

from __future__ import annotations

import datetime as dt
import threading

import psycopg
import pytest
from werkzeug.test import TestResponse

from app.clock import local_date
from app.core.transaction import transaction
from app.places.divisions import import_divisions
from points.base import new_id
from tests.points.cases.published import case
from tests.world import COUNTY, VILLAGE, Person, World

CITY = "450200"
COUNTIES = {"柳城县": "450222", "融安县": "450224", "城中区": "450202", "柳北区": "450205"}


@pytest.fixture
def world(world: World) -> World:
    """The village, inside the official divisions."""
    with transaction(world.database, now=world.now) as work:
        import_divisions(work.session)
    return world


@pytest.fixture
def city(world: World) -> Person:
    """Somebody of the city."""
    return world.person(kind="staff", county_id=CITY, village_code=CITY + "000000", roles={"city_staff": "4502"})


@pytest.fixture
def county(world: World, city: Person) -> Person:
    """Somebody of the county, which may create two sites."""
    _set_quota(city, COUNTY, local_date(world.now).year, 2)
    return world.staff("county_staff", place_code=COUNTY)


def _set_quota(actor: Person, county_id: str, year: int, places: int, grant_fen: int = 500_000) -> TestResponse:
    return actor.put(f"/site-quotas/{county_id}/{year}", {"places": places, "grant_fen": grant_fen})


def _villages(world: World, county_id: str, count: int) -> list[str]:
    with world.database.session() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT code FROM division WHERE code LIKE %s AND level = 'village' ORDER BY code LIMIT %s",
            (county_id + "%", count),
        )
        return [row[0] for row in rows]


def test_rc_14_annex_1_when_carried_out_then_is_six_sites_and_30000_yuan(world: World, city: Person) -> None:
    annex, created = case("RC-14"), 0
    for row in annex["counties"]:
        county_id = COUNTIES[row["name"]]
        assert _set_quota(city, county_id, 2026, row["sites"]).status_code == 204
        staff = world.person(kind="staff", county_id=county_id, roles={"county_staff": county_id})
        *inside, beyond = _villages(world, county_id, row["sites"] + 1)
        for village in inside:
            answer = staff.post("/sites", {"village_code": village, "name": "示范点", "year": 2026})
            created += answer.status_code == 201
        refused = staff.post("/sites", {"village_code": beyond, "name": "多一个", "year": 2026})
        assert refused.get_json()["code"] == "site_quota_used_up"
        assert refused.get_json()["params"]["places"] == str(row["sites"])

    totals = city.get("/site-quotas", year=2026, place_code="4502").get_json()
    assert (totals["total_places"], totals["total_grant_fen"]) == (6, 30_000_00)
    assert created == annex["total"]["sites"]
    listed = city.get("/sites", county_id=COUNTY, year=2026).get_json()["items"]
    assert [site["grant_fen"] for site in listed] == [500_000, 500_000]
    assert _set_quota(city, COUNTY, 2026, 1).get_json()["code"] == "quota_below_sites"


def test_quota_and_sites_when_not_the_callers_to_manage_then_are_refused(
    world: World, city: Person, county: Person
) -> None:
    year = local_date(world.now).year
    volunteer = world.person()
    body = {"village_code": VILLAGE, "name": "示范点"}

    assert _set_quota(county, COUNTY, year, 9).status_code == 403
    assert _set_quota(city, "450122", year, 9).status_code == 404, "a county of another city"
    assert _set_quota(city, "4502", year, 9).status_code == 404
    assert volunteer.post("/sites", body).status_code == 403
    assert county.post("/sites", {**body, "village_code": _villages(world, "450224", 1)[0]}).status_code == 404
    assert county.post("/sites", {**body, "village_code": COUNTY + "999999"}).get_json()["code"] == "village_unknown"
    assert county.post("/sites", {**body, "grant_fen": 1}).status_code == 422
    assert volunteer.get("/sites", county_id="450224").status_code == 404
    assert city.get("/sites", county_id="450224").status_code == 200


def test_sites_when_created_at_the_same_moment_then_stay_within_the_quota(world: World, county: Person) -> None:
    villages = _villages(world, COUNTY, 5)
    start, results = threading.Barrier(5), []

    def create(village: str) -> None:
        start.wait()
        answer = world.app.test_client().post(
            "/v1/sites",
            json={"village_code": village, "name": "示范点"},
            headers={"Authorization": f"Bearer {county.token}", "Idempotency-Key": f"site-{village}"},
        )
        results.append(answer.status_code)

    racers = [threading.Thread(target=create, args=(village,)) for village in villages]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(results) == [201, 201, 409, 409, 409]


def test_grant_when_spent_then_is_never_exceeded_and_mistakes_are_reversed(world: World, county: Person) -> None:
    village = _villages(world, COUNTY, 1)[0]
    site = county.post("/sites", {"village_code": village, "name": "示范点"}).get_json()["id"]
    organizer = world.person(roles={"organizer": village}, village_code=village)
    today = local_date(world.now)

    def spend(amount: object, receipt: str, day: dt.date = today, key: str | None = None) -> TestResponse:
        body = {"amount_fen": amount, "purpose": "宣传横幅", "receipt_no": receipt, "spent_on": str(day)}
        return organizer.post(f"/sites/{site}/spendings", body, key=key)

    first = spend(300_000, "R-1", key="spending-0001")
    assert first.status_code == 201
    assert spend(300_000, "R-1", key="spending-0001").get_json() == first.get_json()
    exceeded = spend(200_001, "R-2")
    assert (exceeded.status_code, exceeded.get_json()["code"]) == (409, "grant_exceeded")
    assert exceeded.get_json()["params"] == {"left_yuan": "2000.00"}
    assert spend(100, "R-1").get_json()["code"] == "receipt_used"
    assert spend(100, "R-3", today + dt.timedelta(days=1)).get_json()["code"] == "spending_date_invalid"
    assert spend(100, "R-3", today.replace(year=today.year - 1)).get_json()["code"] == "spending_date_invalid"
    for wrong in (0, -1, "100", 1.5, True, 10**12):
        assert spend(wrong, "R-4").status_code == 422, wrong

    path = f"/sites/{site}/spendings/{first.get_json()['id']}/reversal"
    assert organizer.post(path, {"reason": "金额错了"}).status_code == 201
    assert organizer.post(path, {"reason": "金额错了"}).get_json()["code"] == "spending_reversed"
    assert spend(500_000, "R-1").status_code == 201
    book = organizer.get(f"/sites/{site}/spendings", limit=2).get_json()
    assert (book["grant_fen"], book["spent_fen"], book["left_fen"]) == (500_000, 500_000, 0)
    rest = organizer.get(f"/sites/{site}/spendings", limit=2, cursor=book["next_cursor"]).get_json()
    assert len(book["items"] + rest["items"]) == 3
    assert world.person(village_code=village).get(f"/sites/{site}/spendings").status_code == 403

    assert county.post(f"/sites/{site}/closing").status_code == 204
    assert spend(1, "R-9").get_json()["code"] == "site_closed"


def test_grant_when_written_past_the_service_then_the_database_refuses(world: World, owner_url: str) -> None:
    site = world.site()
    row = "INSERT INTO grant_spending VALUES (%s, %s, %s, %s, '横幅', 'R', NULL, '2026-01-01', %s, now())"

    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(row, (COUNTY, new_id(), site, 400_000, new_id()))
        with pytest.raises(psycopg.Error, match="grant_exceeded"):
            connection.execute(row, (COUNTY, new_id(), site, 100_001, new_id()))


def test_pickup_point_when_named_twice_in_a_village_then_is_refused(world: World, county: Person) -> None:
    village = _villages(world, COUNTY, 1)[0]
    body = {"village_code": village, "name": "村委会兑换点", "address": "一楼"}

    assert county.post("/pickup-points", body).status_code == 201
    assert county.post("/pickup-points", body).get_json()["code"] == "pickup_point_exists"
    listed = world.person(village_code=village).get("/pickup-points", village_code=village).get_json()["items"]
    assert [point["name"] for point in listed] == ["村委会兑换点"]
