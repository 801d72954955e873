"""The monthly sheet: what a household without a phone holds in its hands at the end of a month."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from app.clock import local_date
from tests.served import settled
from tests.world import COUNTY, OTHER_VILLAGE, World


def test_sheet_when_elder_served_and_granddaughter_redeemed_then_shows_both_names_and_every_point(world: World) -> None:
    elder, granddaughter, organizer = world.person(name="韦美兰"), world.person(name="李小芳"), world.staff("organizer")
    settled(world, [elder], minutes=120)
    point = world.pickup_point()
    soap, day = world.item(point, points=300), world.redemption_day(point)
    ends_on = (local_date(world.now) + dt.timedelta(days=30)).isoformat()
    grant = {"proxy_id": str(granddaughter.volunteer_id), "scope": "redeem", "ends_on": ends_on}
    assert organizer.post(f"/volunteers/{elder.volunteer_id}/proxies", grant).status_code == 201
    made = world.place_order(granddaughter, day, soap, on_behalf_of=str(elder.volunteer_id))
    assert made.status_code == 201
    path = f"/households/{elder.household_id}/monthly-sheet"

    sheet = organizer.get(path, month="2026-07").get_json()

    assert (sheet["month"], sheet["members"], sheet["minutes"]) == ("2026-07", ["韦美兰"], 120)
    [service] = sheet["services"]
    assert (service["on"], service["minutes"], service["state_words"]) == ("2026-07-04", 120, "到账了")
    assert "服务 2 小时" in service["explanation"][0]
    award, hold = sheet["lines"]
    assert (award["label"], award["points"], hold["points"]) == ("服务得分", service["points"], "-3.00")
    assert (sheet["balance_at_start"], sheet["balance_at_end"]) == ("0.00", hold["balance"])
    [order] = sheet["redemptions"]
    assert (order["placed_by_name"], order["on_behalf_of_name"], order["state"]) == ("李小芳", "韦美兰", "placed")
    assert [(act["volunteer_name"], act["actor_name"], act["what"]) for act in sheet["acts"]][-1] == (
        "韦美兰",
        "李小芳",
        "替您预留了东西",
    )

    address = urlsplit(sheet["print_address"]).path
    page = world.client.get(address).get_data(as_text=True)
    for words in ("7月的服务和积分", "李小芳替韦美兰办的", "给韦美兰：李小芳替您预留了东西", "−3 分", "7月4日 周六"):
        assert words in page
    assert elder.get(path, month="2026-07").status_code == 200
    world.advance(minutes=16)
    assert world.client.get(address).status_code == 404
    assert world.client.get(address + "x").status_code == 404


def test_sheet_when_nothing_happened_then_carries_the_balance_on(world: World) -> None:
    elder, organizer = world.person(), world.staff("organizer")
    path = f"/households/{elder.household_id}/monthly-sheet"
    world.give_points(elder.household_id, 1000)
    this_month = local_date(world.now)
    world.advance(days=62)

    before = organizer.get(path, month=f"{this_month.replace(day=1) - dt.timedelta(days=1):%Y-%m}").get_json()
    earned = organizer.get(path, month=f"{this_month:%Y-%m}").get_json()
    now = organizer.get(path).get_json()

    assert (before["balance_at_start"], before["balance_at_end"]) == ("0.00", "0.00")
    assert (earned["balance_at_start"], earned["balance_at_end"]) == ("0.00", "10.00")
    assert (now["balance_at_start"], now["balance_at_end"]) == ("10.00", "10.00")
    assert now["month"] == f"{local_date(world.now):%Y-%m}"
    assert (now["services"], now["lines"], now["redemptions"], now["acts"], now["minutes"]) == ([], [], [], [], 0)
    page = world.client.get(urlsplit(now["print_address"]).path).get_data(as_text=True)
    assert "这个月没有服务" in page


def test_sheet_is_for_the_household_and_those_responsible_for_its_village(world: World) -> None:
    elder = world.person()
    path = f"/households/{elder.household_id}/monthly-sheet"
    far = world.person(county_id="450224", village_code="450224100201", roles={"organizer": "450224100201"})

    assert elder.get(path).status_code == 200
    assert world.staff("supervisor").get(path).status_code == 200
    assert world.person().get(path).status_code == 403
    assert world.staff("organizer", place_code=OTHER_VILLAGE).get(path).status_code == 403
    assert far.get(path).status_code == 404
    assert far.get(path, county_id=COUNTY).status_code == 404
    for month in ("2026-13", "2026-7", "202607", "x"):
        assert elder.get(path, month=month).status_code == 422
