"""From the shelf to the household: receive, redeem, hand over."""

from __future__ import annotations

from sqlalchemy import text

from tests.world import VILLAGE, World


def test_soap_goes_from_the_donor_to_a_household_and_everything_adds_up(world: World) -> None:
    point = world.pickup_point()
    soap = world.item(point, points=1000, quantity=3)
    day = world.redemption_day(point)
    mother = world.person()
    keeper = world.staff("shop_keeper", place_code=VILLAGE)
    world.give_points(mother.household_id, 2500)

    placed = world.place_order(mother, day, soap, quantity=2)

    assert placed.status_code == 201, placed.get_json()
    order = placed.get_json()
    assert (order["state"], order["points"]) == ("placed", "20.00")
    assert world.balance(mother.household_id) == 500
    handed = keeper.post(
        "/redemption-orders/fulfilment", {"pickup_point_id": str(point), "code": order["pickup_code"].lower()}
    )
    assert handed.status_code == 200, handed.get_json()
    assert handed.get_json()["state"] == "fulfilled"
    with world.database.session() as session:
        states = session.execute(text("SELECT state, count(*) FROM unit GROUP BY state ORDER BY state")).all()
        moved = session.execute(text("SELECT kind, quantity FROM stock_movement ORDER BY recorded_at")).all()
        posted = session.execute(text("SELECT kind, points FROM posting WHERE kind <> 'award' ORDER BY id")).all()
    assert [tuple(row) for row in states] == [("available", 1), ("issued", 2)]
    assert [tuple(row) for row in moved] == [("receive", 3), ("reserve", 2), ("issue", 2)]
    assert [tuple(row) for row in posted] == [("hold", 2000), ("settle", 2000)]
