"""The counter: what it shows before goods are handed over, and handing over only some of an order."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import text

from app.core.crypto import token_hash
from app.core.transaction import transaction
from app.ledger.books.report import check_books
from points.attendance.printed import PaperCard, new_paper_card
from points.base import new_id
from tests.app.redemption.shop import Shop, code_of
from tests.world import COUNTY, Person, World


def card_of(world: World, person: Person) -> PaperCard:
    card = new_paper_card(COUNTY, entropy=uuid.uuid4().bytes[:10])
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
                "volunteer": person.volunteer_id,
                "now": work.now,
            },
        )
    return card


def require_books(world: World) -> None:
    report = check_books(world.database, county_id=COUNTY, now=world.now)
    assert [finding for finding in report.findings if not finding.holds] == []


def look_up(shop: Shop, code: str, *, keeper: Person | None = None, **more: Any) -> Any:
    body = {"pickup_point_id": str(shop.point), "code": code, **more}
    return (keeper or shop.keeper).post("/redemption-orders/look-up", body)


def some(item: uuid.UUID, quantity: int) -> dict[str, object]:
    return {"item_id": str(item), "quantity": quantity}


def test_code_shows_the_order_and_the_points_before_and_after_and_moves_nothing(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother(points=18_600)
    towel = world.item(shop.point, points=9_000, name="毛巾")
    code = world.place_order(mother, shop.day, shop.soap, towel, quantity=1).get_json()["pickup_code"]

    seen = look_up(shop, code).get_json()

    assert (seen["balance_before"], seen["points"], seen["balance_after"]) == ("186.00", "100.00", "86.00")
    assert (seen["state"], seen["is_own_household"], len(seen["lines"])) == ("placed", False, 2)
    assert seen["ordered_for"]
    fewer = look_up(shop, code, lines=[some(shop.soap, 1)]).get_json()
    assert (fewer["balance_before"], fewer["points"], fewer["balance_after"]) == ("186.00", "10.00", "176.00")
    assert world.balance(mother.household_id) == 8_600
    assert shop.collect(code).status_code == 200
    again = look_up(shop, code).get_json()
    assert (again["state"], again["balance_before"]) == ("fulfilled", None)
    assert again["fulfilled_by_name"]
    assert again["fulfilled_at"]
    world.advance(minutes=20)
    late = world.place_order(mother, shop.day, shop.soap).get_json()["pickup_code"]
    world.advance(minutes=16)
    assert look_up(shop, late).get_json()["state"] == "expired"


def test_wrong_codes_count_whether_looked_up_or_handed_over(world: World) -> None:
    shop = Shop(world)
    code = world.place_order(shop.mother(), shop.day, shop.soap).get_json()["pickup_code"]

    assert code_of(look_up(shop, code, keeper=world.person())) == "forbidden"
    assert [code_of(look_up(shop, "00000000")) for _ in range(3)] == ["pickup_code_unknown"] * 3
    assert [code_of(shop.collect("00000000")) for _ in range(2)] == ["pickup_code_unknown"] * 2
    stopped = look_up(shop, code)
    assert (stopped.status_code, code_of(stopped)) == (429, "pickup_code_tries")
    world.advance(minutes=2)
    assert look_up(shop, code).status_code == 200


def test_part_of_an_order_is_handed_over_and_the_rest_goes_back_at_once(world: World) -> None:
    shop = Shop(world, limit=3)
    mother = shop.mother()
    towel = world.item(shop.point, points=5_000, name="毛巾")
    placed = mother.post(
        "/redemption-orders",
        {"redemption_day_id": str(shop.day), "lines": [some(shop.soap, 3), some(towel, 1)]},
    ).get_json()

    first = shop.collect(placed["pickup_code"], key="part-key-1", lines=[some(shop.soap, 1)])
    again = shop.collect(placed["pickup_code"], key="part-key-1", lines=[some(shop.soap, 1)])
    twice = shop.collect(placed["pickup_code"])

    assert first.status_code == 200, first.get_json()
    assert (first.get_json()["points"], first.get_json()["state"]) == ("10.00", "fulfilled")
    assert again.get_json() == first.get_json()
    assert code_of(twice) == "order_not_open"
    assert world.balance(mother.household_id) == 9_000
    assert shop.units() == {"available": 19, "issued": 1}
    whole = mother.get(f"/redemption-orders/{placed['id']}").get_json()
    assert (whole["state"], whole["handed_over_as"]) == ("cancelled", first.get_json()["id"])
    listed = mother.get("/redemption-orders").get_json()["items"]
    assert [(each["state"], each["is_part"]) for each in listed] == [("fulfilled", True), ("cancelled", False)]
    where = {"county_id": COUNTY, "pickup_point_id": shop.point}
    left = {each["item_id"]: each["left"] for each in mother.get("/mall/allowance", **where).get_json()["items"]}
    assert left[str(shop.soap)] == 2, "what went back may be taken again"
    sheet = shop.keeper.get(f"/redemption-days/{shop.day}/sheet").get_json()
    assert (sheet["orders"], sheet["open"], sheet["agrees"]) == (1, 0, True)
    assert (sheet["order_points"], sheet["ledger_points"], sheet["stock_units"]) == ("10.00", "10.00", 1)
    soap = next(line for line in sheet["items"] if line["item_id"] == str(shop.soap))
    assert (soap["fulfilled"], soap["given_back"]) == (1, 2)
    require_books(world)


def test_whole_order_named_line_by_line_is_one_hand_over(world: World) -> None:
    shop = Shop(world)
    placed = world.place_order(shop.mother(), shop.day, shop.soap, quantity=2).get_json()

    handed = shop.collect(placed["pickup_code"], lines=[some(shop.soap, 2)]).get_json()

    assert (handed["id"], handed["state"]) == (placed["id"], "fulfilled")
    require_books(world)


def test_part_is_refused_beyond_the_order_and_for_ones_own_household(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother()
    placed = world.place_order(mother, shop.day, shop.soap, quantity=2).get_json()
    towel = world.item(shop.point, points=5_000, name="毛巾")
    daughter = world.person(household_id=mother.household_id, roles={"shop_keeper": COUNTY})

    assert code_of(shop.collect(placed["pickup_code"], lines=[some(shop.soap, 3)])) == "more_than_ordered"
    assert code_of(shop.collect(placed["pickup_code"], lines=[some(towel, 1)])) == "more_than_ordered"
    twice = shop.collect(placed["pickup_code"], lines=[some(shop.soap, 1), some(shop.soap, 1)])
    assert twice.status_code == 422
    own = shop.collect(placed["pickup_code"], keeper=daughter, lines=[some(shop.soap, 1)])
    assert code_of(own) == "own_household_order"
    assert look_up(shop, placed["pickup_code"], keeper=daughter).get_json()["is_own_household"] is True
    world.advance(minutes=20)
    late = shop.collect(placed["pickup_code"], lines=[some(shop.soap, 1)])
    assert code_of(late) == "order_expired"
    assert shop.units() == {"available": 18, "reserved": 2}


def test_part_keeps_the_price_of_the_order_and_can_be_undone(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother()
    placed = world.place_order(mother, shop.day, shop.soap, quantity=2).get_json()
    with transaction(world.database, now=world.now) as work:
        work.session.execute(text("UPDATE reward_item SET state = 'withdrawn'"))

    handed = shop.collect(placed["pickup_code"], lines=[some(shop.soap, 1)]).get_json()
    asked = shop.keeper.post(
        f"/redemption-orders/{handed['id']}/reversal-requests", {"reason": "发错了，已拿回", "usable": True}
    )
    seen = mother.get(f"/redemption-orders/{handed['id']}").get_json()
    county = world.staff("county_staff", place_code=COUNTY)
    decided = county.post(f"/redemption-reversals/{asked.get_json()['id']}/decision", {"accepted": True})

    assert handed["points"] == "10.00"
    assert seen["reversal"] == "proposed"
    assert decided.status_code == 200, decided.get_json()
    assert (world.balance(mother.household_id), shop.units()) == (10_000, {"available": 10})
    assert mother.get(f"/redemption-orders/{handed['id']}").get_json()["reversal"] == "accepted"
    require_books(world)


def test_card_shows_what_its_household_would_pay_before_anything_is_reserved(world: World) -> None:
    shop = Shop(world, limit=2)
    grandmother = shop.mother(points=1_500)
    card = card_of(world, grandmother).code

    def quote(*lines: dict[str, object], person: Person = shop.keeper, code: str = card, day: Any = shop.day) -> Any:
        return person.post(
            "/redemption-orders/quote", {"redemption_day_id": str(day), "card": code, "lines": list(lines)}
        )

    nothing, one, two = quote(), quote(some(shop.soap, 1)), quote(some(shop.soap, 2))

    assert nothing.status_code == 200, nothing.get_json()
    assert (nothing.get_json()["balance"], nothing.get_json()["points"]) == ("15.00", "0.00")
    assert (one.get_json()["points"], one.get_json()["balance_after"], one.get_json()["missing"]) == (
        "10.00",
        "5.00",
        "0.00",
    )
    assert (two.get_json()["missing"], two.get_json()["items"][0]["left"]) == ("5.00", 2)
    assert one.get_json()["person"]
    assert code_of(quote(person=world.person())) == "forbidden"
    assert code_of(quote(code=card_of(world, world.staff("organizer")).code)) == "no_household"
    assert code_of(quote(code="K.450222.0000000000000000.00")) == "card_not_found"
    assert code_of(quote(day=new_id())) == "not_found"
    assert (world.balance(grandmother.household_id), shop.units()) == (1_500, {"available": 10})
    placed = world.place_order(shop.keeper, shop.day, shop.soap, card=card).get_json()
    seen = shop.keeper.get(f"/redemption-orders/{placed['id']}").get_json()
    assert seen["pickup_code"] == placed["pickup_code"], "whoever placed it at the counter can hand it over later"


@pytest.mark.parametrize("past", [True, False])
def test_days_over_are_listed_apart_from_those_to_come(world: World, past: bool) -> None:
    shop = Shop(world)
    later = world.redemption_day(shop.point, opens_in=60 * 24)
    world.advance(hours=8)

    found = shop.keeper.get("/redemption-days", pickup_point_id=shop.point, past=str(past).lower()).get_json()["items"]

    assert [day["id"] for day in found] == [str(shop.day) if past else str(later)]


def test_keeper_sees_the_whole_shelf_and_everybody_what_willing_donors_gave(world: World) -> None:
    shop = Shop(world, quantity=4)
    mother = shop.mother()
    code = world.place_order(mother, shop.day, shop.soap).get_json()["pickup_code"]
    shop.collect(code)
    shop.keeper.post(f"/reward-items/{shop.soap}/offer", {"offered": False})

    items = shop.keeper.get("/reward-items", pickup_point_id=shop.point)
    gifts = mother.get("/mall/gifts", pickup_point_id=shop.point)

    assert items.status_code == 200, items.get_json()
    (soap,) = items.get_json()["items"]
    assert (soap["state"], soap["points"], soap["available"], soap["price_waits"]) == ("withdrawn", "10.00", 3, False)
    assert mother.get("/reward-items", pickup_point_id=shop.point).status_code == 403
    with world.database.session() as session:
        willing = session.execute(text("SELECT count(*) FROM donor WHERE public")).scalar_one()
    assert len(gifts.get_json()["items"]) == willing
    if willing:
        (given,) = gifts.get_json()["items"][0]["gifts"]
        assert (given["received"], given["issued"], given["in_stock"]) == (4, 1, 3)
