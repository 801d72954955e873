"""Load a whole province: 14,000 villages, 700,000 volunteers, 10 million attendances, by COPY.

``scripts/load-province --data-dir DIR`` starts an embedded PostgreSQL on its own folder; with DATABASE_URL and
MIGRATION_DATABASE_URL set it fills that database instead, which must be empty.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import os
import sys
import time
from collections import Counter
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from app import clock
from app.schema import upgrade
from bench import books, constraints
from bench.columns import COLUMNS
from bench.copying import Copies
from bench.county_goods import REDEEM_WEEK, write_goods, write_orders
from bench.county_people import Author, write_village
from bench.county_service import Service, rule_rows
from bench.server import LOADING, open_server, refuse_demo_folder
from bench.shape import ACTIVITIES_PER_VILLAGE, County, Shape, divisions

PARENT_TABLES = ("scoring_rule", "difficulty_class", "division")


def write_county(shape: Shape, county: County, copies: Copies) -> None:
    """Write every row of one county."""
    author = Author(shape, county, copies)
    villages = [write_village(author, code) for code in county.villages]
    write_goods(author, villages)
    service = Service(author)
    for week in range(ACTIVITIES_PER_VILLAGE):
        for place, village in enumerate(villages):
            service.write_activity(village, week, place=place)
        if week == REDEEM_WEEK:
            write_orders(author, villages)
    if county.number == 0:
        service.write_deep_household(villages[0])
    copies.fields(
        "account",
        [
            (county.county_id, home, str(village.balances[i]), str(village.entries[i]))
            for village in villages
            for i, home in enumerate(village.households)
        ],
    )


def load(url: str, shape: Shape, *, lanes: int) -> Counter[str]:
    """Fill an empty, migrated database; return the number of rows of every table.

    Raises:
        SystemExit: the database already holds people.
    """
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT 1 FROM volunteer LIMIT 1").fetchone():
            raise SystemExit("这个数据库里已经有人员，不装入。请换一个空的数据库或文件夹。")
    counties = shape.counties()
    say(f"{len(counties)} counties, {shape.villages:,} villages, {shape.attendances:,} attendances")
    removed = constraints.remove(url, [*COLUMNS, *PARENT_TABLES])
    _write_parents(url, shape, counties)
    rows = _copy(url, shape, counties, lanes=lanes)
    constraints.restore(url, removed, lanes=lanes, say=say)
    started = time.monotonic()
    statements = [f"VACUUM (ANALYZE) {table}" for table in sorted(rows, key=lambda name: -rows[name])]
    constraints.run_all(url, [*statements, "VACUUM (ANALYZE) division"], lanes=lanes)
    say(f"vacuum and statistics in {time.monotonic() - started:.0f} s")
    return rows


def _write_parents(url: str, shape: Shape, counties: list[County]) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("DELETE FROM division")
        with connection.cursor().copy("COPY division (code, name, level, parent_code, pinyin) FROM STDIN") as copy:
            for row in divisions():
                copy.write_row((row["code"], row["name"], row["level"], row["parent_code"], ""))
        for county in counties:
            rule, classes = rule_rows(shape, county)
            _insert(connection, "scoring_rule", rule)
            for row in classes:
                _insert(connection, "difficulty_class", row)


def _insert(connection: psycopg.Connection[Any], table: str, row: dict[str, Any]) -> None:
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Placeholder, row)),
    )
    connection.execute(statement, row)


def _copy(url: str, shape: Shape, counties: list[County], *, lanes: int) -> Counter[str]:
    """Let several processes write the counties; print progress after each."""
    context = multiprocessing.get_context("spawn")
    reports: SimpleQueue[Any] = context.SimpleQueue()
    shares = [counties[lane::lanes] for lane in range(lanes)]
    processes = [
        context.Process(target=_lane, args=(lane, url, shape), kwargs={"counties": share, "reports": reports})
        for lane, share in enumerate(shares)
        if share
    ]
    for process in processes:
        process.start()
    rows: Counter[str] = Counter()
    written: dict[int, int] = {}
    started, done, running = time.monotonic(), 0, len(processes)
    while running:
        lane, kind, fact = reports.get()
        if kind == "failed":
            for process in processes:
                process.terminate()
            raise SystemExit(f"loading failed, the database is incomplete: {fact}")
        if kind == "ended":
            running -= 1
            rows += fact
            continue
        done += 1
        written[lane] = fact
        total, spent = sum(written.values()), time.monotonic() - started
        if done == len(counties) or done % 5 == 0:
            say(f"county {done}/{len(counties)}, {total:,} rows, {total / spent:,.0f} rows/s")
    for process in processes:
        process.join()
    say(f"COPY: {rows.total():,} rows in {time.monotonic() - started:.0f} s")
    return rows


def _lane(lane: int, url: str, shape: Shape, *, counties: list[County], reports: SimpleQueue[Any]) -> None:
    try:
        with Copies(url, COLUMNS) as copies:
            for county in counties:
                write_county(shape, county, copies)
                reports.put((lane, "county", copies.rows.total()))
        reports.put((lane, "ended", copies.rows))
    except psycopg.Error as error:
        reports.put((lane, "failed", repr(error)))


def say(line: str) -> None:
    """Print a line of progress at once."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')}  {line}\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Load and check; exit status 1 when the books do not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, help="folder of an embedded PostgreSQL of its own")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the whole province, 0.01 a hundredth")
    parser.add_argument("--seed", type=int, default=2021)
    parser.add_argument("--today", type=dt.date.fromisoformat, default=clock.local_date(clock.utc_now()))
    parser.add_argument("--lanes", type=int, default=max(1, min(4, os.cpu_count() or 1)))
    parser.add_argument("--skip-check", action="store_true", help="do not check the books at the end")
    options = parser.parse_args(arguments)
    shape = Shape(scale=options.scale, seed=options.seed, today=options.today)
    if options.data_dir is not None:
        refuse_demo_folder(options.data_dir)
        with open_server(options.data_dir, LOADING) as server:
            return _load_and_check(server.owner_url, server.app_role, shape, options=options)
    url = os.environ.get("MIGRATION_DATABASE_URL")
    if not url or "DATABASE_URL" not in os.environ:
        parser.error("give --data-dir, or DATABASE_URL and MIGRATION_DATABASE_URL of an empty database")
    role = psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_URL"]).get("user", "huanbao_app")
    return _load_and_check(url, str(role), shape, options=options)


def _load_and_check(url: str, app_role: str, shape: Shape, *, options: argparse.Namespace) -> int:
    started = time.monotonic()
    upgrade(url, app_role=app_role)
    rows = load(url, shape, lanes=options.lanes)
    for table, count in sorted(rows.items(), key=lambda pair: -pair[1]):
        say(f"  {table:<22}{count:>12,}")
    say(f"loaded in {time.monotonic() - started:.0f} s")
    if options.skip_check:
        return 0
    found = books.differences(url)
    for title, wrong in found.items():
        say(f"{'ok ' if wrong == 0 else 'BAD'} {title}{'' if wrong == 0 else f': {wrong}'}")
    return 0 if not any(found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
