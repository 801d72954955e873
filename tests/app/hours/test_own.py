"""One's own services summed up by month."""

from __future__ import annotations

import datetime as dt

from tests.served import claimed, record, settled, verify
from tests.world import World


def test_month_sums_up_what_was_approved_and_says_what_is_still_on_its_way(world: World) -> None:
    mother, checker = world.person(), world.staff("checker")
    [claim] = claimed(world, [mother], minutes=120)

    before = mother.get("/me/service-months").get_json()
    verify(checker, claim)
    after = mother.get("/me/service-months").get_json()

    month = record(world, claim)["local_date"].replace(day=1).isoformat()
    assert before["items"] == []
    assert (before["this_month"]["times"], before["this_month"]["points"]) == (0, "0.00")
    assert after["items"] == [
        {"month": month, "times": 1, "minutes": 120, "points": "24.00", "pending_points": "24.00"}
    ]


def test_month_counts_a_service_once_while_its_correction_is_on_its_way(world: World) -> None:
    mother, proposer, checker = world.person(), world.staff("checker"), world.staff("checker")
    [claim] = settled(world, [mother], minutes=120)
    row = record(world, claim)
    shorter = {
        "started_at": row["started_at"].isoformat(),
        "ended_at": (row["started_at"] + dt.timedelta(minutes=60)).isoformat(),
        "reason": "问过同去的人。",
    }
    successor = proposer.post(f"/service-records/{claim}/correction", shorter).get_json()["id"]
    verify(checker, successor)

    [month] = mother.get("/me/service-months").get_json()["items"]

    assert (month["times"], month["minutes"], month["points"], month["pending_points"]) == (1, 120, "24.00", "0.00")
