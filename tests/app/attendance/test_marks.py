"""Check-in and check-out over HTTP, in every way and with every refusal."""

from __future__ import annotations

from tests.world import World


def test_check_in_and_out_by_rotating_code_counts_the_minutes_inside_the_shift(world: World) -> None:
    activity = world.activity()
    person = world.person()

    came = person.post("/check-ins", {"code": world.code_of(activity)}, key="came-0001")
    world.advance(minutes=45)
    left = person.post("/check-outs", {"code": world.code_of(activity)}, key="left-0001")

    assert came.status_code == 201, came.get_json()
    assert came.get_json()["out_at"] is None
    assert left.status_code == 201, left.get_json()
    assert left.get_json()["id"] == came.get_json()["id"]
    assert left.get_json()["minutes"] in {44, 45}
    assert left.get_json()["flags"] == []
