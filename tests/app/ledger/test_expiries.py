"""Lapsing points: announced a month ahead, confirmed by a second person, carried out once, and reversible."""

import datetime as dt

from app.clock import local_date
from app.worker import PERIODIC, run_once
from tests.points.ledger.pen import award, broken_checks
from tests.world import OTHER_VILLAGE, VILLAGE, World

EXPIRE = next(work for work in PERIODIC if work.name == "ledger.expire")


def announcement(world: World, *, days: int = 40, **others) -> dict:
    return {
        "place_code": VILLAGE,
        "period": "2026",
        "ends_on": local_date(world.now).isoformat(),
        "keep": "100",
        "notice": "下月底前请来兑换，之后只留基础分。",
        "takes_effect_at": (world.now + dt.timedelta(days=days)).isoformat(),
    } | others


def test_expiry_when_announced_and_confirmed_then_lapses_on_its_day_once_and_can_be_undone(world: World) -> None:
    rich, poor = world.household(), world.household()
    far = world.household(village_code=OTHER_VILLAGE)
    for home, held in ((rich, 15_000), (poor, 5_000), (far, 20_000)):
        award(world, home, held)
    organizer, checker = world.staff("organizer"), world.staff("checker")
    made = organizer.post("/points-expiries", announcement(world)).get_json()
    path = f"/points-expiries/{made['id']}"

    world.advance(days=41)
    assert run_once(world.database, EXPIRE, now=world.now) == 0
    assert checker.post(f"{path}/approval").get_json()["state"] == "approved"
    assert [run_once(world.database, EXPIRE, now=world.now) for _ in range(2)] == [1, 0]

    assert [world.balance(home) for home in (rich, poor, far)] == [10_000, 5_000, 20_000]
    shown = world.person().get("/points-expiries").get_json()["items"][0]
    assert (shown["state"], shown["households"], shown["points"]) == ("applied", 1, "50.00")
    assert organizer.get(f"/households/{rich}/statement").get_json()["items"][0]["explanation"] == [
        "2026 的积分到期，按公告留下 100 分"
    ]
    assert checker.post(f"{path}/reversal").get_json()["state"] == "reversed"
    assert [world.balance(home) for home in (rich, poor, far)] == [15_000, 5_000, 20_000]
    assert broken_checks(world) == {}


def test_expiry_when_too_soon_taken_or_confirmed_by_its_author_then_is_refused(world: World) -> None:
    county, checker = world.staff("county_staff", place_code="450222"), world.staff("checker")
    made = county.post("/points-expiries", announcement(world)).get_json()

    def refused(person, path, body=None):
        return person.post(path, body).get_json()["code"]

    assert refused(county, "/points-expiries", announcement(world, days=20, period="2027")) == "expiry_invalid"
    assert refused(county, "/points-expiries", announcement(world, period="2027", ends_on="2099-01-01")) == (
        "expiry_invalid"
    )
    assert refused(county, "/points-expiries", announcement(world)) == "expiry_period_taken"
    assert refused(county, "/points-expiries", announcement(world, place_code="450222")) == "expiry_period_taken"
    assert refused(checker, "/points-expiries", announcement(world, place_code="450222")) == "forbidden"
    assert refused(county, f"/points-expiries/{made['id']}/approval") == "proposal_second_person"
    assert refused(checker, f"/points-expiries/{made['id']}/reversal") == "expiry_not_possible"
    assert checker.post(f"/points-expiries/{made['id']}/cancellation").get_json()["state"] == "cancelled"
    world.advance(days=41)
    assert run_once(world.database, EXPIRE, now=world.now) == 0
