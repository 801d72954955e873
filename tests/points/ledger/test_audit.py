"""The ledger's own proofs: silent on sound books, loud on every kind of damage."""

import pytest

from points.ledger.accounts import ADJUSTMENT, ESCROW, ISSUANCE, REDEEMED, household
from points.ledger.audit import trial_balance
from tests.points.ledger.pen import award, broken_checks, move, spend, tamper, undo
from tests.world import COUNTY, World


def sound_books(world: World):
    """Return a household whose passbook has every kind of line, and a posting that was reversed."""
    home = world.household()
    award(world, home, 1000)
    mistake = award(world, home, 70)
    undo(world, mistake.id)
    spend(world, home, 300)
    move(world, ESCROW, REDEEMED, 200, kind="settle")
    move(world, ESCROW, household(home), 100, kind="release")
    move(world, ADJUSTMENT, household(home), 5, kind="adjustment")
    return home, mistake


def test_trial_balance_when_every_kind_of_posting_stands_then_the_accounts_add_up_to_zero(world: World) -> None:
    home, _ = sound_books(world)

    with world.database.session() as session:
        accounts = trial_balance(session, county_id=COUNTY)

    assert accounts == {
        "adjustment": -5,
        "escrow": 0,
        "household": 805,
        "issuance": -1000,
        "redeemed": 200,
    }
    assert world.balance(home) == 805
    assert sum(accounts.values()) == 0
    assert broken_checks(world) == {}


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (
            "UPDATE account SET balance = balance + 1",
            {"books_sum_to_zero": 1, "balances_match_postings": 1},
        ),
        (
            "UPDATE posting SET points = 999 WHERE points = 1000",
            {"books_sum_to_zero": 1, "balances_match_postings": 1, "passbooks_run_on": 1},
        ),
        (
            "DELETE FROM posting WHERE kind = 'adjustment'",
            {"books_sum_to_zero": 1, "balances_match_postings": 1},
        ),
        (
            "DELETE FROM posting WHERE kind = 'hold'",
            {"books_sum_to_zero": 1, "balances_match_postings": 1, "passbooks_run_on": 2, "no_account_below_zero": 1},
        ),
        (
            "UPDATE posting SET points = 69, target_balance = 1069 WHERE points = 70 AND kind = 'award'",
            {
                "books_sum_to_zero": 1,
                "balances_match_postings": 1,
                "passbooks_run_on": 1,
                "reversals_mirror_their_posting": 1,
            },
        ),
        (
            "UPDATE posting SET reverses_id = NULL WHERE kind = 'reversal'",
            {"reversals_mirror_their_posting": 1},
        ),
    ],
)
def test_books_when_somebody_changes_them_behind_the_pen_then_the_checks_say_so(
    world: World, owner_url: str, damage: str, expected: dict[str, int]
) -> None:
    sound_books(world)

    tamper(owner_url, damage)

    assert broken_checks(world) == expected


def test_issuance_when_points_are_given_then_is_the_only_account_below_zero(world: World) -> None:
    move(world, ISSUANCE, household(world.household()), 10)

    assert broken_checks(world) == {}
