"""Midnight, the turn of the year, and the very instant at which something opens or closes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import text

from app.clock import local_midnight
from app.core.transaction import transaction
from tests.app.redemption.shop import Shop, code_of
from tests.served import claimed, collect, disclose, record_of, settle, verify
from tests.world import Person, World

NEW_YEARS_EVE = dt.date(2026, 12, 31)


def end_roles_on(world: World, person: Person, day: dt.date) -> None:
    """Let a day be the last one of somebody's roles."""
    with transaction(world.database, now=world.now) as work:
        work.session.execute(
            text("UPDATE role_grant SET ends_on = :day WHERE volunteer_id = :id"),
            {"day": day, "id": person.volunteer_id},
        )


def test_role_ends_at_midnight_on_every_path(world: World) -> None:
    midnight = local_midnight(dt.date(2026, 7, 5))
    world.travel_to(midnight - dt.timedelta(hours=2))
    shop, mother = Shop(world), world.person()
    activity = world.activity(starts_in=dt.timedelta(minutes=5), lasts=dt.timedelta(hours=4))
    for person in (activity.organizer, shop.keeper):
        end_roles_on(world, person, dt.date(2026, 7, 4))
    path = f"/activities/{activity.id}"
    world.travel_to(midnight - dt.timedelta(seconds=3))
    assert activity.organizer.get(f"{path}/code").status_code == 200

    world.travel_to(midnight + dt.timedelta(seconds=1))

    scan = {"payload": world.own_code_of(mother), "direction": "in"}
    assert code_of(activity.organizer.post(f"{path}/scans", scan)) == "forbidden"
    assert activity.organizer.get(f"{path}/code").status_code in {403, 404}
    assert code_of(shop.collect("7Q2M4FXK")) == "forbidden"
    assert code_of(activity.organizer.post(f"{path}/closing")) == "forbidden"


def test_service_over_the_turn_of_the_year_is_one_record_of_the_old_year(world: World) -> None:
    turn = local_midnight(NEW_YEARS_EVE + dt.timedelta(days=1))
    world.travel_to(turn - dt.timedelta(minutes=35))
    activity = world.activity(starts_in=dt.timedelta(minutes=5), lasts=dt.timedelta(minutes=90))
    mother = world.person()
    world.check_in(mother, activity)
    world.travel_to(activity.ends_at + dt.timedelta(minutes=1))
    world.check_out(mother, activity)

    collect(world)

    made = record_of(world, mother)
    assert (made["local_date"], made["minutes"]) == (NEW_YEARS_EVE, 90)
    year = {"first_on": "2027-01-01", "last_on": "2027-12-31"}
    assert mother.get("/me/hours", **year).status_code == 200


def test_limit_of_a_year_begins_anew_at_midnight_and_gives_back_to_the_old_one(world: World) -> None:
    turn = local_midnight(NEW_YEARS_EVE + dt.timedelta(days=1))
    world.travel_to(turn - dt.timedelta(minutes=2))
    shop = Shop(world, limit=1, period="year")
    mother = shop.mother()
    first = world.place_order(mother, shop.day, shop.soap).get_json()["id"]
    assert code_of(world.place_order(mother, shop.day, shop.soap)) == "item_limit_reached"

    world.travel_to(turn + dt.timedelta(seconds=1))

    assert world.place_order(mother, shop.day, shop.soap).status_code == 201
    assert mother.post(f"/redemption-orders/{first}/cancellation").status_code == 200
    assert code_of(world.place_order(mother, shop.day, shop.soap)) == "item_limit_reached", "given back to last year"


def test_window_of_objections_ends_where_settling_begins(world: World) -> None:
    mother, neighbour = world.person(), world.person()
    claims = claimed(world, [mother], minutes=60)
    verify(world.staff("checker"), *claims)
    detail = disclose(world, world.staff("organizer"), claims[0])
    closes_at = dt.datetime.fromisoformat(detail["disclosure"]["closes_at"])
    path = f"/disclosures/{detail['disclosure']['id']}/lines/{detail['lines'][0]['id']}/objections"
    world.travel_to(closes_at - dt.timedelta(seconds=3))
    assert settle(world) == 0

    world.travel_to(closes_at + dt.timedelta(seconds=1))

    assert code_of(neighbour.post(path, {"text": "她没来。"})) == "disclosure_closed"
    assert settle(world) == 1
    assert settle(world) == 0


def test_deeds_in_the_wrong_order_are_refused_and_change_nothing(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother()
    activity = world.activity()
    assert code_of(mother.post("/check-outs", {"code": world.code_of(activity)})) == "not_checked_in"
    world.check_in(mother, activity)
    assert code_of(mother.post("/check-ins", {"code": world.code_of(activity)})) == "already_checked_in"
    world.check_out(mother, activity)
    assert code_of(mother.post("/check-outs", {"code": world.code_of(activity)})) == "already_checked_out"

    placed = world.place_order(mother, shop.day, shop.soap).get_json()
    assert mother.post(f"/redemption-orders/{placed['id']}/cancellation").status_code == 200
    assert code_of(shop.collect(placed["pickup_code"])) == "order_not_open"
    ask = {"reason": "发错了", "usable": True}
    assert code_of(shop.keeper.post(f"/redemption-orders/{placed['id']}/reversal-requests", ask)) == "order_not_open"
    assert shop.units() == {"available": 10}
    assert world.balance(mother.household_id) == 10_000
