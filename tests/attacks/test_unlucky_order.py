"""Things that happen in the wrong order, twice, or at an unlucky moment."""

from __future__ import annotations

import datetime as dt

import pytest

from app.attendance.service.closing import close_forgotten
from app.core.transaction import transaction
from app.disclosure.service import settling
from tests.app.redemption.shop import Shop, code_of
from tests.served import after_window, claimed, collect, count, disclose, morning, settle, verify
from tests.world import World


def test_activity_cancelled_after_the_first_check_in_pays_nobody(world: World) -> None:
    world.travel_to(morning())
    activity = world.activity(starts_in=dt.timedelta(minutes=20), lasts=dt.timedelta(hours=2))
    early = world.person()
    world.check_in(early, activity)
    cancelled = activity.organizer.post(f"/activities/{activity.id}/cancellation", {"reason": "下暴雨"})
    assert cancelled.status_code == 200
    leaving = early.post("/check-outs", {"code": world.code_of(activity)})
    assert leaving.get_json()["code"] == "activity_cancelled"

    world.travel_to(activity.ends_at + dt.timedelta(hours=2))
    with transaction(world.database, now=world.now) as work:
        close_forgotten(work.session, now=work.now)

    assert collect(world) == 0
    assert count(world, "SELECT count(*) FROM service_record") == 0
    assert early.get("/me/service-records").get_json()["items"] == []


def test_lists_that_only_wait_do_not_stop_others_from_settling(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "LISTS_MOST", 1)
    mother, neighbour = world.person(), world.person()
    checker, organizer = world.staff("checker"), world.staff("organizer")
    doubted = claimed(world, [mother], minutes=60)
    verify(checker, *doubted)
    first = disclose(world, organizer, doubted[0])
    path = f"/disclosures/{first['disclosure']['id']}/lines/{first['lines'][0]['id']}/objections"
    assert neighbour.post(path, {"text": "她没来。"}).status_code == 201
    clean = claimed(world, [neighbour], minutes=60, day=1)
    verify(checker, *clean)

    after_window(world, disclose(world, organizer, clean[0]))

    assert settle(world) == 1
    assert (world.balance(mother.household_id), world.balance(neighbour.household_id)) == (0, 1200)


def test_two_counts_of_one_lot_write_the_missing_piece_off_once(world: World) -> None:
    shop = Shop(world, quantity=10)
    second_keeper, checker = world.staff("shop_keeper"), world.staff("checker")
    lot = shop.keeper.get("/lots", pickup_point_id=str(shop.point)).get_json()["items"][0]["id"]
    path, missing = f"/lots/{lot}/stocktakes", {"counted": 9, "reason": "少一块"}
    counts = [keeper.post(path, missing).get_json()["id"] for keeper in (shop.keeper, second_keeper)]

    decided = [checker.post(f"/stocktakes/{each}/decision", {"accepted": True}) for each in counts]

    assert [code_of(answer) for answer in decided] == ["accepted", "count_outdated"]
    assert shop.units() == {"available": 9, "written_off": 1}
    assert checker.post(f"/stocktakes/{counts[1]}/decision", {"accepted": False}).status_code == 200
    world.advance(minutes=1)
    fresh = shop.keeper.post(path, {"counted": 8, "reason": "又少一块"}).get_json()["id"]
    assert checker.post(f"/stocktakes/{fresh}/decision", {"accepted": True}).status_code == 200
    assert shop.units() == {"available": 8, "written_off": 2}


def test_two_prices_from_one_instant_are_not_both_accepted(world: World) -> None:
    shop, second_keeper = Shop(world), world.staff("shop_keeper")
    at = (world.now + dt.timedelta(days=3)).isoformat()
    path = f"/reward-items/{shop.soap}/price-proposals"
    proposals = [
        shop.keeper.post(path, {"points": points, "effective_at": at}).get_json()["id"] for points in ("5", "6")
    ]

    decided = [second_keeper.post(f"/price-proposals/{each}/decision", {"accepted": True}) for each in proposals]

    assert [code_of(answer) for answer in decided] == ["accepted", "price_instant_taken"]
    assert second_keeper.post(f"/price-proposals/{proposals[1]}/decision", {"accepted": False}).status_code == 200
