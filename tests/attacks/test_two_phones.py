"""Two people press at the same moment: exactly one deed, one clean refusal, sound books."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

from werkzeug.test import TestResponse

from app.core.transaction import transaction
from app.places.models import Division
from points.hours.models import ServiceRecord
from tests.app.redemption.shop import Shop, code_of
from tests.served import claimed, disclose, verify
from tests.world import COUNTY, VILLAGE, World


def at_once(*presses: Callable[[], TestResponse]) -> list[str]:
    """Press all at once and return what each was told: ``accepted`` or a refusal's code."""
    ready, told = threading.Barrier(len(presses)), [""] * len(presses)

    def press(place: int) -> None:
        ready.wait()
        answer = presses[place]()
        told[place] = "accepted" if answer.status_code < 300 else code_of(answer)
        assert answer.status_code < 500, answer.get_json()

    threads = [threading.Thread(target=press, args=(place,)) for place in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_hand_over_and_cancellation_at_once(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother(2_000)
    order = world.place_order(mother, shop.day, shop.soap).get_json()

    told = at_once(
        lambda: shop.collect(order["pickup_code"]),
        lambda: mother.post(f"/redemption-orders/{order['id']}/cancellation"),
        lambda: shop.keeper.post(f"/redemption-orders/{order['id']}/cancellation"),
    )

    assert told.count("accepted") >= 1
    state = mother.get(f"/redemption-orders/{order['id']}").get_json()["state"]
    assert world.balance(mother.household_id) == (1_000 if state == "fulfilled" else 2_000)


def test_two_counts_confirmed_at_once_write_off_once(world: World) -> None:
    shop = Shop(world)
    lot = shop.keeper.get("/lots", pickup_point_id=str(shop.point)).get_json()["items"][0]["id"]
    checkers = [world.staff("checker"), world.staff("checker")]
    missing = {"counted": 9, "reason": "少一块"}
    counts = [shop.keeper.post(f"/lots/{lot}/stocktakes", missing).get_json()["id"] for _ in checkers]

    told = at_once(
        *(
            lambda who=who, count=count: who.post(f"/stocktakes/{count}/decision", {"accepted": True})
            for who, count in zip(checkers, counts, strict=True)
        )
    )

    assert told == ["accepted", "count_outdated"]
    assert shop.units() == {"available": 9, "written_off": 1}


def test_two_prices_accepted_at_once_are_one(world: World) -> None:
    shop = Shop(world)
    keepers = [world.staff("shop_keeper"), world.staff("shop_keeper")]
    at = (world.now + dt.timedelta(days=3)).isoformat()
    path = f"/reward-items/{shop.soap}/price-proposals"
    wanted = [shop.keeper.post(path, {"points": each, "effective_at": at}).get_json()["id"] for each in ("5", "6")]

    told = at_once(
        *(
            lambda who=who, proposal=proposal: who.post(f"/price-proposals/{proposal}/decision", {"accepted": True})
            for who, proposal in zip(keepers, wanted, strict=True)
        )
    )

    assert told == ["accepted", "price_instant_taken"]


def test_exclusive_roles_granted_at_once_are_one(world: World) -> None:
    with transaction(world.database, now=world.now) as work:
        work.session.add(Division(code=VILLAGE, name="甲村", level="village", parent_code=VILLAGE[:9], pinyin=""))
    counties = [world.staff("county_staff", place_code=COUNTY) for _ in range(2)]
    person = world.person()
    path = f"/volunteers/{person.volunteer_id}/roles"

    told = at_once(
        lambda: counties[0].post(path, {"role": "checker", "place_code": VILLAGE}),
        lambda: counties[1].post(path, {"role": "shop_keeper", "place_code": VILLAGE}),
    )

    assert told == ["accepted", "roles_exclude"]


def test_two_doubts_about_one_line_at_once_are_one(world: World) -> None:
    claims = claimed(world, [world.person()], minutes=60)
    verify(world.staff("checker"), *claims)
    detail = disclose(world, world.staff("organizer"), claims[0])
    path = f"/disclosures/{detail['disclosure']['id']}/lines/{detail['lines'][0]['id']}/objections"
    doubters = [world.person() for _ in range(3)]

    told = at_once(*(lambda who=who: who.post(path, {"text": "她没来。"}) for who in doubters))

    assert told == ["accepted", "objection_open", "objection_open"]


def test_last_place_taken_at_once_goes_to_one(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(days=1), capacity=1)
    people = [world.person() for _ in range(4)]
    wish = {"shift_id": str(activity.shift_ids[0])}

    at_once(*(lambda who=who: who.post(f"/activities/{activity.id}/sign-ups", wish) for who in people))

    listed = activity.organizer.get(f"/activities/{activity.id}/sign-ups").get_json()["items"]
    assert sorted(each["state"] for each in listed) == ["signed_up", "waitlisted", "waitlisted", "waitlisted"]


def test_publishing_and_reopening_at_once_leave_one_truth(world: World) -> None:
    claims = claimed(world, [world.person()], minutes=60)
    checker, organizer = world.staff("checker"), world.staff("organizer")
    verify(checker, *claims)
    with world.database.session() as session:
        site = session.get_one(ServiceRecord, (COUNTY, claims[0])).site_id

    told = at_once(
        lambda: organizer.post("/disclosures", {"site_id": str(site)}),
        lambda: checker.post(f"/service-records/{claims[0]}/reopening", {"reason": "点错了"}),
    )

    assert told in (["accepted", "illegal_transition"], ["accepted", "nothing_to_disclose"]), told


def test_two_sign_ups_for_one_hour_at_once_are_one(world: World) -> None:
    together = [world.activity(starts_in=dt.timedelta(days=1)) for _ in range(2)]
    mother = world.person()

    told = at_once(
        *(
            lambda each=each: mother.post(f"/activities/{each.id}/sign-ups", {"shift_id": str(each.shift_ids[0])})
            for each in together
        )
    )

    assert told == ["accepted", "sign_up_overlaps"]
