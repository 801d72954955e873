"""Balance and passbook over HTTP."""

import csv
import io

import psycopg
from sqlalchemy import text

from app.cli import register_commands
from points.ledger.statements import PAGE
from tests.app.ledger.rules import publish_rule
from tests.points.cases.published import case, points
from tests.points.ledger.pen import award, spend, undo
from tests.world import COUNTY, OTHER_VILLAGE, World


def test_balance_when_rule_has_a_floor_then_shows_spendable_pending_and_held_apart(
    world: World, owner_url: str
) -> None:
    village = case("RC-05")
    publish_rule(
        world,
        owner_url,
        redeem_floor=points(village["floor"]),
        redeem_suspend_below=points(village["suspend_below"]),
    )
    mother = world.person()

    assert mother.get("/me/balance").get_json() == {
        "household_id": str(mother.household_id),
        "balance": "0.00",
        "spendable": "0.00",
        "pending": "0.00",
        "held": "0.00",
        "redeem_floor": "100.00",
        "suspended": True,
    }
    award(world, mother.household_id, points("110"))
    shown = mother.get("/me/balance").get_json()

    assert (shown["balance"], shown["spendable"], shown["suspended"]) == ("110.00", "10.00", False)


def test_balance_when_goods_are_ordered_then_shows_the_points_as_held(world: World) -> None:
    mother, point = world.person(), world.pickup_point()
    award(world, mother.household_id, 5000)
    soap = world.item(point, points=1200)

    assert world.place_order(mother, world.redemption_day(point), soap).status_code == 201

    shown = mother.get("/me/balance").get_json()
    assert (shown["balance"], shown["held"], shown["spendable"]) == ("38.00", "12.00", "38.00")
    [hold, _] = mother.get("/me/statement").get_json()["items"]
    assert (hold["label"], hold["points"], len(hold["explanation"])) == ("预留东西，先占着", "-12.00", 1)
    assert "1 块" in hold["explanation"][0]


def test_balance_when_the_session_is_unknown_or_the_person_has_no_household_then_says_so(world: World) -> None:
    staff = world.staff("organizer")

    assert staff.get("/me/balance").get_json()["household_id"] is None
    staff.token = staff.token[:-1] + ("A" if staff.token[-1] != "A" else "B")
    refused = staff.get("/me/balance")
    assert (refused.status_code, refused.get_json()["code"]) == (401, "not_signed_in")


def test_passbook_when_walked_page_by_page_then_is_numbered_explained_and_without_gap(world: World) -> None:
    mother = world.person()
    mistake = award(world, mother.household_id, 300)
    undo(world, mistake.id)
    for _ in range(4):
        award(world, mother.household_id, 100)

    items, cursor = [], None
    while True:
        page = mother.get("/me/statement", limit=2, **({"cursor": cursor} if cursor else {})).get_json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert [line["number"] for line in items] == [6, 5, 4, 3, 2, 1]
    assert [line["balance"] for line in items] == ["4.00", "3.00", "2.00", "1.00", "0.00", "3.00"]
    assert items[4]["label"] == "更正冲回"
    assert items[4]["reverses_id"] == str(mistake.id)
    assert items[4]["explanation"] == ["更正之前的一笔："]
    assert page["balance"] == "4.00"


def test_passbook_when_a_cursor_of_another_household_is_used_then_it_is_refused(world: World) -> None:
    mother, neighbour = world.person(), world.person()
    for person in (mother, neighbour):
        for _ in range(2):
            award(world, person.household_id, 100)
    cursor = mother.get("/me/statement", limit=1).get_json()["next_cursor"]

    refused = neighbour.get("/me/statement", limit=1, cursor=cursor)

    assert (refused.status_code, refused.get_json()["code"]) == (422, "cursor_invalid")


def test_household_passbook_when_somebody_else_asks_then_depends_on_place_and_role(world: World) -> None:
    mother, neighbour = world.person(), world.person()
    daughter = world.person(household_id=mother.household_id, kind="family")
    award(world, mother.household_id, 100)
    path = f"/households/{mother.household_id}/statement"

    assert daughter.get(path).status_code == 200
    assert world.staff("organizer").get(path).status_code == 200
    assert world.staff("supervisor").get(path).get_json()["items"][0]["points"] == "1.00"
    for stranger, code in (
        (neighbour, "forbidden"),
        (world.staff("organizer", place_code=OTHER_VILLAGE), "forbidden"),
        (world.staff("shop_keeper"), "forbidden"),
        (world.staff("organizer", county_id="450107", place_code="450107"), "not_found"),
    ):
        assert stranger.get(path).get_json()["code"] == code
    foreign = world.staff("organizer", county_id="450107", place_code="450107")
    assert foreign.get(path, county_id=COUNTY).get_json()["code"] == "not_found"


def test_rc_09_account_number_when_shown_exported_and_read_again_then_keeps_its_zeros(
    world: World, owner_url: str
) -> None:
    register_commands(world.app)
    town, mother = case("RC-09"), world.person()
    formula = world.household()
    with psycopg.connect(owner_url) as connection:
        connection.execute(
            "UPDATE household SET code = CASE id WHEN %s THEN %s ELSE '=1+1' END",
            [mother.household_id, town["account_number"]],
        )
    award(world, mother.household_id, points(town["balance"]))

    shown = world.staff("organizer").get(f"/households/{mother.household_id}/statement").get_json()
    exported = world.app.test_cli_runner().invoke(args=["export-balances", "--county", COUNTY]).output

    rows = list(csv.DictReader(io.StringIO(exported.removeprefix("\ufeff"))))
    assert (shown["household_code"], shown["balance"]) == ("000001", "5506.00")
    assert [(row["户编号"], row["积分"]) for row in rows] == [("000001", "5506.00"), ("'=1+1", "0.00")]
    assert world.balance(formula) == 0


def test_peer_defect_12_passbook_when_shown_then_holds_no_number_of_a_person(world: World) -> None:
    mother = world.person()
    award(world, mother.household_id, 100)
    spend(world, mother.household_id, 10)

    for shown in (mother.get("/me/balance").get_json(), mother.get("/me/statement").get_json()):
        names = set(shown) | {name for line in shown.get("items", []) for name in line}
        assert not {name for name in names if any(word in name for word in ("phone", "id_number", "openid", "birth"))}


def test_statement_page_when_the_book_is_deep_then_reads_only_its_own_rows(world: World) -> None:
    mother = world.person()
    for _ in range(5):
        award(world, mother.household_id, 100)
    with world.database.session() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(
            session.execute(
                text("EXPLAIN " + PAGE.text),
                {"county_id": COUNTY, "household_id": mother.household_id, "before": 4, "most": 3},
            ).scalars()
        )

    assert "uq_posting_source_entry" in plan
    assert "uq_posting_target_entry" in plan
    assert "Seq Scan" not in plan
