"""The demonstration data: annex 1 to the number, the same from the same seed, with sound books."""

from __future__ import annotations

import pytest

from app.core.db import Database
from app.demo.annex import COUNTIES
from app.demo.chance import Chance
from app.demo.identities import all_identities, openid_for_alias, volunteer_alias
from app.demo.names import Names
from app.demo.population import PHONES_TOLD
from app.demo.story import CannotLoad
from app.ledger.books.report import check_books
from tests.demo.conftest import NOW, DemoDatabase
from wechat_sandbox import identities as sandbox_identities

FACTS = """
    SELECT v.county_id, v.name, v.kind, v.birth_on::text, r.state, r.local_date::text, r.minutes, r.points,
        a.in_means, a.in_mode, a.out_means
    FROM volunteer v
    LEFT JOIN service_record r ON r.county_id = v.county_id AND r.volunteer_id = v.id
    LEFT JOIN attendance a ON a.county_id = r.county_id AND a.id = r.attendance_id
    ORDER BY v.county_id, v.name, r.started_at
"""
ORDERS = """
    SELECT o.county_id, o.state, o.points, o.placed_at::text, o.collected_by, v.name,
        (SELECT array_agg(i.name ORDER BY i.name) FROM order_line l
         JOIN reward_item i ON i.county_id = l.county_id AND i.id = l.item_id
         WHERE l.county_id = o.county_id AND l.order_id = o.id)
    FROM redemption_order o
    JOIN household h ON h.county_id = o.county_id AND h.id = o.household_id
    JOIN volunteer v ON v.county_id = h.county_id AND v.id = h.head_volunteer_id
    ORDER BY 1, 4, 6
"""


def test_sites_and_grants_are_those_of_annex_1(loaded_once: DemoDatabase) -> None:
    rows = loaded_once.rows(
        """
        SELECT q.county_id, d.name, q.places, count(s.id), sum(s.grant_fen)::bigint / 100
        FROM site_quota q
        JOIN division d ON d.code = q.county_id
        LEFT JOIN site s ON s.county_id = q.county_id AND s.year = q.year
        GROUP BY 1, 2, 3 ORDER BY 1
        """
    )

    assert rows == [
        ("450202", "城中区", 2, 2, 10_000),
        ("450205", "柳北区", 1, 1, 5_000),
        ("450222", "柳城县", 2, 2, 10_000),
        ("450224", "融安县", 1, 1, 5_000),
    ]
    assert sum(row[3] for row in rows) == 6
    assert sum(row[4] for row in rows) == 30_000
    villages = loaded_once.rows("SELECT d.name FROM site s JOIN division d ON d.code = s.village_code ORDER BY 1")
    assert [name for (name,) in villages] == sorted(
        ["勤俭村委会", "杨梅村委会", "泉头村委会", "窑埠村委会", "牛车坪村委会", "香兰村委会"]
    )


def test_books_of_every_county_hold(loaded_once: DemoDatabase) -> None:
    database = Database(loaded_once.url)
    for county in COUNTIES:
        report = check_books(database, county_id=county.county_id, now=NOW)
        assert report.holds, [finding for finding in report.findings if not finding.holds]
        assert sum(report.trial_balance.values()) == 0
        assert report.trial_balance["household"] > 0
    database.dispose()


def test_every_screen_has_something_to_show(loaded_once: DemoDatabase) -> None:
    def found(statement: str) -> set[object]:
        return {value for (value,) in loaded_once.rows(statement)}

    assert found("SELECT DISTINCT state FROM service_record") == {
        "claimed",
        "disclosed",
        "disputed",
        "rejected",
        "settled",
    }
    assert found("SELECT DISTINCT in_means FROM attendance") == {"rotating", "card", "manual"}
    assert found("SELECT DISTINCT in_mode FROM attendance") == {"online", "offline", "backfill"}
    assert "closing" in found("SELECT DISTINCT out_means FROM attendance")
    assert found("SELECT state FROM objection") == {"dismissed", "open"}
    assert found("SELECT DISTINCT state FROM disclosure") == {"open", "settled"}
    assert found("SELECT DISTINCT state FROM redemption_order") == {"fulfilled", "cancelled", "expired"}
    assert found("SELECT DISTINCT kind FROM posting") == {"award", "source", "hold", "release", "settle"}
    ahead = f"> '{NOW.isoformat()}'"
    assert loaded_once.rows(f"SELECT count(DISTINCT site_id) FROM activity WHERE starts_at {ahead}") == [(6,)]
    assert loaded_once.rows(f"SELECT count(DISTINCT pickup_point_id) FROM redemption_day WHERE opens_at {ahead}") == [
        (6,)
    ]
    assert loaded_once.rows(f"SELECT count(*) > 0 FROM lot WHERE best_before < '{NOW.isoformat()}'::date + 60") == [
        (True,)
    ]
    assert loaded_once.rows("SELECT count(*) > 0 FROM paper_card WHERE state = 'active'") == [(True,)]
    open_sessions = f"SELECT count(*) FROM login_session WHERE revoked_at IS NULL AND expires_at {ahead}"
    assert loaded_once.rows(open_sessions) == [(0,)]


def test_same_seed_gives_the_same_data_and_another_seed_others(loaded_once: DemoDatabase, empty: DemoDatabase) -> None:
    again = empty.load()

    assert again.fresh
    assert empty.rows(FACTS) == loaded_once.rows(FACTS)
    assert empty.rows(ORDERS) == loaded_once.rows(ORDERS)
    assert Names(Chance(1)).of("mother") != Names(Chance(2)).of("mother")


def test_second_loading_changes_nothing(loaded: DemoDatabase) -> None:
    before = loaded.rows("SELECT count(*), max(at) FROM audit_entry")

    assert not loaded.load(seed=7).fresh

    assert loaded.rows("SELECT count(*), max(at) FROM audit_entry") == before


def test_loading_that_fails_half_way_leaves_nothing(empty: DemoDatabase) -> None:
    taken = openid_for_alias("xianglan-supervisor")
    empty.rows(
        "INSERT INTO volunteer (county_id, id, kind, name, name_pinyin, village_code, state, joined_on, created_at)"
        " VALUES ('450222', '0197f0aa-0000-7000-8000-000000000001', 'mother', '别人', 'bie ren', '450222100201',"
        " 'active', '2026-01-01', '2026-01-01') RETURNING 1"
    )
    empty.rows(
        "INSERT INTO wechat_account (openid, county_id, volunteer_id, bound_at)"
        f" VALUES ('{taken}', '450222', '0197f0aa-0000-7000-8000-000000000001', '2026-01-01') RETURNING 1"
    )

    with pytest.raises(CannotLoad):
        empty.load()

    assert empty.rows("SELECT count(*) FROM volunteer") == [(1,)]
    assert empty.rows("SELECT count(*) FROM division") == [(0,)]
    assert empty.rows("SELECT count(*) FROM audit_entry") == [(0,)]


def test_every_identity_is_a_sandbox_user_with_her_role(loaded_once: DemoDatabase) -> None:
    bound = {
        (openid, role, place)
        for openid, role, place in loaded_once.rows(
            "SELECT w.openid, g.role, g.place_code FROM wechat_account w LEFT JOIN role_grant g"
            " ON g.county_id = w.county_id AND g.volunteer_id = w.volunteer_id"
        )
    }
    openid = sandbox_identities.openid_for_alias

    named = {(openid(each.alias), str(each.role), each.place_code) for each in all_identities()}
    volunteers = {
        (openid(volunteer_alias(site, number)), None, None)
        for county in COUNTIES
        for site in county.sites
        for number in range(1, PHONES_TOLD + 1)
    }
    assert bound == named | volunteers
    assert len(named) == 3 + 2 * len(COUNTIES) + 6 * 5
