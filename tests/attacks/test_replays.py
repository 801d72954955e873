"""The same request again: the same, with another body, by another person."""

from __future__ import annotations

import uuid

from sqlalchemy import text

from tests.app.redemption.shop import Shop, code_of
from tests.served import count, morning
from tests.world import World


def test_key_of_an_order_belongs_to_one_person_and_one_request(world: World) -> None:
    shop = Shop(world)
    mother, neighbour = shop.mother(), shop.mother()
    key = uuid.uuid4().hex

    first = world.place_order(mother, shop.day, shop.soap, key=key)
    again = world.place_order(mother, shop.day, shop.soap, key=key)
    other_body = world.place_order(mother, shop.day, shop.soap, quantity=2, key=key)
    other_person = world.place_order(neighbour, shop.day, shop.soap, key=key)

    assert (again.status_code, again.get_json()["id"]) == (201, first.get_json()["id"])
    assert code_of(other_body) == "key_reused"
    assert other_person.get_json()["id"] != first.get_json()["id"]
    with world.database.session() as session:
        held = session.execute(text("SELECT sum(points) FROM posting WHERE kind = 'hold'")).scalar_one()
    assert held == 2000


def test_key_of_somebody_elses_check_in_checks_nobody_in(world: World) -> None:
    world.travel_to(morning())
    activity = world.activity()
    mother, thief = world.person(), world.person()
    key = uuid.uuid4().hex
    assert mother.post("/check-ins", {"code": world.code_of(activity)}, key=key).status_code == 201

    stolen = thief.post("/check-ins", {"code": world.code_of(activity)}, key=key)

    assert (stolen.status_code, stolen.get_json()["code"]) == (422, "key_reused")
    assert count(world, "SELECT count(*) FROM attendance") == 1


def test_key_used_for_another_deed_of_the_same_person_is_refused(world: World) -> None:
    shop = Shop(world)
    key = uuid.uuid4().hex
    donor = {"name": "爱心超市", "kind": "company", "public": True}
    first = shop.keeper.post("/donors", donor, key=key)

    assert shop.keeper.post("/donors", donor, key=key).data == first.data
    assert code_of(shop.keeper.post("/donors", donor | {"name": "别家"}, key=key)) == "key_reused"
    item = {"pickup_point_id": str(shop.point), "name": "毛巾", "unit_name": "条", "points": "5"}
    assert code_of(shop.keeper.post("/reward-items", item, key=key)) == "key_reused"
    for bad in ("", "short", "x" * 81, "空格 空格", "a\nb" * 4):
        answer = world.client.post(
            "/v1/donors",
            json=donor,
            headers={"Authorization": f"Bearer {shop.keeper.token}"}
            | ({"Idempotency-Key": bad} if "\n" not in bad else {}),
        )
        assert (answer.status_code, code_of(answer)) == (400, "idempotency_key_missing")
