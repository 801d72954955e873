"""Goods: who gave them, what they cost, what came in, what is really there."""

from __future__ import annotations

import dataclasses
import datetime as dt

import psycopg
import pytest
from sqlalchemy import text

from points.base import new_id
from tests.app.redemption.shop import Shop, code_of
from tests.world import COUNTY, OTHER_VILLAGE, World


def stamp(instant: dt.datetime) -> str:
    return instant.isoformat()


def test_keeper_stocks_a_shelf_from_nothing(world: World) -> None:
    point = world.pickup_point()
    keeper, mother = world.staff("shop_keeper"), world.person()
    today = world.now.date()

    donor = keeper.post("/donors", {"name": "爱心企业", "kind": "company", "public": True}).get_json()["id"]
    quiet = keeper.post("/donors", {"name": "不愿留名的人", "kind": "person", "public": False}).get_json()["id"]
    item = keeper.post(
        "/reward-items",
        {
            "pickup_point_id": str(point),
            "name": "大米",
            "unit_name": "袋",
            "points": "12.5",
            "limit_quantity": 1,
            "limit_period": "month",
        },
    ).get_json()["id"]
    lot = {
        "item_id": item,
        "donor_id": donor,
        "receipt_no": "2026-001",
        "quantity": 120,
        "unit_value_fen": 2500,
        "value_basis": "发票",
        "best_before": str(today + dt.timedelta(days=40)),
        "produced_on": str(today - dt.timedelta(days=60)),
        "funding_source": "donation",
    }
    received = keeper.post("/lots", lot)
    twice = keeper.post("/lots", lot)
    keeper.post("/lots", lot | {"donor_id": quiet, "receipt_no": "2026-002", "quantity": 1})
    day = keeper.post(
        "/redemption-days",
        {
            "pickup_point_id": str(point),
            "opens_at": stamp(world.now + dt.timedelta(minutes=1)),
            "closes_at": stamp(world.now + dt.timedelta(minutes=2)),
        },
    )

    assert received.get_json()["warnings"] == ["short_shelf_life", "expires_soon"]
    assert code_of(twice) == "receipt_no_taken"
    mall = world.client.get("/v1/mall", query_string={"county_id": COUNTY, "pickup_point_id": point}).get_json()
    assert day.status_code in {201, 422}  # the minutes around midnight are two days
    assert mall["thanks"] == ["爱心企业"]
    assert [(row["name"], row["points"], row["available"], row["available_more"]) for row in mall["items"]] == [
        ("大米", "12.50", 99, True)
    ]
    if day.status_code == 201:
        assert mall["next_day"]["id"] == day.get_json()["id"]
        days = mother.get("/redemption-days", pickup_point_id=point).get_json()["items"]
        assert [row["id"] for row in days] == [day.get_json()["id"]]
    allowance = mother.get("/mall/allowance", county_id=COUNTY, pickup_point_id=point).get_json()
    assert allowance["items"] == [{"item_id": item, "left": 1}]
    lots = keeper.get("/lots", pickup_point_id=point, limit=1).get_json()
    more = keeper.get("/lots", pickup_point_id=point, limit=1, cursor=lots["next_cursor"]).get_json()
    assert [(row["receipt_no"], row["received"], row["available"]) for row in lots["items"] + more["items"]] == [
        ("2026-002", 1, 1),
        ("2026-001", 120, 120),
    ]
    assert lots["items"][0]["expires_soon"] is True
    assert mother.get("/lots", pickup_point_id=point).status_code == 403
    assert [row["name"] for row in keeper.get("/donors").get_json()["items"]] == ["不愿留名的人", "爱心企业"]


def test_bad_deliveries_change_nothing(world: World) -> None:
    shop = Shop(world, quantity=0)
    donor = world.donor()
    good = {
        "item_id": str(shop.soap),
        "donor_id": str(donor),
        "receipt_no": "R-9",
        "quantity": 5,
        "unit_value_fen": 300,
        "value_basis": "发票",
        "funding_source": "donation",
    }
    yesterday = str(world.now.date() - dt.timedelta(days=1))
    stranger = world.staff("shop_keeper", place_code=OTHER_VILLAGE)

    assert code_of(shop.keeper.post("/lots", good | {"funding_source": "activity_grant"})) == "grant_not_for_gifts"
    assert code_of(shop.keeper.post("/lots", good | {"best_before": yesterday})) == "lot_expired"
    assert code_of(shop.keeper.post("/lots", good | {"donor_id": str(new_id())})) == "not_found"
    assert code_of(shop.keeper.post("/lots", good | {"quantity": 2001})) == "invalid"
    assert code_of(shop.keeper.post("/lots", good | {"quantity": "5"})) == "invalid"
    assert code_of(shop.keeper.post("/lots", good | {"produced_on": yesterday})) == "invalid"
    assert code_of(stranger.post("/lots", good)) == "forbidden"
    assert shop.units() == {}


def test_price_changes_need_a_day_and_a_second_person(world: World) -> None:
    shop = Shop(world)
    second, mother = world.staff("county_staff", place_code=COUNTY), shop.mother()
    path = f"/reward-items/{shop.soap}/price-proposals"

    too_soon = shop.keeper.post(
        path, {"points": "5", "effective_at": stamp(world.now + dt.timedelta(hours=23, minutes=59))}
    )
    proposal = shop.keeper.post(path, {"points": "5", "effective_at": stamp(world.now + dt.timedelta(hours=25))})
    decision = f"/price-proposals/{proposal.get_json()['id']}/decision"

    assert code_of(too_soon) == "price_too_soon"
    assert code_of(shop.keeper.post(decision, {"accepted": True})) == "second_person_needed"
    assert second.post(decision, {"accepted": True}).status_code == 200
    assert second.post(decision, {"accepted": True}).status_code == 200
    assert code_of(second.post(decision, {"accepted": False})) == "decision_made"
    shown = mother.get(f"/reward-items/{shop.soap}/prices").get_json()
    assert [row["points"] for row in shown["prices"]] == ["5.00", "10.00"]
    assert shown["proposals"] == []
    assert world.place_order(mother, shop.day, shop.soap).get_json()["points"] == "10.00"
    world.advance(hours=26)
    tomorrow = world.redemption_day(shop.point)
    assert world.place_order(mother, tomorrow, shop.soap).get_json()["points"] == "5.00"


def test_late_acceptance_of_a_price_is_refused(world: World) -> None:
    shop = Shop(world)
    second = world.staff("county_staff", place_code=COUNTY)
    effective_at = stamp(world.now + dt.timedelta(hours=25))
    proposal = shop.keeper.post(
        f"/reward-items/{shop.soap}/price-proposals", {"points": "5", "effective_at": effective_at}
    ).get_json()["id"]
    world.advance(hours=2)

    assert code_of(second.post(f"/price-proposals/{proposal}/decision", {"accepted": True})) == "price_too_soon"
    assert second.post(f"/price-proposals/{proposal}/decision", {"accepted": False}).status_code == 200


def test_count_moves_nothing_before_a_second_person_agrees(world: World) -> None:
    shop = Shop(world, quantity=0)
    lot = world.lot(shop.soap, quantity=5)
    both = world.person(kind="staff", roles={"shop_keeper": COUNTY, "checker": COUNTY})
    checker = world.staff("checker")
    world.place_order(shop.mother(), shop.day, shop.soap)

    taken = both.post(f"/lots/{lot}/stocktakes", {"counted": 3, "reason": "受潮两块"}).get_json()

    assert (taken["expected"], taken["counted"], shop.units()) == (5, 3, {"available": 4, "reserved": 1})
    path = f"/stocktakes/{taken['id']}/decision"
    assert code_of(both.post(path, {"accepted": True})) == "second_person_needed"
    assert checker.post(path, {"accepted": True}).status_code == 200
    assert checker.post(path, {"accepted": True}).status_code == 200
    assert shop.units() == {"available": 2, "reserved": 1, "written_off": 2}
    shown = shop.keeper.get(f"/lots/{lot}/stocktakes").get_json()["items"]
    assert [(row["state"], row["decided_by"]) for row in shown] == [("confirmed", str(checker.volunteer_id))]
    gone = shop.keeper.post(f"/lots/{lot}/stocktakes", {"counted": 0, "reason": "全没了"}).get_json()
    assert code_of(checker.post(f"/stocktakes/{gone['id']}/decision", {"accepted": True})) == "out_of_stock"
    assert checker.post(f"/stocktakes/{gone['id']}/decision", {"accepted": False}).status_code == 200


def test_grant_goods_are_accepted_where_the_operator_allows_them(world: World) -> None:
    shop = Shop(world, quantity=0)
    world.app.config["SETTINGS"] = dataclasses.replace(world.app.config["SETTINGS"], grant_goods_allowed=True)

    answer = shop.keeper.post(
        "/lots",
        {
            "item_id": str(shop.soap),
            "donor_id": str(world.donor()),
            "receipt_no": "G-1",
            "quantity": 1,
            "unit_value_fen": 300,
            "value_basis": "发票",
            "funding_source": "activity_grant",
        },
    )

    assert answer.status_code == 201


def test_wrong_days_and_limits_are_refused(world: World) -> None:
    shop = Shop(world)
    noon = dt.datetime(2031, 5, 1, 4, tzinfo=dt.UTC)

    def plan(opens_at: dt.datetime, closes_at: dt.datetime) -> str:
        body = {"pickup_point_id": str(shop.point), "opens_at": stamp(opens_at), "closes_at": stamp(closes_at)}
        return code_of(shop.keeper.post("/redemption-days", body))

    assert plan(noon, noon) == "redemption_day_invalid"
    assert plan(noon, noon + dt.timedelta(days=1)) == "redemption_day_invalid"
    assert plan(world.now - dt.timedelta(hours=2), world.now - dt.timedelta(hours=1)) == "redemption_day_invalid"
    assert plan(noon, noon + dt.timedelta(hours=3)) == "accepted"
    assert plan(noon, noon + dt.timedelta(hours=3)) == "accepted"  # two taps of a hasty thumb are one day
    with world.database.session() as session:
        planned = text("SELECT count(*) FROM redemption_day WHERE opens_at = :noon")
        assert session.execute(planned, {"noon": noon}).scalar_one() == 1
    path = f"/pickup-points/{shop.point}/redemption-limit"
    assert code_of(shop.keeper.put(path, {"orders": 1})) == "invalid"
    assert shop.keeper.put(path, {"orders": 1, "period": "day"}).status_code == 200
    assert shop.keeper.put(path, {"orders": 2, "period": "day"}).status_code == 200
    assert shop.keeper.put(path, {}).status_code == 200
    with world.database.session() as session:
        assert session.execute(text("SELECT count(*) FROM redemption_limit")).scalar_one() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE unit SET state = 'written_off'",
        "DELETE FROM unit",
        "INSERT INTO stock_movement SELECT * FROM stock_movement",
        "UPDATE redemption_order SET state = 'cancelled'",
        "DELETE FROM redemption_usage",
        "UPDATE pickup_attempt SET failures = 0",
    ],
)
def test_application_role_cannot_write_stock_or_orders_itself(world: World, statement: str) -> None:
    with (
        psycopg.connect(world.database.url, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_other_county_sees_nothing(world: World) -> None:
    shop = Shop(world)
    placed = world.place_order(shop.mother(), shop.day, shop.soap).get_json()
    foreign = world.staff("county_staff", place_code="450223", county_id="450223")
    city = world.staff("city_staff", place_code="4502", county_id="450200")

    for path in (
        f"/redemption-orders/{placed['id']}",
        f"/redemption-days/{shop.day}/sheet",
        f"/redemption-days/{shop.day}/issued-goods",
        f"/reward-items/{shop.soap}/prices",
    ):
        assert foreign.get(path).status_code == 404
        assert foreign.get(path, county_id=COUNTY).status_code == 404
    assert city.get(f"/redemption-days/{shop.day}/sheet", county_id=COUNTY).status_code == 200
    assert foreign.get("/lots", pickup_point_id=shop.point, county_id=COUNTY).status_code == 404
