"""From the check-out to the books: claim, approve, publish, settle."""

from __future__ import annotations

from tests.served import after_window, claimed, collect, count, disclose, record, settle, verify
from tests.world import World


def test_service_becomes_points_only_after_approval_and_window(world: World) -> None:
    mother = world.person(name="李小芳")
    son = world.person(household_id=mother.household_id, kind="family", name="李阿勇")
    checker, organizer = world.staff("checker"), world.staff("organizer")

    first, second = claimed(world, [mother, son], minutes=100)

    assert collect(world) == 0
    assert world.balance(mother.household_id) == 0
    assert record(world, first)["state"] == "claimed"
    assert record(world, first)["minutes"] == 100
    assert record(world, first)["points"] == 2000  # 100 minutes × 10 an hour × 1.2

    assert verify(checker, first, second).get_json()["items"] == [
        {"record_id": str(first), "result": "verified", "state": "verified"},
        {"record_id": str(second), "result": "verified", "state": "verified"},
    ]
    assert mother.get("/me/hours").get_json() == {
        "scan_minutes": 0,
        "manual_minutes": 0,
        "pending_minutes": 100,
        "pending_points": "40.00",
        "elsewhere": [],
    }
    disclosure = disclose(world, organizer, first)
    assert disclosure["disclosure"]["number"] == 1
    assert [line["masked_name"] for line in disclosure["lines"]] == ["李*芳", "李*勇"]
    assert settle(world) == 0
    assert world.balance(mother.household_id) == 0

    after_window(world, disclosure)
    assert settle(world) == 2

    assert settle(world) == 0
    assert world.balance(mother.household_id) == 4000
    assert mother.get("/me/hours").get_json() == {
        "scan_minutes": 100,
        "manual_minutes": 0,
        "pending_minutes": 0,
        "pending_points": "0.00",
        "elsewhere": [],
    }
    mine = mother.get("/me/service-records").get_json()["items"]
    assert [(item["state"], item["points"], item["explanation"]) for item in mine] == [
        ("settled", "20.00", ["服务 1 小时 40 分钟 × 每小时 10 分 × 难度 1.2（中等）= 20 分"])
    ]
    assert count(world, "SELECT count(*) FROM hours_entry") == 2
    assert count(world, "SELECT count(*) FROM posting WHERE kind = 'award'") == 2
    assert count(world, "SELECT count(*) FROM disclosure WHERE state = 'settled'") == 1
    seen = world.client.get(
        f"/v1/disclosures/{disclosure['disclosure']['id']}", query_string={"county_id": "450222"}
    ).get_json()
    assert {line["standing"] for line in seen["lines"]} == {"settled"}
