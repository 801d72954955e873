"""What people are told about in a village's life, through the faces of the other slices."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from sqlalchemy import text

from app.clock import local_date
from app.core.transaction import transaction
from app.places.models import Division
from app.worker import PERIODIC, run_once
from tests.app.messages.conftest import Post
from tests.app.redemption.shop import Shop
from tests.points.ledger.pen import award
from tests.served import after_window, claimed, disclose, settle, verify
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person, World


def work(world: World, name: str) -> int:
    """Do one round of a periodic work."""
    return run_once(world.database, next(each for each in PERIODIC if each.name == name), now=world.now)


def told(person: Person) -> list[tuple[str, str]]:
    """Return (kind, text) of everything a person was told, oldest first."""
    items: list[dict[str, Any]] = person.get("/me/inbox", limit=50).get_json()["items"]
    return [(item["kind"], item["text"]) for item in reversed(items)]


def test_activity_tells_who_signed_up_for_it(world: World, post: Post) -> None:
    organizer = world.person(roles={"organizer": VILLAGE}, name="蓝秋桂")
    phone = post.phone()
    first, waiting, granny = phone.person, world.person(), world.person()
    phone.agree("activity_reminder", "sign_up_result")
    world.travel_to(dt.datetime(2026, 11, 19, 2, tzinfo=dt.UTC))
    activity = world.activity(organizer, starts_in=dt.timedelta(days=2), capacity=2)
    path, shift = f"/activities/{activity.id}/sign-ups", str(activity.shift_ids[0])

    taken = first.post(path, {"shift_id": shift}).get_json()
    organizer.post(path, {"shift_id": shift, "volunteer_id": str(granny.volunteer_id)})
    assert waiting.post(path, {"shift_id": shift}).get_json()["state"] == "waitlisted"
    world.travel_to(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC))
    assert [work(world, "activities.remind_of_tomorrow") for _ in range(2)] == [2, 0]
    post.deliver()
    assert first.post(f"/sign-ups/{taken['id']}/cancellation").status_code == 200
    cancelled = organizer.post(f"/activities/{activity.id}/cancellation", {"reason": "下大雨"})
    assert cancelled.status_code == 200
    post.deliver()

    assert [kind for kind, _ in told(first)] == ["activity_soon"]
    assert [kind for kind, _ in told(waiting)] == ["place_promoted", "activity_cancelled"]
    assert [kind for kind, _ in told(granny)] == ["signed_up_by_other", "activity_soon", "activity_cancelled"]
    assert told(granny)[0][1].startswith("蓝秋桂帮您报了“清河道")
    assert "11月21日 周六 10:00" in told(granny)[1][1]
    assert [message["data"]["thing4"] for message in phone.received()] == ["路滑，请穿防滑鞋。"]


def test_nobody_is_reminded_at_night_or_of_other_days(world: World) -> None:
    her = world.person()
    world.travel_to(dt.datetime(2026, 11, 19, 2, tzinfo=dt.UTC))
    activity = world.activity(starts_in=dt.timedelta(days=2))
    her.post(f"/activities/{activity.id}/sign-ups", {"shift_id": str(activity.shift_ids[0])})

    for hour in (0, 7, 13, 15):  # 8:00, 15:00, 21:00 and 23:00 in the village, the day before
        world.travel_to(dt.datetime(2026, 11, 20, hour, tzinfo=dt.UTC))
        assert work(world, "activities.remind_of_tomorrow") == 0
    world.travel_to(dt.datetime(2026, 11, 19, 9, tzinfo=dt.UTC))
    assert work(world, "activities.remind_of_tomorrow") == 0


def test_checkers_are_reminded_by_working_days(world: World) -> None:
    checker, far = world.staff("checker"), world.staff("checker", place_code=OTHER_VILLAGE)
    claimed(world, [world.person(), world.person()], minutes=60)  # on 4 July, due on the 17th

    friday_before, saturday, thursday = dt.date(2026, 7, 10), dt.date(2026, 7, 11), dt.date(2026, 7, 16)
    for day in (friday_before, saturday):
        world.travel_to(dt.datetime.combine(day, dt.time(2, 15), dt.UTC))
        assert work(world, "hours.remind_of_review") == 0
    world.travel_to(dt.datetime.combine(thursday, dt.time(2, 15), dt.UTC))

    assert work(world, "hours.remind_of_review") >= 1
    assert work(world, "hours.remind_of_review") == 0
    assert [text for _, text in told(checker)] == ["有 2 条工时最晚7月17日 周五要审核完。"]
    assert told(far) == []


def test_service_is_followed_from_approval_to_points(world: World, post: Post) -> None:
    phone = post.phone()
    her = phone.person
    phone.agree("points_change")
    (claim,) = claimed(world, [her], minutes=60)
    verify(world.staff("checker"), claim)

    assert [work(world, "hours.tell_verified") for _ in range(2)] == [1, 0]
    disclosure = disclose(world, world.staff("organizer"), claim)
    after_window(world, disclosure)
    settle(world)
    post.deliver()

    (verified, settled) = told(her)
    assert verified[0] == "record_verified"
    assert "1 小时通过了审核，公示后 12 分到账" in verified[1]
    assert settled[0] == "points_settled"
    assert "12 分到账，我家可兑换 12 分。" in settled[1]
    (message,) = phone.received()
    assert (message["data"]["character_string2"], message["data"]["character_string3"]) == ("+12", "12")


def test_refusal_and_rulings_reach_the_volunteer(world: World) -> None:
    her, judge = world.person(), world.staff("checker")
    (claim,) = claimed(world, [her], minutes=60)

    judge.post(f"/service-records/{claim}/rejection", {"reason": "名单里没有您。"})
    her.post(f"/service-records/{claim}/dispute", {"reason": "我在，和组长一起。"})
    world.staff("checker").post(
        f"/service-records/{claim}/dispute-ruling", {"outcome": "dismissed", "ruling": "问过了。"}
    )
    world.advance(minutes=1)
    again = her.post(f"/service-records/{claim}/dispute", {"reason": "请再问问。"})
    assert again.status_code == 200, again.get_json()
    ruled = world.staff("checker").post(
        f"/service-records/{claim}/dispute-ruling", {"outcome": "upheld", "ruling": "照片里有您。"}
    )
    assert ruled.status_code == 200, ruled.get_json()

    assert [kind for kind, _ in told(her)] == ["record_rejected", "dispute_dismissed", "dispute_upheld"]
    assert not any("名单里没有" in text or "问过了" in text for _, text in told(her)), "reasons stay with the record"


def test_objection_is_told_without_names(world: World) -> None:
    her, doubting = world.person(name="韦小榕"), world.person(name="蒙芳")
    (claim,) = claimed(world, [her], minutes=60)
    verify(world.staff("checker"), claim)
    detail = disclose(world, world.staff("organizer"), claim)
    line = detail["lines"][0]["id"]

    raised = doubting.post(f"/disclosures/{detail['disclosure']['id']}/lines/{line}/objections", {"text": "她早走了。"})
    assert raised.status_code == 201, raised.get_json()
    objection = raised.get_json()["id"]
    ruling = {"outcome": "dismissed", "ruling": "问过同去的人。"}
    ruled = world.staff("checker").post(f"/objections/{objection}/ruling", ruling)
    assert ruled.status_code == 200, ruled.get_json()

    assert [kind for kind, _ in told(her)] == ["objection_raised", "objection_dismissed"]
    assert [kind for kind, _ in told(doubting)] == ["objection_answered"]
    assert not any("蒙芳" in text or "早走" in text for _, text in told(her))


def test_order_is_told_without_its_code_and_reminded_of_before_it_lapses(world: World, post: Post) -> None:
    shop = Shop(world)
    mother = shop.mother()
    phone = post.phone(mother)
    phone.agree("redemption_result")
    phone.agree("redemption_result")
    placed = world.place_order(mother, shop.day, shop.soap, quantity=2).get_json()

    assert [work(world, "redemption.tell_about_orders") for _ in range(2)] == [1, 0]
    world.advance(minutes=11)
    assert [work(world, "redemption.tell_about_orders") for _ in range(2)] == [1, 0]
    world.advance(minutes=3)
    post.deliver()

    messages = told(mother)
    assert [kind for kind, _ in messages] == ["order_placed", "order_expiring"]
    assert re.search("肥皂.*×2给您留好了，要 20 分。", messages[0][1])
    assert len(phone.received()) == 2
    assert phone.received()[0]["data"]["phrase3"] == "已留好"
    assert placed["pickup_code"] not in str(messages) + str(phone.received())


def test_order_placed_for_somebody_is_told_to_her_with_the_name(world: World) -> None:
    shop = Shop(world)
    granny = shop.mother()
    daughter = world.person(household_id=granny.household_id, name="韦小兰")
    answer = world.place_order(daughter, shop.day, shop.soap, on_behalf_of=str(granny.volunteer_id))
    assert answer.status_code == 201, answer.get_json()
    code = answer.get_json()["pickup_code"]
    assert shop.collect(code).status_code == 200

    assert work(world, "redemption.tell_about_orders") == 1

    assert told(daughter) == []
    ((kind, text),) = told(granny)
    assert kind == "order_by_other"
    assert text.startswith("韦小兰帮您家兑换了肥皂")
    assert told(shop.keeper) == []


def test_presence_written_down_by_name_is_told_with_the_name(world: World) -> None:
    organizer = world.person(roles={"organizer": VILLAGE}, name="蓝秋桂")
    granny, scanning = world.person(), world.person()
    activity = world.activity(organizer)
    world.check_in(scanning, activity)
    marked = organizer.post(
        f"/activities/{activity.id}/attendances",
        {"volunteer_id": str(granny.volunteer_id), "in_at": world.now.isoformat(), "reason": "没带手机"},
    )
    assert marked.status_code == 201, marked.get_json()

    assert [work(world, "attendance.tell_marked_by_name") for _ in range(2)] == [1, 0]

    ((kind, text),) = told(granny)
    assert kind == "attendance_by_other"
    assert text.startswith("蓝秋桂帮您记了")
    assert told(scanning) == []


def test_points_that_lapse_are_told_a_fortnight_before_to_who_holds_more(world: World) -> None:
    rich, poor = world.person(), world.person()
    award(world, rich.household_id, 15_000)
    award(world, poor.household_id, 5_000)
    body = {
        "place_code": VILLAGE,
        "period": "2026",
        "ends_on": local_date(world.now).isoformat(),
        "keep": "100",
        "notice": "只留基础分。",
        "takes_effect_at": (world.now + dt.timedelta(days=40)).isoformat(),
    }
    made = world.staff("organizer").post("/points-expiries", body).get_json()
    world.staff("checker").post(f"/points-expiries/{made['id']}/approval")

    assert work(world, "ledger.tell_expiring") == 0
    world.advance(days=27)
    assert [work(world, "ledger.tell_expiring") for _ in range(2)] == [1, 0]

    ((kind, text),) = told(rich)
    assert kind == "points_expiring"
    assert "我家现在有 150 分" in text
    assert told(poor) == []


def test_whoever_is_named_for_somebody_or_no_longer_is_told_and_so_is_she(world: World) -> None:
    elder, helper = world.person(name="韦美兰"), world.person(name="李小芳")
    organizer = world.person(roles={"organizer": VILLAGE}, name="蓝秋桂")
    ends_on = (local_date(world.now) + dt.timedelta(days=30)).isoformat()
    body = {"proxy_id": str(helper.volunteer_id), "scope": "check_in", "ends_on": ends_on}

    paper = organizer.post(f"/volunteers/{elder.volunteer_id}/proxies", body).get_json()["id"]
    activity = world.activity(organizer)
    scanned = {"code": world.code_of(activity)}
    assert helper.post(f"/volunteers/{elder.volunteer_id}/check-ins", scanned).status_code == 201
    assert [work(world, "attendance.tell_marked_by_name") for _ in range(2)] == [1, 0]
    assert helper.post(f"/proxies/{paper}/end").status_code == 204

    assert [kind for kind, _ in told(helper)] == ["proxy_granted"]
    assert told(helper)[0][1].startswith("韦美兰请您替她签到签退，到")
    kinds, texts = zip(*told(elder), strict=True)
    assert kinds == ("proxy_recorded", "attendance_by_other", "proxy_ended")
    assert texts[0].startswith("蓝秋桂登记了：李小芳可以替您签到签退")
    assert texts[1].startswith("李小芳帮您记了")
    assert texts[2] == "李小芳不再替韦美兰签到签退。"


def test_household_is_told_who_wants_to_join_and_what_changed(world: World) -> None:
    with transaction(world.database, now=world.now) as unit:
        unit.session.add(
            Division(code=OTHER_VILLAGE, name="乙村", level="village", parent_code=OTHER_VILLAGE[:9], pinyin="")
        )
    head, asking, other = world.person(), world.person(name="李小芳"), world.person()
    county = world.staff("county_staff", place_code=COUNTY)
    world.give_points(asking.household_id, 300)
    with transaction(world.database, now=world.now) as unit:
        unit.session.execute(text("UPDATE household SET code = '48302751' WHERE id = :id"), {"id": head.household_id})
    asked = asking.post("/me/household-join-requests", {"household_code": "48302751"})
    assert asked.status_code == 201, asked.get_json()
    request = asked.get_json()["id"]
    assert head.post(f"/household-join-requests/{request}/approval").status_code == 204
    split = {"member_ids": [str(asking.volunteer_id)], "points": "1", "reason": "成家"}
    assert county.post(f"/households/{head.household_id}/splits", split).status_code == 201
    moved = county.post(f"/households/{other.household_id}/relocation", {"village_code": OTHER_VILLAGE})
    assert moved.status_code == 204

    assert [kind for kind, _ in told(head)] == ["household_join_asked", "household_merged", "household_split"]
    assert told(head)[0][1].startswith("李小芳申请加入您家")
    assert told(head)[2][1].startswith("家里分成了两户，1 分给了")
    assert [kind for kind, _ in told(asking)] == ["household_merged", "household_joined", "household_split"]
    assert told(other) == [("household_moved", "您家迁到了乙村，积分和工时都跟着走。")]


def test_roles_given_and_ended_and_goods_given_to_others_are_told_once(world: World) -> None:
    with transaction(world.database, now=world.now) as unit:
        unit.session.add(Division(code=VILLAGE, name="甲村", level="village", parent_code=VILLAGE[:9], pinyin=""))
    her, county = world.person(), world.staff("county_staff", place_code=COUNTY)
    granted = county.post(f"/volunteers/{her.volunteer_id}/roles", {"role": "organizer", "place_code": VILLAGE})
    assert granted.status_code == 201, granted.get_json()
    assert [work(world, "messages.tell_about_roles") for _ in range(2)][1] == 0
    assert county.post(f"/roles/{granted.get_json()['id']}/ending").status_code == 204
    assert [work(world, "messages.tell_about_roles") for _ in range(2)] == [1, 0]
    shop = Shop(world)
    mother = shop.mother()
    code = world.place_order(mother, shop.day, shop.soap).get_json()["pickup_code"]
    assert shop.collect(code, collected_by="张大伯").status_code == 200
    work(world, "redemption.tell_about_orders")

    assert [kind for kind, _ in told(her)] == ["role_granted", "role_ended"]
    assert "请您在甲村当组织者" in told(her)[0][1]
    assert [kind for kind, _ in told(mother)] == ["goods_collected_by_other"]
    assert "张大伯" not in str(told(mother))
    assert work(world, "redemption.tell_about_orders") == 0
