"""The generator of the benchmark's province: a tiny one loads, and its books hold."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest

from bench.books import differences
from bench.province import load
from bench.server import ROOT, refuse_demo_folder
from bench.shape import Shape, token_of

TINY = Shape(scale=0.0002, seed=7, today=dt.date(2026, 11, 20), deep_postings=50)


def test_province_when_tiny_then_loads_with_every_constraint_and_balanced_books(owner_url: str) -> None:
    before = _constraints(owner_url)

    rows = load(owner_url, TINY, lanes=1)

    assert rows["attendance"] == rows["service_record"] == TINY.attendances == 2000
    assert rows["volunteer"] == 51 * TINY.villages
    assert _constraints(owner_url) == before
    assert set(differences(owner_url).values()) == {0}
    with psycopg.connect(owner_url) as connection:
        spread = connection.execute("SELECT state, count(*) > 0 FROM service_record GROUP BY state").fetchall()
        assert dict(spread) == {"settled": True, "verified": True, "claimed": True}
        county_id, volunteer_id, known = connection.execute(
            "SELECT county_id, volunteer_id, encode(token_hash, 'hex') FROM login_session LIMIT 1"
        ).fetchone() or pytest.fail("nobody is signed in")
        token = token_of(TINY.seed, county_id, str(volunteer_id))
        shown = connection.execute("SELECT encode(sha256(%s), 'hex')", [token.encode()]).fetchone()
        assert shown == (known,)
    with pytest.raises(SystemExit):
        load(owner_url, TINY, lanes=1)


def test_province_when_folder_is_the_services_own_then_is_refused() -> None:
    with pytest.raises(SystemExit):
        refuse_demo_folder(ROOT / "var")


def _constraints(url: str) -> set[tuple[str, ...]]:
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT conrelid::regclass::text, conname, contype::text FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace "
            "UNION ALL SELECT tablename, indexname, split_part(indexdef, ' WHERE ', 1) FROM pg_indexes "
            "WHERE schemaname = 'public' "
            "UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
        ).fetchall()
    return set(found)
