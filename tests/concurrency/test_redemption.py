"""Redemption with real parallel connections: the last soap, the last points, the same code twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.app.redemption.shop import Shop, code_of
from tests.world import Person, World

ACCEPTED = "accepted"


def at_once(deeds: Sequence[Callable[[], TestResponse]]) -> list[str]:
    """Do all deeds behind one barrier, each in its own thread; return how each was answered."""
    gate = threading.Barrier(len(deeds))

    def run(deed: Callable[[], TestResponse]) -> str:
        gate.wait()
        return patient(deed)

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def patient(deed: Callable[[], TestResponse]) -> str:
    """Do a deed, again when the service was too busy this moment, as the phone does with the same key."""
    for _ in range(20):
        answer = code_of(deed())
        if answer not in {"busy_try_again", "temporarily_unavailable", "in_progress"}:
            break
    return answer


def placing(world: World, person: Person, shop: Shop, key: str, *, quantity: int = 1) -> Callable[[], TestResponse]:
    return lambda: world.place_order(person, shop.day, shop.soap, key=key, quantity=quantity)


def require_balanced_books(world: World) -> None:
    """Demand that ledger, stock book, units, orders and balances tell one story."""
    with world.database.session() as session:
        wrong_balances = session.execute(
            text(
                """
                SELECT count(*) FROM account a
                WHERE a.balance < 0 OR a.balance <> (
                    SELECT coalesce(sum(CASE WHEN p.target_household_id = a.household_id THEN p.points
                                             ELSE -p.points END), 0)
                    FROM posting p WHERE a.household_id IN (p.source_household_id, p.target_household_id))
                """
            )
        ).scalar_one()
        moved = dict(
            tuple(row)
            for row in session.execute(text("SELECT kind, sum(quantity) FROM stock_movement GROUP BY kind")).all()
        )
        units = dict(
            tuple(row) for row in session.execute(text("SELECT state, count(*) FROM unit GROUP BY state")).all()
        )
        held, escrow = session.execute(
            text(
                """
                SELECT (SELECT coalesce(sum(points), 0) FROM redemption_order WHERE state = 'placed'),
                    (SELECT coalesce(sum(CASE WHEN target = 'escrow' THEN points ELSE -points END), 0) FROM posting
                     WHERE 'escrow' IN (source, target))
                """
            )
        ).one()
        wrong_orders = session.execute(
            text(
                """
                SELECT count(*) FROM redemption_order o
                WHERE (SELECT sum(l.quantity) FROM order_line l WHERE l.order_id = o.id)
                    <> (SELECT count(*) FROM unit u WHERE u.order_id = o.id)
                    AND o.state IN ('placed', 'fulfilled')
                """
            )
        ).scalar_one()
    reserved = moved.get("reserve", 0) - moved.get("release", 0) - moved.get("issue", 0)
    available = moved["receive"] + moved.get("release", 0) - moved.get("reserve", 0)
    assert (wrong_balances, wrong_orders) == (0, 0)
    assert held == escrow
    assert units.get("reserved", 0) == reserved
    assert units.get("available", 0) == available
    assert units.get("issued", 0) == moved.get("issue", 0)


def test_last_soap_with_forty_redeemers_half_of_whom_cancel(world: World) -> None:
    stock = 10
    shop = Shop(world, quantity=stock)
    mothers = [shop.mother() for _ in range(40)]

    def redeem(mother: Person, *, fickle: bool) -> Callable[[], TestResponse]:
        def deed() -> TestResponse:
            answer = world.place_order(mother, shop.day, shop.soap, key=f"soap-{mother.volunteer_id}")
            if fickle and answer.status_code == 201:
                path = f"/redemption-orders/{answer.get_json()['id']}/cancellation"
                assert patient(lambda: mother.post(path, key=f"away-{mother.volunteer_id}")) == ACCEPTED
            return answer

        return deed

    answers = Counter(at_once([redeem(mother, fickle=number % 2 == 0) for number, mother in enumerate(mothers)]))

    assert set(answers) <= {ACCEPTED, "out_of_stock"}
    units = shop.units()
    assert units.get("available", 0) + units.get("reserved", 0) == stock
    require_balanced_books(world)
    late = [shop.mother() for _ in range(units.get("available", 0) + 1)]
    afterwards = Counter(
        code_of(world.place_order(mother, shop.day, shop.soap, key=f"late-{mother.volunteer_id}")) for mother in late
    )
    assert afterwards == Counter(
        {ACCEPTED: units.get("available", 0), "out_of_stock": 1} if len(late) > 1 else {"out_of_stock": 1}
    )
    assert shop.units() == {"reserved": stock}


def test_nobody_is_told_sold_out_while_enough_is_there(world: World) -> None:
    shop = Shop(world, quantity=40)
    mothers = [shop.mother() for _ in range(20)]

    answers = Counter(at_once([placing(world, mother, shop, "two-pieces", quantity=2) for mother in mothers]))

    assert answers == Counter({ACCEPTED: 20})
    assert shop.units() == {"reserved": 40}
    require_balanced_books(world)


def test_orders_for_several_kinds_never_wait_for_each_other(world: World) -> None:
    shop = Shop(world, quantity=30)
    rice = world.item(shop.point, points=200, quantity=30)
    mothers = [shop.mother() for _ in range(20)]
    pairs = [(shop.soap, rice), (rice, shop.soap)]

    answers = Counter(
        at_once(
            [
                lambda mother=mother, pair=pairs[number % 2]: world.place_order(
                    mother, shop.day, *pair, quantity=2, key="both-kinds"
                )
                for number, mother in enumerate(mothers)
            ]
        )
    )

    assert answers == Counter({ACCEPTED: 15, "out_of_stock": 5})
    require_balanced_books(world)


def test_same_key_twenty_times_is_one_order(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother()

    answers = at_once([placing(world, mother, shop, "tapped-twice")] * 20)

    assert answers == [ACCEPTED] * 20
    assert (shop.units(), world.balance(mother.household_id)) == ({"available": 9, "reserved": 1}, 9_000)


def test_balance_for_five_and_twenty_requests_is_exactly_five(world: World) -> None:
    shop = Shop(world, quantity=30)
    mother = shop.mother(points=5_500)
    members = [mother, *(world.person(household_id=mother.household_id, kind="family") for _ in range(3))]

    answers = Counter(at_once([placing(world, members[number % 4], shop, f"request-{number}") for number in range(20)]))

    assert answers == Counter({ACCEPTED: 5, "insufficient_points": 15})
    assert world.balance(mother.household_id) == 500
    require_balanced_books(world)


@pytest.mark.parametrize("limit", [1, 3])
def test_limit_holds_for_a_family_ordering_at_once(world: World, limit: int) -> None:
    shop = Shop(world, limit=limit)
    mother = shop.mother()
    daughter = world.person(household_id=mother.household_id, kind="family")

    answers = Counter(
        at_once([placing(world, (mother, daughter)[number % 2], shop, f"request-{number}") for number in range(8)])
    )

    assert answers == Counter({ACCEPTED: limit, "item_limit_reached": 8 - limit})
    require_balanced_books(world)


def test_two_keepers_handing_over_one_code_is_one_hand_over(world: World) -> None:
    shop = Shop(world)
    keepers = [shop.keeper, *(world.staff("shop_keeper") for _ in range(5))]
    code = world.place_order(shop.mother(), shop.day, shop.soap).get_json()["pickup_code"]

    answers = Counter(at_once([lambda keeper=keeper: shop.collect(code, keeper=keeper) for keeper in keepers]))

    assert answers == Counter({ACCEPTED: 1, "order_not_open": 5})
    assert shop.units() == {"available": 9, "issued": 1}
    require_balanced_books(world)


def test_cancelling_and_handing_over_at_once_has_one_winner(world: World) -> None:
    shop = Shop(world)
    for attempt in range(5):
        mother = shop.mother()
        placed = world.place_order(mother, shop.day, shop.soap).get_json()
        path = f"/redemption-orders/{placed['id']}/cancellation"

        answers = at_once(
            [
                lambda mother=mother, path=path, attempt=attempt: mother.post(
                    path, key=f"cancel-{attempt}-{mother.volunteer_id}"
                ),
                lambda placed=placed: shop.collect(placed["pickup_code"]),
            ]
        )

        assert Counter(answers) == Counter([ACCEPTED, "order_not_open"])
        assert world.balance(mother.household_id) == (10_000 if answers[0] == ACCEPTED else 9_000)
    require_balanced_books(world)


def test_keeper_guessing_in_parallel_gets_five_tries(world: World) -> None:
    shop = Shop(world)

    answers = Counter(at_once([lambda number=number: shop.collect(f"000000{number:02}") for number in range(20)]))

    assert answers == Counter({"pickup_code_unknown": 5, "pickup_code_tries": 15})


@pytest.mark.parametrize(("taken", "answer"), [(False, ACCEPTED), (True, "out_of_stock")])
def test_last_piece_in_other_hands_is_waited_for(world: World, owner_url: str, taken: bool, answer: str) -> None:
    shop = Shop(world, quantity=1)
    mother = shop.mother()
    with psycopg.connect(owner_url) as other, ThreadPoolExecutor(1) as threads:
        other.execute("SELECT FROM unit FOR UPDATE")
        waiting = threads.submit(lambda: patient(placing(world, mother, shop, "last-piece")))
        with psycopg.connect(owner_url, autocommit=True) as watcher:
            while not waiting.done() and not is_waiting(watcher):
                pass
        assert not waiting.done(), "nobody is told sold out while it is undecided"
        if taken:
            other.execute("UPDATE unit SET state = 'written_off'")
            other.commit()
        else:
            other.rollback()

        assert waiting.result() == answer


def is_waiting(watcher: psycopg.Connection[tuple[int]]) -> bool:
    """Tell whether some statement waits for a lock."""
    found = watcher.execute("SELECT count(*), pg_sleep(0.01) FROM pg_locks WHERE NOT granted").fetchone()
    return found is not None and found[0] > 0


def test_peer_defect_07_reading_then_writing_sells_the_last_soap_twice(world: World, owner_url: str) -> None:
    """Prove the race: the peers' way, on a copy of the stock, sells one piece twice; ours does not."""
    shop = Shop(world, quantity=1)
    gate = threading.Barrier(2)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE naive_stock AS SELECT count(*)::integer AS pieces, 0 AS sold FROM unit")

    def naive() -> None:
        with psycopg.connect(owner_url, autocommit=True) as connection:
            seen = connection.execute("SELECT pieces FROM naive_stock").fetchone()
            gate.wait()
            if seen is not None and seen[0] >= 1:
                connection.execute("UPDATE naive_stock SET pieces = %s, sold = sold + 1", (seen[0] - 1,))

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(naive) for _ in range(2)]:
            done.result()
    ours = Counter(at_once([placing(world, shop.mother(), shop, "last-one") for _ in range(2)]))

    with psycopg.connect(owner_url) as connection:
        assert connection.execute("SELECT pieces, sold FROM naive_stock").fetchone() == (0, 2), "one piece, sold twice"
    assert ours == Counter({ACCEPTED: 1, "out_of_stock": 1})


def test_whole_and_part_of_one_order_at_once_then_goods_leave_once(world: World) -> None:
    shop = Shop(world, quantity=4)
    mother = shop.mother()
    keepers = [shop.keeper, *(world.staff("shop_keeper") for _ in range(3))]
    code = world.place_order(mother, shop.day, shop.soap, quantity=3).get_json()["pickup_code"]
    some = {"lines": [{"item_id": str(shop.soap), "quantity": 1}]}

    def handing(keeper: Person, number: int) -> Callable[[], TestResponse]:
        more = some if number % 2 else {}
        return lambda: shop.collect(code, keeper=keeper, key=f"hand-over-{number}", **more)

    answers = at_once([handing(keeper, number) for number, keeper in enumerate(keepers)])

    assert sorted(answers) == [ACCEPTED, *["order_not_open"] * 3]
    issued = shop.units()["issued"]
    assert issued in {1, 3}
    assert world.balance(mother.household_id) == 10_000 - issued * 1_000
    require_balanced_books(world)
