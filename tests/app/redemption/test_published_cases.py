"""Acceptance cases from published village schemes (RC-xx), with their own numbers."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from app.core.transaction import transaction
from points.base import new_id
from tests.app.redemption.shop import Shop, code_of
from tests.world import COUNTY, Person, World


def publish_rule(world: World, *, floor: int, suspend_below: int | None) -> None:
    """Let a county rule say what may be spent, all other rules being neutral."""
    values = {
        "county_id": COUNTY,
        "id": new_id(),
        "site_id": None,
        "version": 1,
        "effective_on": dt.date(2020, 1, 1),
        "rounding": "floor",
        "rounding_unit": 1,
        "minimum_minutes": 0,
        "drafted_at": dt.datetime(2019, 12, 1, tzinfo=dt.UTC),
        "minimum_presence_percent": 0,
        "family_members_count": True,
        "free_minutes": 0,
        "redeem_floor": floor,
        "redeem_suspend_below": suspend_below,
        "state": "published",
        "drafted_by": new_id(),
        "approved_by": new_id(),
        "published_at": dt.datetime(2019, 12, 1, tzinfo=dt.UTC),
    }
    with transaction(world.database, now=world.now) as work:
        wanted = work.session.execute(
            text(
                "SELECT column_name FROM information_schema.columns WHERE table_name = 'scoring_rule'"
                " AND is_nullable = 'NO'"
            )
        ).scalars()
        assert set(wanted) <= set(values)
        columns = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        work.session.execute(text(f"INSERT INTO scoring_rule ({columns}) VALUES ({marks})"), values)


def local(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 2, tzinfo=dt.UTC)


def test_rc_03_second_redemption_of_the_quarter_is_refused_and_the_next_quarter_allowed(world: World) -> None:
    world.travel_to(local(2027, 4, 10))
    shop = Shop(world)
    rice = world.item(shop.point, points=200)
    mother = shop.mother()
    limit = {"orders": 1, "period": "season"}
    assert shop.keeper.put(f"/pickup-points/{shop.point}/redemption-limit", limit).status_code == 200
    assert world.place_order(mother, shop.day, shop.soap).status_code == 201

    world.travel_to(local(2027, 6, 30))
    in_june = world.place_order(mother, world.redemption_day(shop.point), rice)
    world.travel_to(local(2027, 7, 1))
    in_july = world.place_order(mother, world.redemption_day(shop.point), rice)

    assert code_of(in_june) == "redemption_limit_reached"
    assert in_july.status_code == 201
    left = mother.get("/mall/allowance", county_id=COUNTY, pickup_point_id=shop.point).get_json()
    assert left["orders_left"] == 0


def test_rc_05_only_what_lies_above_100_is_redeemable_and_below_70_nothing(world: World) -> None:
    publish_rule(world, floor=10_000, suspend_below=7_000)
    shop = Shop(world, quantity=0)
    eleven, ten = (world.item(shop.point, points=price) for price in (1100, 1000))
    household, poor = shop.mother(points=11_000), shop.mother(points=6_999)

    refused = world.place_order(household, shop.day, eleven)
    allowed = world.place_order(household, shop.day, ten)
    suspended = world.place_order(poor, shop.day, ten)

    assert refused.get_json()["params"] == {"required_points": "11.00", "available_points": "10.00"}
    assert allowed.status_code == 201
    assert code_of(suspended) == "redeeming_suspended"
    shown = poor.get("/mall/allowance", county_id=COUNTY, pickup_point_id=shop.point).get_json()
    assert (shown["balance"], shown["redeemable"], shown["suspended"]) == ("69.99", "0.00", True)


def test_rc_07_five_cleanest_months_buy_exactly_one_hand_wash(world: World) -> None:
    shop = Shop(world, quantity=0)
    hand_wash = world.item(shop.point, points=2500, name="洗手液")
    household = world.person()
    for _ in range(5):
        world.give_points(household.household_id, 500)

    first = world.place_order(household, shop.day, hand_wash)
    second = world.place_order(household, shop.day, hand_wash)

    assert first.status_code == 201
    assert world.balance(household.household_id) == 0
    assert code_of(second) == "insufficient_points"


def test_rc_10_thirteen_coins_buy_a_bundle_as_one_redemption(world: World) -> None:
    shop = Shop(world, quantity=0)
    bundle = world.item(shop.point, points=1300, name="纸巾1包＋肥皂1块")
    household = world.person()
    for coins in (60, *[30] * 11):
        world.give_points(household.household_id, coins * 100)
    assert world.balance(household.household_id) == 39_000

    placed = world.place_order(household, shop.day, bundle)

    assert placed.get_json()["points"] == "13.00"
    order = household.get(f"/redemption-orders/{placed.get_json()['id']}").get_json()
    assert [(line["name"], line["quantity"]) for line in order["lines"]] == [("纸巾1包＋肥皂1块", 1)]


def test_rc_20_value_given_equals_value_issued_plus_in_stock_plus_written_off_at_any_time(world: World) -> None:
    shop = Shop(world, quantity=0)
    donor = world.donor()
    lot = world.lot(shop.soap, quantity=10, donor_id=donor)
    checker = world.staff("checker")
    mother = shop.mother()

    def account() -> dict[str, int]:
        shown = shop.keeper.get(f"/donors/{donor}/account").get_json()
        assert shown["received_fen"] + shown["found_fen"] == (
            shown["issued_fen"] + shown["in_stock_fen"] + shown["written_off_fen"]
        )
        return {name: value for name, value in shown.items() if name.endswith("_fen") and value}

    assert account() == {"received_fen": 3000, "in_stock_fen": 3000}
    placed = world.place_order(mother, shop.day, shop.soap, quantity=2).get_json()
    assert account() == {"received_fen": 3000, "in_stock_fen": 3000}
    shop.collect(placed["pickup_code"])
    assert account() == {"received_fen": 3000, "issued_fen": 600, "in_stock_fen": 2400}
    for counted in (7, 9):
        taken = shop.keeper.post(f"/lots/{lot}/stocktakes", {"counted": counted, "reason": "月底盘点"}).get_json()
        assert checker.post(f"/stocktakes/{taken['id']}/decision", {"accepted": True}).status_code == 200
    assert account() == {
        "received_fen": 3000,
        "found_fen": 600,
        "issued_fen": 600,
        "in_stock_fen": 2700,
        "written_off_fen": 300,
    }
    trace = shop.keeper.get(f"/donors/{donor}/issues").get_json()["items"]
    assert [(line["quantity"], line["order_id"]) for line in trace] == [(2, placed["id"])]


@pytest.mark.parametrize("name", ["物业费抵扣100元", "超市购物卡", "手机话费", "现金红包"])
def test_rc_22_money_in_disguise_is_refused(world: World, name: str) -> None:
    shop = Shop(world)

    answer = shop.keeper.post(
        "/reward-items",
        {"pickup_point_id": str(shop.point), "name": name, "unit_name": "份", "points": "100"},
    )

    assert code_of(answer) == "cash_like_refused"
    assert name in answer.get_json()["detail"]


def test_several_members_pool_and_spend_together(world: World) -> None:
    shop = Shop(world, quantity=0)
    rice = world.item(shop.point, points=3000)
    mother: Person = world.person()
    son = world.person(household_id=mother.household_id, kind="family")
    for _ in (mother, son):
        world.give_points(mother.household_id, 1500)

    assert world.place_order(son, shop.day, rice).status_code == 201
    assert world.balance(mother.household_id) == 0
