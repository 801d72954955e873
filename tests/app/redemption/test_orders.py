"""Placing, collecting, cancelling, running out and undoing, over HTTP."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from sqlalchemy import text

from app.core.crypto import token_hash
from app.core.transaction import transaction
from app.redemption.service.orders import expire_orders
from points.attendance.printed import new_paper_card
from points.base import new_id
from tests.app.redemption.shop import Shop, code_of
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, World


def test_order_is_shown_to_its_household_with_code_and_to_the_keeper_without(world: World) -> None:
    shop = Shop(world)
    mother, stranger = shop.mother(), world.person()
    placed = world.place_order(mother, shop.day, shop.soap).get_json()

    own = mother.get(f"/redemption-orders/{placed['id']}")
    kept = shop.keeper.get(f"/redemption-orders/{placed['id']}")

    assert own.status_code == 200, own.get_json()
    assert own.get_json()["pickup_code"] == placed["pickup_code"]
    assert own.get_json()["lines"][0]["points"] == "10.00"
    assert kept.get_json()["pickup_code"] is None
    assert stranger.get(f"/redemption-orders/{placed['id']}").status_code == 403
    assert mother.get("/redemption-orders").get_json()["items"][0]["id"] == placed["id"]
    assert shop.keeper.get("/redemption-orders", redemption_day_id=shop.day).get_json()["items"][0]["state"] == "placed"
    assert mother.get("/redemption-orders", redemption_day_id=shop.day).status_code == 403


def test_same_key_is_one_order_and_other_content_is_refused(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother()

    first = world.place_order(mother, shop.day, shop.soap, key="first-key")
    again = world.place_order(mother, shop.day, shop.soap, key="first-key")
    other = world.place_order(mother, shop.day, shop.soap, quantity=2, key="first-key")

    assert again.get_json() == first.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert code_of(other) == "key_reused"
    assert world.balance(mother.household_id) == 9000


def test_peer_defect_06_shortage_is_refused_and_nothing_changes(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother(points=999)

    answer = world.place_order(mother, shop.day, shop.soap)

    assert answer.status_code == 409
    assert answer.get_json()["code"] == "insufficient_points"
    assert answer.get_json()["params"] == {"required_points": "10.00", "available_points": "9.99"}
    assert (world.balance(mother.household_id), shop.units()) == (999, {"available": 10})


def test_peer_defect_08_household_comes_from_the_session_only(world: World) -> None:
    shop = Shop(world)
    rich, poor = shop.mother(), world.person()

    named = world.place_order(poor, shop.day, shop.soap, household_id=str(rich.household_id))
    behalf = world.place_order(poor, shop.day, shop.soap, on_behalf_of=str(rich.volunteer_id))

    assert named.status_code == 422
    assert (behalf.status_code, code_of(behalf)) == (403, "forbidden")
    assert world.balance(rich.household_id) == 10_000


def test_peer_defect_09_cancelling_adds_a_posting_and_gives_everything_back(world: World) -> None:
    shop = Shop(world, limit=1)
    mother = shop.mother()
    placed = world.place_order(mother, shop.day, shop.soap).get_json()

    first = mother.post(f"/redemption-orders/{placed['id']}/cancellation", {"reason": "不需要了"})
    again = mother.post(f"/redemption-orders/{placed['id']}/cancellation", {"reason": "不需要了"})

    assert (first.status_code, again.status_code) == (200, 200)
    assert (world.balance(mother.household_id), shop.units()) == (10_000, {"available": 10})
    with world.database.session() as session:
        kinds = session.execute(text("SELECT kind FROM posting ORDER BY id")).scalars().all()
    assert kinds == ["award", "hold", "release"]
    assert world.place_order(mother, shop.day, shop.soap).status_code == 201, "the allowance came back too"
    assert code_of(shop.collect(placed["pickup_code"])) == "order_not_open"


def test_orders_are_taken_only_while_the_day_is_open(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother()
    later = world.redemption_day(shop.point, opens_in=60)
    called_off = world.redemption_day(shop.point)
    shop.keeper.post(f"/redemption-days/{called_off}/cancellation")

    assert code_of(world.place_order(mother, later, shop.soap)) == "redemption_day_closed"
    assert code_of(world.place_order(mother, called_off, shop.soap)) == "redemption_day_closed"
    assert world.place_order(mother, new_id(), shop.soap).status_code == 404
    world.advance(hours=5)
    assert code_of(world.place_order(mother, shop.day, shop.soap)) == "redemption_day_closed"
    assert shop.units() == {"available": 10}


def test_item_of_another_place_or_withdrawn_is_not_offered(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother()
    elsewhere = world.item(world.pickup_point(village_code=OTHER_VILLAGE))
    shop.keeper.post(f"/reward-items/{shop.soap}/offer", {"offered": False})

    assert code_of(world.place_order(mother, shop.day, elsewhere)) == "item_not_offered"
    assert code_of(world.place_order(mother, shop.day, shop.soap)) == "item_not_offered"
    assert code_of(world.place_order(mother, shop.day, new_id())) == "item_not_offered"


def test_earliest_best_before_goes_first_and_expired_never(world: World) -> None:
    shop = Shop(world, quantity=0)
    today = world.now.date()
    late = world.lot(shop.soap, quantity=1, best_before=today + dt.timedelta(days=90))
    soon = world.lot(shop.soap, quantity=1, best_before=today + dt.timedelta(days=2))
    world.lot(shop.soap, quantity=1, best_before=None)
    mother = shop.mother()

    taken = []
    for _ in range(2):
        placed = world.place_order(mother, shop.day, shop.soap).get_json()
        with world.database.session() as session:
            taken.append(
                session.execute(
                    text("SELECT lot_id FROM unit WHERE order_id = :order"), {"order": uuid.UUID(placed["id"])}
                ).scalar_one()
            )
    assert taken == [soon, late]
    old = world.item(shop.point, quantity=1, best_before=today + dt.timedelta(days=1))
    world.advance(days=3)
    day = world.redemption_day(shop.point)
    assert code_of(world.place_order(mother, day, old)) == "out_of_stock"


def test_codes_of_another_place_own_household_and_strangers_are_refused(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother()
    code = world.place_order(mother, shop.day, shop.soap).get_json()["pickup_code"]
    other_point = world.pickup_point(village_code=OTHER_VILLAGE)
    other_keeper = world.staff("shop_keeper", place_code=OTHER_VILLAGE)
    daughter = world.person(household_id=mother.household_id, roles={"shop_keeper": VILLAGE}, kind="family")

    elsewhere = other_keeper.post("/redemption-orders/fulfilment", {"pickup_point_id": str(other_point), "code": code})

    assert code_of(elsewhere) == "pickup_code_unknown"
    assert code_of(shop.collect(code, keeper=other_keeper)) == "forbidden"
    assert code_of(shop.collect(code, keeper=mother)) == "forbidden"
    assert code_of(shop.collect(code, keeper=daughter)) == "own_household_order"
    assert shop.units() == {"available": 9, "reserved": 1}


def test_wrong_codes_are_limited_to_five_a_minute_and_keeper(world: World) -> None:
    shop = Shop(world)
    mother, colleague = shop.mother(), world.staff("shop_keeper")
    code = world.place_order(mother, shop.day, shop.soap).get_json()["pickup_code"]

    answers = [shop.collect(f"0000000{number}") for number in range(6)]

    assert [code_of(answer) for answer in answers] == ["pickup_code_unknown"] * 5 + ["pickup_code_tries"]
    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert code_of(shop.collect(code)) == "pickup_code_tries"
    assert shop.collect(code, keeper=colleague).status_code == 200
    world.advance(seconds=61)
    assert code_of(shop.collect("00000009")) == "pickup_code_unknown"


def test_collecting_is_recorded_once_and_somebody_else_may_come(world: World) -> None:
    shop = Shop(world)
    mother, colleague = shop.mother(), world.staff("shop_keeper")
    code = world.place_order(mother, shop.day, shop.soap).get_json()["pickup_code"]

    first = shop.collect(code, key="hand-over-1", collected_by="张大伯")
    again = shop.collect(code, key="hand-over-1", collected_by="张大伯")
    other = shop.collect(code, keeper=colleague)
    once_more = shop.collect(code)
    reused = shop.collect("7Q2M4FXK", key="hand-over-1")

    assert first.status_code == 200
    assert again.get_json() == first.get_json()
    assert code_of(other) == code_of(once_more) == "order_not_open"
    assert code_of(reused) == "key_reused"
    board = mother.get(f"/redemption-days/{shop.day}/issued-goods").get_json()["items"]
    assert [(line["quantity"], line["collected_by"], line["issued_by"]) for line in board] == [
        (1, "张*伯", "shop_keeper")
    ]


def test_uncollected_order_expires_and_gives_back(world: World) -> None:
    shop = Shop(world, limit=1)
    mother = shop.mother()
    code = world.place_order(mother, shop.day, shop.soap).get_json()["pickup_code"]
    with transaction(world.database, now=world.now) as work:
        assert expire_orders(work.session, now=work.now) == 0

    world.advance(minutes=16)
    assert code_of(shop.collect(code)) == "order_expired"
    with transaction(world.database, now=world.now) as work:
        assert expire_orders(work.session, now=work.now) == 1
    with transaction(world.database, now=world.now) as work:
        assert expire_orders(work.session, now=work.now) == 0

    assert (world.balance(mother.household_id), shop.units()) == (10_000, {"available": 10})
    assert code_of(shop.collect(code)) == "order_not_open"
    assert world.place_order(mother, shop.day, shop.soap).status_code == 201


def test_keeper_serves_the_holder_of_a_paper_card(world: World) -> None:
    shop = Shop(world)
    grandmother = shop.mother()
    card = new_paper_card(COUNTY, entropy=bytes(range(10)))
    with transaction(world.database, now=world.now) as work:
        work.session.execute(
            text(
                "INSERT INTO paper_card (county_id, id, card_hash, card_suffix, volunteer_id, state, issued_at)"
                " VALUES (:county, :id, :hash, 'XXXX', :volunteer, 'active', :now)"
            ),
            {
                "county": COUNTY,
                "id": new_id(),
                "hash": token_hash(card.code),
                "volunteer": grandmother.volunteer_id,
                "now": work.now,
            },
        )

    placed = world.place_order(shop.keeper, shop.day, shop.soap, card=card.code.lower())

    assert placed.status_code == 201, placed.get_json()
    assert placed.get_json()["household_id"] == str(grandmother.household_id)
    assert shop.collect(placed.get_json()["pickup_code"]).status_code == 200
    assert code_of(world.place_order(world.person(), shop.day, shop.soap, card=card.code)) == "forbidden"
    wrong = card.code[:-1] + ("0" if card.code[-1] != "0" else "1")
    assert code_of(world.place_order(shop.keeper, shop.day, shop.soap, card=wrong)) == "card_not_found"
    with world.database.session() as session:
        behalf = session.execute(text("SELECT placed_by, on_behalf_of FROM redemption_order")).one()
    assert tuple(behalf) == (shop.keeper.volunteer_id, grandmother.volunteer_id)


@pytest.mark.parametrize(("redeem_by", "head_may", "daughter_may"), [("head", True, False), ("adults", True, True)])
def test_household_decides_who_redeems(world: World, redeem_by: str, head_may: bool, daughter_may: bool) -> None:
    shop = Shop(world)
    mother = shop.mother()
    daughter = world.person(household_id=mother.household_id, kind="family")
    with transaction(world.database, now=world.now) as work:
        work.session.execute(text("UPDATE household SET redeem_by = :rule"), {"rule": redeem_by})

    by_head = world.place_order(mother, shop.day, shop.soap)
    by_daughter = world.place_order(daughter, shop.day, shop.soap, on_behalf_of=str(mother.volunteer_id))

    assert (by_head.status_code == 201) is head_may
    assert (by_daughter.status_code == 201) is daughter_may
    with transaction(world.database, now=world.now) as work:
        work.session.execute(
            text("UPDATE volunteer SET birth_on = :day, guardian_consent_at = created_at WHERE id = :id"),
            {"day": world.now.date() - dt.timedelta(days=365 * 16), "id": daughter.volunteer_id},
        )
    assert code_of(world.place_order(daughter, shop.day, shop.soap)) == "redeem_not_allowed"


@pytest.mark.parametrize("usable", [True, False])
def test_hand_over_is_undone_by_two_persons(world: World, usable: bool) -> None:
    shop = Shop(world, limit=1)
    mother = shop.mother()
    first, second = (world.staff("county_staff", place_code=COUNTY) for _ in range(2))
    placed = world.place_order(mother, shop.day, shop.soap).get_json()
    shop.collect(placed["pickup_code"])
    path = f"/redemption-orders/{placed['id']}/reversal-requests"

    asked = shop.keeper.post(path, {"reason": "发错了", "usable": usable})

    assert asked.status_code == 201, asked.get_json()
    assert code_of(shop.keeper.post(path, {"reason": "发错了", "usable": usable})) == "reversal_asked"
    waiting = first.get("/redemption-reversals").get_json()["items"]
    assert [row["order_id"] for row in waiting] == [placed["id"]]
    decision = f"/redemption-reversals/{asked.get_json()['id']}/decision"
    assert shop.keeper.post(decision, {"accepted": True}).status_code == 403
    assert first.post(decision, {"accepted": True}).status_code == 200
    assert first.post(decision, {"accepted": True}).status_code == 200
    assert code_of(second.post(decision, {"accepted": False})) == "decision_made"
    assert world.balance(mother.household_id) == 10_000
    assert shop.units() == ({"available": 10} if usable else {"available": 9, "written_off": 1})
    sheet = shop.keeper.get(f"/redemption-days/{shop.day}/sheet").get_json()
    assert (sheet["agrees"], sheet["order_points"], sheet["stock_units"]) == (True, "0.00", 0)
    assert sheet["items"][0]["reversed"] == 1
    board = mother.get(f"/redemption-days/{shop.day}/issued-goods").get_json()["items"]
    assert [line["reversed"] for line in board] == [True]


def test_sheet_and_board_equal_ledger_and_stock_to_the_unit(world: World) -> None:
    shop = Shop(world)
    bread = world.item(shop.point, points=300, quantity=5)
    taken, cancelled, open_order = (shop.mother() for _ in range(3))
    shop.collect(world.place_order(taken, shop.day, shop.soap, bread, quantity=2).get_json()["pickup_code"])
    away = world.place_order(cancelled, shop.day, bread).get_json()
    cancelled.post(f"/redemption-orders/{away['id']}/cancellation")
    world.place_order(open_order, shop.day, shop.soap)

    sheet = shop.keeper.get(f"/redemption-days/{shop.day}/sheet").get_json()
    page = taken.get(f"/redemption-days/{shop.day}/issued-goods", limit=1).get_json()
    rest = taken.get(f"/redemption-days/{shop.day}/issued-goods", limit=1, cursor=page["next_cursor"]).get_json()

    assert sheet["agrees"] is True
    assert (sheet["orders"], sheet["open"]) == (3, 1)
    assert (sheet["ledger_points"], sheet["stock_units"]) == ("26.00", 4)
    assert {line["quantity"] for line in page["items"] + rest["items"]} == {2}
    assert rest["next_cursor"] is None
    assert taken.get(f"/redemption-days/{shop.day}/sheet").status_code == 403
