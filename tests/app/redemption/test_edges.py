"""Who may not even try, and goods that come from several lots."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import text

from app.core.transaction import transaction
from points.base import new_id
from tests.app.redemption.shop import Shop, code_of
from tests.world import COUNTY, World


def test_strangers_and_suspended_people_are_kept_out(world: World) -> None:
    shop = Shop(world)
    suspended = world.person(state="suspended", roles={"shop_keeper": COUNTY})
    world.give_points(suspended.household_id, 5_000)
    code = world.place_order(shop.mother(), shop.day, shop.soap).get_json()["pickup_code"]
    stranger = world.person()
    stranger.token = f"{COUNTY}.{'x' * 43}"

    assert code_of(world.place_order(suspended, shop.day, shop.soap)) == "redeem_not_allowed"
    assert code_of(shop.collect(code, keeper=suspended)) == "forbidden"
    assert code_of(world.place_order(stranger, shop.day, shop.soap)) == "not_signed_in"
    assert code_of(shop.collect(code, keeper=stranger)) == "not_signed_in"
    where = {"county_id": COUNTY, "pickup_point_id": shop.point}
    assert code_of(stranger.get("/mall/allowance", **where)) == "not_signed_in"
    assert shop.units() == {"available": 9, "reserved": 1}


def test_people_without_household_have_nothing_to_redeem(world: World) -> None:
    shop = Shop(world)
    where = {"county_id": COUNTY, "pickup_point_id": shop.point}

    assert code_of(world.place_order(shop.keeper, shop.day, shop.soap)) == "no_household"
    assert code_of(shop.keeper.get("/redemption-orders")) == "no_household"
    assert code_of(shop.keeper.get("/mall/allowance", **where)) == "no_household"
    unknown = world.client.get("/v1/mall", query_string={"county_id": COUNTY, "pickup_point_id": new_id()})
    assert unknown.status_code == 404


def test_order_may_take_from_several_lots_and_every_lot_keeps_its_own_book(world: World) -> None:
    shop = Shop(world, quantity=0)
    lots = [world.lot(shop.soap, quantity=2), world.lot(shop.soap, quantity=2)]

    placed = world.place_order(shop.mother(), shop.day, shop.soap, quantity=3).get_json()

    with world.database.session() as session:
        moved = session.execute(
            text("SELECT lot_id, quantity FROM stock_movement WHERE reference = :reference ORDER BY quantity DESC"),
            {"reference": f"order:{uuid.UUID(placed['id'])}:reserve"},
        ).all()
    assert [tuple(row) for row in moved] == [(lots[0], 2), (lots[1], 1)]


def test_mall_is_at_most_a_second_old(world: World) -> None:
    shop = Shop(world, quantity=2)
    where = {"county_id": COUNTY, "pickup_point_id": shop.point}

    def available() -> int:
        return world.client.get("/v1/mall", query_string=where).get_json()["items"][0]["available"]

    assert available() == 2
    world.place_order(shop.mother(), shop.day, shop.soap)
    world.advance(seconds=2)
    assert available() == 1


def test_nobody_redeems_for_a_household_that_is_closed(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother()
    with transaction(world.database, now=world.now) as work:
        work.session.execute(text("UPDATE household SET state = 'closed'"))

    assert code_of(world.place_order(mother, shop.day, shop.soap)) == "no_household"


def test_hostile_orders_are_refused_field_by_field(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother()
    line = {"item_id": str(shop.soap), "quantity": 1}
    good = {"redemption_day_id": str(shop.day), "lines": [line]}

    for bad in (
        good | {"lines": []},
        good | {"lines": [line, line]},
        good | {"lines": [line | {"quantity": 0}]},
        good | {"lines": [line | {"quantity": -1}]},
        good | {"lines": [line | {"quantity": 21}]},
        good | {"lines": [line | {"quantity": 1.0}]},
        good | {"lines": [line | {"quantity": "1"}]},
        good | {"lines": [line | {"points": "0"}]},
        good | {"redemption_day_id": "今天"},
        good | {"points": "0"},
        good | {"card": "K.450222.X", "on_behalf_of": str(mother.volunteer_id)},
    ):
        assert code_of(mother.post("/redemption-orders", bad)) == "invalid", bad
    assert code_of(mother.post("/redemption-orders", good | {"card": "K.450222.AAAA"})) == "card_not_found"
    assert world.balance(mother.household_id) == 10_000
    world.travel_to(world.now + dt.timedelta(seconds=1))
    assert world.place_order(mother, shop.day, shop.soap).status_code == 201
