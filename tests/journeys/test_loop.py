"""From a WeChat login to soap in hand, through HTTP alone, every write sent twice."""

from __future__ import annotations

import datetime as dt

import pytest
import redis

from tests.journeys.village import LASTS, SATURDAY, SOAP_PRICE, Village
from tests.world import COUNTY, World
from wechat_sandbox.remote import SandboxRemote


@pytest.mark.parametrize("redis_url", ["alone", "redis"], indirect=True)
def test_loop_from_login_to_soap_is_the_same_when_redis_is_flushed_half_way(
    world: World, sandbox: SandboxRemote, redis_url: str | None
) -> None:
    world.travel_to(SATURDAY - dt.timedelta(days=2))
    village = Village(world, sandbox)
    mother = village.register("稻小香", "稻小香")
    activity = village.plan()
    mother.do(f"/activities/{activity['id']}/sign-ups", {"shift_id": activity["shifts"][0]["id"]})

    world.travel_to(SATURDAY - dt.timedelta(minutes=5))
    arrived = mother.do("/check-ins", {"code": village.code(activity)})
    world.travel_to(SATURDAY + LASTS + dt.timedelta(minutes=5))
    left = mother.do("/check-outs", {"code": village.code(activity)})
    assert (arrived["in_means"], left["minutes"]) == ("rotating", 120)
    village.organizer.do(f"/activities/{activity['id']}/closing")
    forget_everything(redis_url)

    record = mother.person.get("/me/service-records").get_json()["items"][0]
    assert (record["state"], record["minutes"], record["points"]) == ("claimed", 120, "24.00")
    approved = [verify(village, record["id"]) for _ in range(2)]
    assert approved == ["verified", "already_verified"]
    disclosed = village.organizer.do("/disclosures", {"site_id": str(village.site)})
    assert mother.person.get("/me/balance").get_json()["pending"] == "24.00"
    world.travel_to(dt.datetime.fromisoformat(disclosed["disclosure"]["closes_at"]) + dt.timedelta(minutes=1))
    assert village.checker.do("/settlements") == {"settled": 1}
    assert village.log_in("稻小香").person.get("/me/balance").get_json()["spendable"] == "24.00"

    day_id = village.plan_redemption_day()
    wish = {"redemption_day_id": day_id, "lines": [{"item_id": str(village.soap), "quantity": 1}]}
    order = mother.do("/redemption-orders", wish)
    forget_everything(redis_url)
    counter = {"pickup_point_id": str(village.point), "code": order["pickup_code"]}
    handed = village.keeper.do("/redemption-orders/fulfilment", counter)
    assert (handed["state"], handed["points"]) == ("fulfilled", SOAP_PRICE)

    statement = mother.person.get("/me/statement").get_json()
    assert [(line["kind"], line["points"], line["balance"]) for line in statement["items"]] == [
        ("hold", "-20.00", "4.00"),
        ("award", "24.00", "24.00"),
    ]
    assert mother.person.get("/me/hours").get_json()["scan_minutes"] == 120
    lot = village.keeper.person.get("/lots", pickup_point_id=str(village.point)).get_json()["items"][0]
    assert (lot["received"], lot["issued"], lot["reserved"], lot["available"]) == (3, 1, 0, 2)
    books = village.supervisor.get("/books", county_id=COUNTY).get_json()
    assert books["holds"], [check for check in books["checks"] if not check["holds"]]
    assert sum(int(points.replace(".", "")) for points in books["trial_balance"].values()) == 0


def verify(village: Village, record_id: str) -> str:
    """Approve a record and return what became of it."""
    answer = village.checker.person.post("/service-records/verification", {"record_ids": [record_id]})
    return str(answer.get_json()["items"][0]["result"])


def forget_everything(redis_url: str | None) -> None:
    """Empty Redis, if there is one: nothing in it may be the truth (decision D2)."""
    if redis_url is not None:
        with redis.Redis.from_url(redis_url) as connection:
            connection.flushall()
