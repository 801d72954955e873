"""Acting for somebody: both names are kept, it ends by itself, and the person can read it all."""

from __future__ import annotations

import datetime as dt

from app.clock import local_date
from tests.world import COUNTY, OTHER_VILLAGE, Person, World


def until(world: World, days: int) -> str:
    return (local_date(world.now) + dt.timedelta(days=days)).isoformat()


def test_granddaughter_when_made_proxy_on_paper_then_redeems_for_the_elder_until_the_day(world: World) -> None:
    elder, granddaughter = world.person(name="韦美兰"), world.person(name="李小芳")
    organizer = world.staff("organizer")
    point = world.pickup_point()
    soap, day = world.item(point, points=100), world.redemption_day(point)
    world.give_points(elder.household_id, 1000)

    def redeem():
        return world.place_order(granddaughter, day, soap, on_behalf_of=str(elder.volunteer_id))

    grant = {"proxy_id": str(granddaughter.volunteer_id), "scope": "redeem", "ends_on": until(world, 30)}
    path = f"/volunteers/{elder.volunteer_id}/proxies"
    assert redeem().status_code == 403
    assert granddaughter.post(path, grant).status_code == 403
    assert world.staff("organizer", place_code=OTHER_VILLAGE).post(path, grant).status_code == 403
    assert organizer.post(path, grant | {"proxy_id": str(organizer.volunteer_id)}).status_code == 403
    assert organizer.post(path, grant | {"ends_on": until(world, 400)}).get_json()["code"] == "proxy_dates_invalid"
    assert organizer.post(path, grant | {"proxy_id": str(elder.volunteer_id)}).get_json()["code"] == "proxy_self"
    made = organizer.post(path, grant)
    assert made.status_code == 201
    assert organizer.post(path, grant).get_json()["code"] == "proxy_standing"

    assert redeem().status_code == 201
    assert world.balance(elder.household_id) == 900
    acts = elder.get("/me/acts-for-me").get_json()["items"]
    assert [(act["actor_name"], act["what"]) for act in acts] == [
        ("李小芳", "替您预留了东西"),
        (acts[1]["actor_name"], "登记了您的委托"),
    ]
    assert "*" in acts[1]["actor_name"]
    first = elder.get("/me/acts-for-me", limit=1).get_json()
    second = elder.get("/me/acts-for-me", limit=1, cursor=first["next_cursor"]).get_json()
    assert [*first["items"], *second["items"]] == acts
    assert second["next_cursor"] is None
    assert granddaughter.get("/me/acts-for-me").get_json()["items"] == []
    assert [row["volunteer_name"] for row in granddaughter.get("/me/proxies").get_json()["items"]] == ["韦美兰"]
    world.advance(days=31)
    assert redeem().status_code == 403
    assert elder.get("/me/proxies").get_json()["items"] == []
    assert organizer.post(path, grant | {"ends_on": until(world, 10)}).status_code == 201


def test_proxy_when_ended_by_either_side_then_counts_at_once(world: World) -> None:
    elder, helper, stranger = world.person(), world.person(), world.person()
    body = {"proxy_id": str(helper.volunteer_id), "scope": "redeem", "ends_on": until(world, 30)}
    for ender in (elder, helper, world.staff("county_staff", place_code=COUNTY)):
        proxy = elder.post("/me/proxies", body).get_json()["id"]
        assert stranger.post(f"/proxies/{proxy}/end").status_code == 404
        assert ender.post(f"/proxies/{proxy}/end").status_code == 204
        assert elder.get("/me/proxies").get_json()["items"] == []


def test_sign_up_when_made_by_a_proxy_then_both_are_named_and_without_one_it_is_refused(world: World) -> None:
    elder, helper = world.person(), world.person(name="李小芳")
    activity = world.activity(starts_in=dt.timedelta(days=1))
    path = f"/activities/{activity.id}/sign-ups"
    wanted = {"shift_id": str(activity.shift_ids[0]), "volunteer_id": str(elder.volunteer_id)}
    body = {"proxy_id": str(helper.volunteer_id), "scope": "sign_up", "ends_on": until(world, 30)}

    assert helper.post(path, wanted).status_code == 403
    elder.post("/me/proxies", body | {"scope": "redeem"})
    assert helper.post(path, wanted).status_code == 403
    elder.post("/me/proxies", body)
    made = helper.post(path, wanted)
    assert made.status_code == 201, made.get_json()
    assert helper.post(f"/sign-ups/{made.get_json()['id']}/cancellation").status_code == 200
    acts = elder.get("/me/acts-for-me").get_json()["items"]
    assert [(act["actor_name"], act["what"]) for act in acts] == [
        ("李小芳", "替您取消报名"),
        ("李小芳", "替您报名活动"),
    ]


def asked(world: World, elder: Person, helper: Person) -> str:
    """Let an elder ask somebody to check her in; returns the proxy."""
    body = {"proxy_id": str(helper.volunteer_id), "scope": "check_in", "ends_on": until(world, 30)}
    made = elder.post("/me/proxies", body)
    assert made.status_code == 201, made.get_json()
    return str(made.get_json()["id"])


def test_elder_without_a_phone_is_checked_in_and_out_by_whom_she_asked_and_both_are_named(world: World) -> None:
    elder, helper, stranger = world.person(name="韦美兰"), world.person(name="李小芳"), world.person()
    activity = world.activity()
    path = f"/volunteers/{elder.volunteer_id}"

    def scan(person: Person, way: str, **more: str):
        return person.post(f"{path}/{way}", {"code": world.code_of(activity)}, **more)

    assert scan(helper, "check-ins").get_json()["code"] == "check_in_proxy_missing"
    proxy = asked(world, elder, helper)
    came = scan(helper, "check-ins", key="come-0001")
    assert came.status_code == 201, came.get_json()
    assert came.get_json()["name"] == "韦美兰"
    assert came.get_json()["attendance"]["flags"] == ["by_proxy"]
    world.check_in(helper, activity)
    world.advance(minutes=40)
    again = helper.post(f"{path}/check-ins", {"code": "哈哈"}, key="come-0001")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert again.get_json() == came.get_json(), "the code is over, the mark stands"
    assert scan(stranger, "check-outs").get_json()["code"] == "check_in_proxy_missing"
    assert scan(helper, "check-outs").status_code == 201
    assert helper.post(f"/proxies/{proxy}/end").status_code == 204
    assert scan(helper, "check-ins").status_code == 403

    acts = elder.get("/me/acts-for-me").get_json()["items"]
    assert [(act["actor_name"], act["what"][:5]) for act in acts[1:3]] == [
        ("李小芳", "替您签退："),
        ("李小芳", "替您签到："),
    ]
    assert len({act["id"] for act in acts}) == len(acts)
    first = elder.get("/me/acts-for-me", limit=2).get_json()
    assert elder.get("/me/acts-for-me", limit=2, cursor=first["next_cursor"]).get_json()["items"] == acts[2:4]
    seen = activity.organizer.get(f"/activities/{activity.id}/attendances").get_json()["items"]
    assert sorted(line["flags"] for line in seen) == [[], ["by_proxy"]]
    failed = activity.organizer.get(f"/activities/{activity.id}/failed-scans").get_json()["items"]
    assert {line["reason"] for line in failed} == {"check_in_proxy_missing"}


def test_scans_for_an_elder_without_network_count_only_for_the_days_she_asked_for(world: World) -> None:
    elder, helper = world.person(), world.person()
    activity = world.activity(starts_in=dt.timedelta(minutes=-60), lasts=dt.timedelta(minutes=90))

    def kept(nonce: str, direction: str, minutes_ago: int, **more: str) -> dict[str, object]:
        at = world.now - dt.timedelta(minutes=minutes_ago)
        code = world.code_of(activity, at=at)
        scan = {"nonce": nonce, "direction": direction, "payload": code, "skew_seconds": 0}
        return scan | {"device_time": at.isoformat(), **more}

    hers = {"for_volunteer_id": str(elder.volunteer_id)}
    scans = [kept("hers-in-1", "in", 50, **hers), kept("hers-out-1", "out", 5, **hers), kept("mine-in-1", "in", 49)]
    refused = helper.post("/scan-batches", {"scans": scans[:1]}).get_json()["results"]
    assert [result["code"] for result in refused] == ["check_in_proxy_missing"]
    asked(world, elder, helper)

    results = helper.post("/scan-batches", {"scans": scans}).get_json()["results"]
    again = helper.post("/scan-batches", {"scans": scans}).get_json()["results"]

    assert [result["state"] for result in results] == ["accepted"] * 3
    assert [result["state"] for result in again] == ["replayed"] * 3
    assert [result["attendance"]["flags"] for result in results] == [["by_proxy"], ["by_proxy"], []]
    assert results[0]["attendance"]["id"] == results[1]["attendance"]["id"] != results[2]["attendance"]["id"]
    assert len(elder.get("/me/acts-for-me").get_json()["items"]) == 2


def test_goods_handed_to_somebody_else_and_marks_at_the_counter_are_read_with_both_names(world: World) -> None:
    mother, keeper, organizer = world.person(), world.staff("shop_keeper"), world.staff("organizer")
    point = world.pickup_point()
    soap, day = world.item(point, points=100), world.redemption_day(point)
    world.give_points(mother.household_id, 1000)
    code = world.place_order(mother, day, soap).get_json()["pickup_code"]
    body = {"pickup_point_id": str(point), "code": code, "collected_by": "张大伯"}
    assert keeper.post("/redemption-orders/fulfilment", body).status_code == 200
    activity = world.activity(organizer)
    entry = {"volunteer_id": str(mother.volunteer_id), "in_at": world.now.isoformat(), "reason": "没带手机"}
    assert organizer.post(f"/activities/{activity.id}/attendances", entry).status_code == 201

    whats = [act["what"] for act in mother.get("/me/acts-for-me").get_json()["items"]]
    assert whats[1] == "把您家兑换的东西交给了张大伯"
    assert whats[0].startswith("登记了您到场：清河道")


def test_order_accepted_before_a_lower_limit_is_answered_again_as_it_was(world: World) -> None:
    head = world.person()
    member = world.person(household_id=head.household_id)
    point = world.pickup_point()
    soap, day = world.item(point, points=500), world.redemption_day(point)
    world.give_points(head.household_id, 2000)

    first = world.place_order(member, day, soap, key="order-0001")
    terms = {"head_volunteer_id": str(head.volunteer_id), "redeem_by": "head", "order_limit_points": "1"}
    assert head.put(f"/households/{head.household_id}", terms).status_code == 204
    again = world.place_order(member, day, soap, key="order-0001")

    assert (again.status_code, again.get_json()["id"]) == (201, first.get_json()["id"])
    assert world.place_order(member, day, soap).get_json()["code"] == "redeem_not_allowed"
    assert head.put(f"/households/{head.household_id}", terms | {"redeem_by": "adults"}).status_code == 204
    assert world.place_order(member, day, soap, key="order-0001").status_code == 201
    assert world.place_order(member, day, soap).get_json()["code"] == "order_limit_exceeded"
    assert world.balance(head.household_id) == 1500
