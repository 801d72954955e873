"""Real parallel connections on one household: nothing is lost, nothing is spent twice, nobody waits for ever."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg

from app.core.db import Database
from app.settings import Settings
from points.errors import PointsError
from points.ledger.accounts import household
from points.ledger.refusals import InsufficientPoints
from tests.points.ledger.pen import award, broken_checks, count_postings, move, spend
from tests.world import World

PARALLEL = 20


def wide(world: World, settings: Settings) -> World:
    """Return the same village on a pool that lets everybody in at once."""
    assert settings.database_url is not None
    world.database = Database(settings.database_url, pool_size=PARALLEL)
    return world


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do all deeds at the same moment; return results and refusals in order."""
    barrier = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return deed()
        except PointsError as refusal:
            return refusal

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_last_points_when_twenty_spend_them_at_once_then_one_does(world: World, settings: Settings) -> None:
    village = wide(world, settings)
    home = village.household()
    award(village, home, 100)

    results = at_once(*[lambda: spend(village, home, 100)] * PARALLEL)

    refused = [result for result in results if isinstance(result, InsufficientPoints)]
    assert len(refused) == PARALLEL - 1
    assert village.balance(home) == 0
    assert broken_checks(village) == {}
    village.database.dispose()


def test_reference_when_twenty_send_it_at_once_then_all_see_the_one_posting(world: World, settings: Settings) -> None:
    village = wide(world, settings)
    home = village.household()
    award(village, home, 100)

    held = at_once(*[lambda: spend(village, home, 100, reference="order:1:hold")] * PARALLEL)
    given = at_once(*[lambda: award(village, home, 30, reference="hours:1:award")] * PARALLEL)

    assert len(set(held)) == len(set(given)) == 1
    assert (village.balance(home), count_postings(village)) == (30, 3)
    assert broken_checks(village) == {}
    village.database.dispose()


def test_transfers_when_they_cross_then_none_deadlocks_and_the_sum_stays(world: World, settings: Settings) -> None:
    village = wide(world, settings)
    one, other = village.household(), village.household()
    award(village, one, 1000)
    award(village, other, 1000)

    there = [lambda: move(village, household(one), household(other), 3)] * 10
    back = [lambda: move(village, household(other), household(one), 5)] * 10
    results = [result for _ in range(3) for result in at_once(*there, *back)]

    assert not [result for result in results if isinstance(result, PointsError)]
    assert (village.balance(one), village.balance(other)) == (1000 - 90 + 150, 1000 + 90 - 150)
    assert broken_checks(village) == {}
    village.database.dispose()


def test_peer_defect_07_balance_when_read_first_and_written_after_then_loses_points_and_the_pen_does_not(
    world: World, settings: Settings, owner_url: str
) -> None:
    """Prove the race: the same two spends through read-modify-write lose one of them, through the pen they do not."""
    village = wide(world, settings)
    naive, ours = village.household(), village.household()
    award(village, naive, 100)
    award(village, ours, 100)
    both_have_read = threading.Barrier(2)

    def read_then_write() -> None:
        with psycopg.connect(owner_url, autocommit=True) as connection:
            (balance,) = connection.execute("SELECT balance FROM account WHERE household_id = %s", [naive]).fetchone()
            both_have_read.wait()
            connection.execute("UPDATE account SET balance = %s WHERE household_id = %s", [balance - 30, naive])

    at_once(read_then_write, read_then_write)
    at_once(*[lambda: spend(village, ours, 30)] * 2)

    assert village.balance(naive) == 70
    assert village.balance(ours) == 40
    assert broken_checks(village) == {"books_sum_to_zero": 1, "balances_match_postings": 1}
    village.database.dispose()
