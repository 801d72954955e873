"""Acting for somebody: both names are kept, it ends by itself, and the person can read it all."""

from __future__ import annotations

import datetime as dt

from app.clock import local_date
from tests.world import COUNTY, OTHER_VILLAGE, World


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
        ("李小芳", "替您兑换下单"),
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
