"""The pen: what stands after a posting, and what it refuses."""

import datetime as dt

import pytest

from app.core.transaction import transaction
from points.base import new_id
from points.errors import KeyReused
from points.ledger.accounts import ADJUSTMENT, ESCROW, ISSUANCE, REDEEMED, household
from points.ledger.posting import close_account
from points.ledger.refusals import AccountClosed, AccountNotEmpty, AccountUnknown, InsufficientPoints
from points.ledger.statements import balance, statement_page
from tests.points.ledger.pen import award, broken_checks, count_postings, move, spend, undo
from tests.world import COUNTY, World


def passbook(world: World, household_id, **page):
    with world.database.session() as session:
        return statement_page(session, county_id=COUNTY, household_id=household_id, limit=50, **page)


def test_posting_when_it_moves_points_then_every_line_is_numbered_and_leaves_a_balance(world: World) -> None:
    home = world.household()

    award(world, home, 1250)
    spend(world, home, 300)
    award(world, home, 75)

    lines = passbook(world, home)
    assert [(line.entry, line.points, line.balance) for line in lines] == [
        (3, 75, 1025),
        (2, -300, 950),
        (1, 1250, 1250),
    ]
    assert [line.entry for line in passbook(world, home, before=3)] == [2, 1]
    assert broken_checks(world) == {}


def test_posting_when_the_reference_stands_then_the_first_one_is_returned_and_other_content_is_refused(
    world: World,
) -> None:
    home, neighbour = world.household(), world.household()
    first = award(world, home, 100, reference="hours:1:award")

    again = award(world, home, 100, reference="hours:1:award")

    assert again == first
    for other in (
        lambda: award(world, home, 101, reference="hours:1:award"),
        lambda: award(world, neighbour, 100, reference="hours:1:award"),
        lambda: move(world, ADJUSTMENT, household(home), 100, kind="award", reference="hours:1:award"),
        lambda: move(world, ISSUANCE, household(home), 100, kind="source", reference="hours:1:award"),
    ):
        with pytest.raises(KeyReused):
            other()
    assert (world.balance(home), world.balance(neighbour), count_postings(world)) == (100, 0, 1)


def test_posting_when_it_is_repeated_after_everything_was_spent_then_it_is_still_the_first_one(world: World) -> None:
    home = world.household()
    award(world, home, 500)
    first = spend(world, home, 500, reference="order:1:hold")

    assert spend(world, home, 500, reference="order:1:hold") == first


def test_peer_defect_06_posting_when_the_balance_is_short_then_it_is_refused_with_both_numbers(world: World) -> None:
    home = world.household()
    award(world, home, 100)

    with pytest.raises(InsufficientPoints) as refusal:
        spend(world, home, 101)

    assert refusal.value.params == {"required_points": 101, "available_points": 100}
    assert (world.balance(home), count_postings(world)) == (100, 1)


def test_peer_defect_09_refund_when_an_order_is_undone_then_both_lines_stay_and_the_points_are_back(
    world: World,
) -> None:
    home = world.household()
    award(world, home, 100)
    held = spend(world, home, 60)

    undo(world, held.id)
    undo(world, held.id)

    assert [line.points for line in passbook(world, home)] == [60, -60, 100]
    assert passbook(world, home)[0].reverses_id == held.id
    assert broken_checks(world) == {}


def test_reversal_when_the_points_are_already_spent_then_it_is_refused(world: World) -> None:
    home = world.household()
    mistake = award(world, home, 100)
    spend(world, home, 30)

    with pytest.raises(InsufficientPoints):
        undo(world, mistake.id)

    assert world.balance(home) == 70


def test_posting_when_a_household_is_unknown_or_closed_then_it_is_refused(world: World) -> None:
    home = world.household()
    award(world, home, 10)

    with pytest.raises(AccountUnknown):
        award(world, new_id(), 10)
    with pytest.raises(AccountNotEmpty), transaction(world.database, now=world.now) as work:
        close_account(work.session, county_id=COUNTY, household_id=home, now=work.now)
    spend(world, home, 10)
    with transaction(world.database, now=world.now) as work:
        close_account(work.session, county_id=COUNTY, household_id=home, now=work.now)
    with pytest.raises(AccountClosed):
        award(world, home, 10)


def test_households_when_they_merge_then_the_points_move_and_their_sum_stays(world: World) -> None:
    small, large = world.household(), world.household()
    award(world, small, 40)
    award(world, large, 2)

    move(world, household(small), household(large), 40, kind="merge")

    assert (world.balance(small), world.balance(large)) == (0, 42)
    assert broken_checks(world) == {}


def test_passbook_when_paged_by_one_then_is_the_whole_passbook(world: World) -> None:
    home = world.household()
    for points in (10, 20, 30, 40):
        award(world, home, points)
    move(world, household(home), ESCROW, 15, kind="hold")
    move(world, ESCROW, REDEEMED, 15, kind="settle")

    walked, before = [], None
    with world.database.session() as session:
        while page := statement_page(session, county_id=COUNTY, household_id=home, limit=1, before=before):
            walked += page
            before = page[-1].entry
        assert walked == statement_page(session, county_id=COUNTY, household_id=home, limit=50)
        assert balance(session, county_id=COUNTY, household_id=home) == 85


def test_award_when_it_belongs_to_an_earlier_day_then_the_passbook_shows_that_day(world: World) -> None:
    home = world.household()

    award(world, home, 10, occurred_on=dt.date(2026, 3, 14))

    assert passbook(world, home)[0].occurred_on == dt.date(2026, 3, 14)
