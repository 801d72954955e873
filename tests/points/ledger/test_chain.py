"""Sealed blocks: complete, repeatable, and any later change shows."""

import datetime as dt
import threading

import pytest

from app.core.transaction import transaction
from points.ledger.chain import head, seal
from points.ledger.verification import ChainReport, verify_chain
from tests.points.ledger.pen import award, seal_all, spend, tamper
from tests.world import COUNTY, World


def verify(world: World, **options) -> ChainReport:
    with world.database.session() as session:
        return verify_chain(session, county_id=COUNTY, **options)


def sealed_village(world: World) -> list:
    """Return the postings of two sealed blocks, three in each."""
    home = world.household()
    postings = [award(world, home, 10 * number, facts={"note": f"第{number}次"}) for number in (1, 2, 3)]
    seal_all(world)
    postings += [spend(world, home, number) for number in (1, 2, 3)]
    seal_all(world, minutes_later=10)
    return postings


def test_seal_when_it_runs_then_takes_only_what_is_a_minute_old_and_each_posting_once(world: World) -> None:
    award(world, world.household(), 10)

    assert seal_all(world, minutes_later=0) == 0
    assert verify(world).unsealed == 1
    assert seal_all(world) == 1
    assert seal_all(world) == 0
    report = verify(world)
    assert (report.blocks, report.postings, report.unsealed, report.faults) == (1, 1, 0, [])


def test_seal_when_a_posting_bears_an_old_date_then_the_first_run_of_the_next_day_takes_it(world: World) -> None:
    home = world.household()
    award(world, home, 10)
    seal_all(world)
    world.advance(days=-40)
    award(world, home, 10)
    world.advance(days=40)

    world.advance(days=1)

    assert seal_all(world) == 1
    assert verify(world).faults == []


def test_head_when_asked_for_a_past_evening_then_is_the_one_that_was_printed(world: World) -> None:
    home = world.household()
    award(world, home, 10)
    seal_all(world)
    with world.database.session() as session:
        printed = head(session, county_id=COUNTY, until=world.now + dt.timedelta(hours=1))
    evening = world.now + dt.timedelta(hours=1)
    world.advance(days=1)
    award(world, home, 10)
    seal_all(world)

    with world.database.session() as session:
        assert head(session, county_id=COUNTY, until=evening) == printed
        latest = head(session, county_id=COUNTY, until=world.now + dt.timedelta(hours=1))
        assert head(session, county_id="450100", until=evening) is None
    assert printed is not None
    assert latest is not None
    assert (printed.seq, latest.seq) == (1, 2)
    assert printed.hash != latest.hash


def test_posting_when_the_owner_changes_one_cell_then_the_chain_names_it_until_it_is_put_back(
    world: World, owner_url: str
) -> None:
    posting = sealed_village(world)[1]
    cells = {
        "points": ("points + 1", "points - 1"),
        "target_balance": ("target_balance + 1", "target_balance - 1"),
        "occurred_on": ("occurred_on + 1", "occurred_on - 1"),
        "recorded_at": ("recorded_at + interval '1 microsecond'", "recorded_at - interval '1 microsecond'"),
        "facts": ("facts || '{\"by\": 1}'", "facts - 'by'"),
        "actor_id": ("id", "NULL"),
    }

    for cell, (other, back) in cells.items():
        assert tamper(owner_url, f"UPDATE posting SET {cell} = {other} WHERE id = %s", posting.id) == 1
        assert [(fault.seq, fault.what, fault.posting_id) for fault in verify(world).faults] == [
            (1, "posting_changed", posting.id),
            (1, "hash_differs", None),
        ], cell
        tamper(owner_url, f"UPDATE posting SET {cell} = {back} WHERE id = %s", posting.id)
        assert verify(world).faults == [], cell


def test_posting_when_the_owner_also_repairs_its_hash_then_the_block_still_differs(
    world: World, owner_url: str
) -> None:
    postings = sealed_village(world)
    tamper(owner_url, "UPDATE posting SET points = 7 WHERE id = %s", postings[1].id)

    tamper(owner_url, "UPDATE sealed_posting SET hash = sha256('x') WHERE posting_id = %s", postings[1].id)

    assert [fault.what for fault in verify(world).faults] == ["posting_changed", "hash_differs"]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM sealed_posting WHERE block_seq = 1 AND place = 2", ["postings_missing", "hash_differs"]),
        ("DELETE FROM posting WHERE points = 20", ["postings_missing", "hash_differs"]),
        ("DELETE FROM ledger_block WHERE seq = 1", ["block_missing"]),
        ("UPDATE ledger_block SET hash = sha256('x') WHERE seq = 1", ["link_broken", "hash_differs"]),
        ("UPDATE ledger_block SET sealed_at = sealed_at - interval '1 day' WHERE seq = 2", ["hash_differs"]),
    ],
)
def test_chain_when_the_owner_removes_or_rewrites_a_part_then_it_does_not_hold(
    world: World, owner_url: str, statement: str, words: list[str]
) -> None:
    sealed_village(world)

    tamper(owner_url, statement)

    assert [fault.what for fault in verify(world).faults] == words


def test_chain_when_only_the_newest_block_is_read_then_its_link_to_the_one_before_is_checked_too(
    world: World, owner_url: str
) -> None:
    sealed_village(world)

    assert (verify(world, newest_blocks=1).postings, verify(world, newest_blocks=1).faults) == (3, [])
    tamper(owner_url, "UPDATE ledger_block SET hash = sha256('x') WHERE seq = 1")
    assert [fault.what for fault in verify(world, newest_blocks=1).faults] == ["link_broken"]


def test_sealers_when_several_run_at_once_then_every_posting_is_sealed_once(world: World) -> None:
    home = world.household()
    for _ in range(12):
        award(world, home, 10)
    sealed: list[int] = []
    barrier = threading.Barrier(4)

    def one_sealer() -> None:
        with transaction(world.database, now=world.now + dt.timedelta(minutes=5)) as work:
            barrier.wait()
            sealed.append(seal(work.session, now=work.now))

    threads = [threading.Thread(target=one_sealer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(sealed) == [0, 0, 0, 12]
    assert verify(world).faults == []
