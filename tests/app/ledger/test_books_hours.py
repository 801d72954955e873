"""The proofs over service records: sound after a real walk, and each one loud about its own kind of damage."""

from __future__ import annotations

import psycopg
import pytest

from app.ledger.books.report import check_books
from tests.properties.village import Village
from tests.world import COUNTY, World


def settled_village(world: World) -> Village:
    """Three records: one settled, one approved, one claimed."""
    village = Village(world, site_id=world.site(disclosure_days=0))
    first, second, _ = (village.serve(mother, 50) for mother in village.mothers)
    village.approve(village.checker, first)
    assert village.settle() == 1
    assert village.approve(village.checker, second) == "verified"
    return village


def broken(world: World) -> set[str]:
    report = check_books(world.database, county_id=COUNTY, now=world.now)
    return {finding.check.name for finding in report.findings if not finding.holds}


def damage(owner_url: str, *statements: str) -> None:
    """Run statements as the owner with every guard of our own switched off."""
    with psycopg.connect(owner_url) as connection:
        for table in (
            "service_record",
            "hours_entry",
            "decision",
            "disclosure",
            "disclosure_line",
            "posting",
            "attendance",
        ):
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement


SETTLED = "WHERE state = 'settled'"


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ([f"UPDATE service_record SET points = points - 1 {SETTLED}"], "points_follow_from_their_inputs"),
        (
            [
                "ALTER TABLE service_record DROP CONSTRAINT ck_service_record_settled_means_awarded",
                "UPDATE service_record SET award_posting_id = NULL",
                "DELETE FROM posting WHERE reference LIKE 'hours:%'",
            ],
            "settled_records_are_awarded_once",
        ),
        (
            ["UPDATE posting SET reference = 'hours:' || gen_random_uuid() || ':award' WHERE reference LIKE 'hours:%'"],
            "settled_records_are_awarded_once",
        ),
        (["UPDATE hours_entry SET minutes = minutes + 1"], "settled_minutes_are_booked_once"),
        (
            [
                "UPDATE service_record r SET (volunteer_id, started_at, ended_at) = (SELECT o.volunteer_id,"
                " o.started_at, o.ended_at FROM service_record o WHERE o.state = 'settled') WHERE r.state = 'verified'"
            ],
            "no_minute_counts_twice",
        ),
        (
            ["UPDATE attendance SET out_at = in_at + interval '5 minutes'"],
            "minutes_do_not_exceed_presence",
        ),
        (["UPDATE disclosure_line SET points = points + 1"], "disclosed_lines_match_their_records"),
        (["UPDATE disclosure_line SET masked_name = '*某'"], "published_lists_are_unchanged"),
        (
            ["UPDATE disclosure SET closes_at = closes_at + interval '1 day'"],
            "nothing_settles_before_its_disclosure_ends",
        ),
        (
            [
                "UPDATE decision SET actor_id = (SELECT head_volunteer_id FROM household h JOIN service_record r"
                " ON r.household_id = h.id WHERE r.id = decision.record_id) WHERE action = 'verify'"
            ],
            "nobody_decides_for_her_own_household",
        ),
        (
            [
                "ALTER TABLE household DROP CONSTRAINT ck_household_village_in_county",
                "UPDATE household SET village_code = '450107' || substr(village_code, 7)",
            ],
            "nothing_crosses_a_county",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_books_when_a_record_is_changed_behind_the_service_then_its_own_proof_says_so(
    world: World, owner_url: str, statements: list[str], found: str
) -> None:
    settled_village(world)
    assert broken(world) == set()

    damage(owner_url, *statements)

    assert found in broken(world)


def test_passbook_when_a_record_was_settled_then_says_how_its_points_came_about(world: World) -> None:
    village = settled_village(world)

    line = village.mothers[0].get("/me/statement").get_json()["items"][0]
    waiting = village.mothers[1].get("/me/balance").get_json()

    assert (line["label"], line["points"]) == ("服务得分", "10.00")
    assert "参加“清河道" in line["explanation"][0]
    assert line["explanation"][1] == "服务 50 分钟 × 每小时 10 分 × 难度 1.2（中等）= 10 分"
    assert (waiting["pending"], waiting["spendable"]) == ("10.00", "40.00")
