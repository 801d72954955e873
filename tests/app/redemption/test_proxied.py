"""A granddaughter redeems for her grandmother: she sees the points and the orders, and only while that stands."""

from __future__ import annotations

import datetime as dt

from app.clock import local_date
from tests.world import World


def test_helper_when_asked_to_redeem_then_sees_points_and_orders_until_the_proxy_ends(world: World) -> None:
    elder, granddaughter, stranger = world.person(name="韦美兰"), world.person(name="李小芳"), world.person()
    point = world.pickup_point()
    soap, day = world.item(point, points=100), world.redemption_day(point)
    world.give_points(elder.household_id, 1000)
    ends_on = (local_date(world.now) + dt.timedelta(days=30)).isoformat()
    wanted = {"proxy_id": str(granddaughter.volunteer_id), "ends_on": ends_on}
    sign_up = elder.post("/me/proxies", wanted | {"scope": "sign_up"}).get_json()["id"]
    proxy = elder.post("/me/proxies", wanted | {"scope": "redeem"}).get_json()["id"]

    for person, asked in ((stranger, proxy), (elder, proxy), (granddaughter, sign_up)):
        assert person.get(f"/proxies/{asked}/account").status_code == 404
    seen = granddaughter.get(f"/proxies/{proxy}/account").get_json()
    assert (seen["volunteer_name"], seen["redeemable"], seen["held"], seen["orders"]) == ("韦美兰", "10.00", "0.00", [])

    made = world.place_order(granddaughter, day, soap, on_behalf_of=str(elder.volunteer_id)).get_json()
    seen = granddaughter.get(f"/proxies/{proxy}/account").get_json()
    assert (seen["redeemable"], seen["held"]) == ("9.00", "1.00")
    assert [(order["id"], order["state"]) for order in seen["orders"]] == [(made["id"], "placed")]
    path = f"/redemption-orders/{made['id']}"
    assert granddaughter.get(path).get_json()["pickup_code"] == made["pickup_code"]
    assert elder.get(path).get_json()["pickup_code"] == made["pickup_code"]
    assert stranger.get(path).status_code == 403
    assert stranger.post(f"{path}/cancellation").status_code == 403

    elder.post(f"/proxies/{proxy}/end")
    assert granddaughter.get(f"/proxies/{proxy}/account").status_code == 404
    assert granddaughter.get(path).status_code == 403
    assert granddaughter.post(f"{path}/cancellation").status_code == 403
    elder.post("/me/proxies", wanted | {"scope": "redeem"})
    assert granddaughter.post(f"{path}/cancellation").status_code == 200
    assert world.balance(elder.household_id) == 1000
