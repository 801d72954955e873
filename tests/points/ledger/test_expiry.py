"""Points lapse by postings (RC-10, 徐塘村): reversible, once per period, and never those of the new year."""

import datetime as dt

from app.clock import local_date
from app.core.transaction import transaction
from points.amounts import Points
from points.ledger import accounts
from points.ledger.posting import expire_points
from points.ledger.statements import statement_page
from tests.points.cases.published import case, points
from tests.points.ledger.pen import award, broken_checks, move, spend, undo
from tests.world import COUNTY, World

LAST_DAY = dt.date(2025, 12, 31)


def renew(world: World, household, *, keep: int = 0, period: str = "2025") -> int:
    with transaction(world.database, now=world.now) as work:
        return expire_points(
            work.session,
            county_id=COUNTY,
            household_id=household,
            period=period,
            ends_on=LAST_DAY,
            keep=Points(keep),
            actor_id=None,
            occurred_on=local_date(work.now),
            now=work.now,
        )


def newest_line(world: World, household):
    with world.database.session() as session:
        return statement_page(session, county_id=COUNTY, household_id=household, limit=1)[0]


def test_rc_10_passbook_when_the_year_is_over_then_what_was_not_exchanged_lapses_once(world: World) -> None:
    town = case("RC-10")
    home = world.household()
    award(world, home, points(town["earned_in_first_year"]), occurred_on=LAST_DAY)
    order = spend(world, home, points(town["bundle"]["price"]))

    lapsed = [renew(world, home), renew(world, home)]

    assert lapsed == [points("377"), points("377")]
    assert world.balance(home) == 0
    assert newest_line(world, home).reference == f"expiry:2025:{home}"
    move(world, accounts.ESCROW, accounts.household(home), 1300, kind="release", facts={"hold": str(order.id)})
    assert world.balance(home) == 1300
    assert broken_checks(world) == {}


def test_expiry_when_it_was_a_mistake_then_is_reversed_and_both_lines_stay(world: World) -> None:
    home = world.household()
    award(world, home, 500, occurred_on=LAST_DAY)
    renew(world, home)

    undo(world, newest_line(world, home).id)

    assert world.balance(home) == 500
    assert newest_line(world, home).kind == "reversal"
    assert broken_checks(world) == {}


def test_expiry_when_points_belong_to_the_new_year_or_to_the_base_then_they_stay(world: World) -> None:
    home = world.household()
    award(world, home, 10_000, occurred_on=dt.date(2025, 3, 1))
    award(world, home, 700, occurred_on=LAST_DAY)
    award(world, home, 250, occurred_on=dt.date(2026, 1, 1))
    spend(world, home, 150)

    assert renew(world, home, keep=10_000) == 550

    assert world.balance(home) == 10_250
    assert newest_line(world, home).facts == {
        "period": "2025",
        "ends_on": "2025-12-31",
        "kept_points": 10_000,
        "newer_points": 250,
    }


def test_expiry_when_a_household_holds_nothing_or_has_no_account_then_nothing_is_posted(world: World) -> None:
    empty = world.household()

    assert renew(world, empty) == 0
    assert renew(world, empty, keep=100) == 0
    assert renew(world, world.site()) == 0
