"""The check of the books and the printable head, over HTTP and from the command line."""

import datetime as dt
import hashlib

import orjson
import psycopg

from app.cli import register_commands
from app.clock import local_date
from app.core.messages import catalogue
from app.ledger.books.report import ALL_CHECKS
from app.worker import PERIODIC, run_once
from points.ledger.verification import is_printed_head
from tests.points.ledger.pen import award, spend, tamper
from tests.world import COUNTY, World

SEAL = next(work for work in PERIODIC if work.name == "ledger.seal")


def broken(world: World, **query) -> dict[str, int]:
    report = world.staff("supervisor").get("/books", **query).get_json()
    assert report["holds"] is all(check["holds"] for check in report["checks"])
    return {check["name"]: check["count"] for check in report["checks"] if not check["holds"]}


def busy_village(world: World):
    """Return an order that waits, after one was handed over and one cancelled."""
    mother, point = world.person(), world.pickup_point()
    award(world, mother.household_id, 10_000)
    soap, day = world.item(point, points=500), world.redemption_day(point)
    orders = [world.place_order(mother, day, soap, quantity=2).get_json() for _ in range(3)]
    keeper = world.staff("shop_keeper")
    handed = keeper.post(
        "/redemption-orders/fulfilment", {"pickup_point_id": str(point), "code": orders[0]["pickup_code"]}
    )
    assert handed.status_code == 200, handed.get_json()
    cancelled = mother.post(f"/redemption-orders/{orders[1]['id']}/cancellation", {"reason": "不要了"})
    assert cancelled.status_code == 200, cancelled.get_json()
    return orders[2]


def test_books_when_goods_were_ordered_handed_over_and_cancelled_then_every_proof_holds(world: World) -> None:
    busy_village(world)
    run_once(world.database, SEAL, now=world.now + dt.timedelta(minutes=5))

    report = world.staff("supervisor").get("/books").get_json()

    assert [check for check in report["checks"] if not check["holds"]] == []
    assert report["holds"] is True
    assert report["trial_balance"] == {
        "escrow": "10.00",
        "household": "80.00",
        "issuance": "-100.00",
        "redeemed": "10.00",
    }
    assert {check["invariant"] for check in report["checks"]} >= {f"I{number}" for number in (*range(1, 15),)}


def test_books_when_goods_are_changed_behind_the_pen_then_the_proofs_say_where(world: World, owner_url: str) -> None:
    order = busy_village(world)["id"]
    damages = (
        (f"DELETE FROM posting WHERE reference = 'order:{order}:hold'", "escrow_is_what_open_orders_hold"),
        (f"UPDATE redemption_order SET points = points + 1 WHERE id = '{order}'", "orders_match_their_postings"),
        (f"UPDATE order_line SET quantity = 3 WHERE order_id = '{order}'", "orders_match_their_lines_and_pieces"),
        ("UPDATE stock_movement SET quantity = 9 WHERE kind = 'release'", "orders_match_their_movements"),
        (
            "UPDATE unit SET state = 'written_off' WHERE id = (SELECT id FROM unit WHERE state = 'available' LIMIT 1)",
            "stock_is_received_less_issued_less_reserved",
        ),
    )
    for damage, name in damages:
        with psycopg.connect(owner_url) as connection:
            connection.execute("ALTER TABLE stock_movement DISABLE TRIGGER USER")
        tamper(owner_url, damage)
        assert name in broken(world), damage


def test_books_when_one_posting_is_changed_then_the_chain_is_broken(world: World, owner_url: str) -> None:
    home = world.household()
    changed = award(world, home, 1000)
    spend(world, home, 300)
    run_once(world.database, SEAL, now=world.now + dt.timedelta(minutes=5))

    tamper(owner_url, "UPDATE posting SET facts = '{\"x\": 1}' WHERE id = %s", changed.id)

    report = world.staff("supervisor").get("/books").get_json()
    [chain] = [check for check in report["checks"] if check["name"] == "chain_is_unbroken"]
    assert chain["examples"][0] == {"subject": str(changed.id), "facts": {"block": 1, "what": "posting_changed"}}


def test_books_when_asked_by_others_then_only_by_those_who_may_and_only_their_county(world: World) -> None:
    award(world, world.household(), 100)

    assert world.person().get("/books").get_json()["code"] == "forbidden"
    assert world.staff("organizer").get("/books").get_json()["code"] == "forbidden"
    stranger = world.staff("supervisor", county_id="450107", place_code="450107")
    assert stranger.get("/books", county_id=COUNTY).get_json()["code"] == "forbidden"
    city = world.staff("city_staff", county_id="450200", place_code="4502")
    assert city.get("/books", county_id=COUNTY).get_json()["trial_balance"]["household"] == "1.00"


def test_head_when_the_day_is_sealed_then_is_public_printable_and_found_again(world: World) -> None:
    asked = {"county_id": COUNTY, "on": local_date(world.now).isoformat()}
    nothing = world.client.get("/v1/ledger/head", query_string=asked)
    assert (nothing.status_code, nothing.get_json()["code"]) == (404, "ledger_head_missing")
    award(world, world.household(), 100)
    world.advance(minutes=5)
    run_once(world.database, SEAL, now=world.now)

    shown = world.client.get("/v1/ledger/head", query_string={"county_id": COUNTY}).get_json()

    assert shown["number"] == 1
    assert shown["hash"] == "".join(shown["board_text"].split("核对码：")[1].split("\n")[0].split())
    with world.database.session() as session:
        digest = bytes.fromhex(shown["hash"])
        assert is_printed_head(session, county_id=COUNTY, seq=1, digest=digest)
        assert not is_printed_head(session, county_id=COUNTY, seq=1, digest=hashlib.sha256(digest).digest())


def test_check_books_command_when_something_is_wrong_then_ends_with_one(world: World, owner_url: str) -> None:
    register_commands(world.app)
    award(world, world.household(), 1250)
    runner = world.app.test_cli_runner()

    sound = runner.invoke(args=["check-books"])
    tamper(owner_url, "UPDATE account SET balance = 1300")
    wrong = runner.invoke(args=["check-books"])
    as_json = runner.invoke(args=["check-books", "--json", "--county", COUNTY])

    assert (sound.exit_code, wrong.exit_code, as_json.exit_code) == (0, 1, 1)
    assert "账全部对得上。" in sound.output
    assert "✗ I3" in wrong.output
    assert orjson.loads(as_json.output)[0]["holds"] is False


def test_checks_when_listed_then_each_has_its_own_name_and_says_what_it_proves_in_both_languages() -> None:
    names = [check.name for check in ALL_CHECKS]

    assert len(set(names)) == len(names)
    assert [name for name in names if f"books.{name}" not in catalogue()] == []
    assert [check.name for check in ALL_CHECKS if not check.proves.endswith(".")] == []
