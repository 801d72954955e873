"""How long the database works on one page of a long list, at the beginning and deep inside."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson
import psycopg

from bench.capture import Service
from bench.day import Day, Person
from bench.load_client import request

REPEATS = 5
LIMIT_MILLISECONDS = 2.0
DEPTHS = (0, 100, 1_000, 5_000, 10_000, 19_000)


@dataclass(frozen=True)
class Page:
    """A page at a depth: the slowest of its statements, median of warm repeats."""

    depth: int
    statements: int
    milliseconds: float
    buffers: int


def report(service: Service, url: str, day: Day) -> list[str]:
    """Return a table of the statement's pages for the household with the longest passbook."""
    person = day.deep_household()
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM posting").fetchone()
    lines = [f"{row[0] if row else 0:,} postings in all; household statement, newest first, 50 lines a page", ""]
    lines += ["| lines skipped | statements | all statements of the page, ms | shared buffers |", "|---|---|---|---|"]
    for page in walk(service, person, "/v1/me/statement?limit=50", DEPTHS):
        lines.append(f"| {page.depth:,} | {page.statements} | {page.milliseconds:.2f} | {page.buffers} |")
    return lines


def walk(service: Service, person: Person, path: str, depths: tuple[int, ...]) -> list[Page]:
    """Follow the cursors of a list and time the pages at the depths."""
    found, depth, target = [], 0, path
    while True:
        sent, body = service.statements(request("GET", target, token=person.token))
        answer = orjson.loads(body)
        if depth in depths:
            found.append(_timed(service, sent, depth))
        cursor = answer.get("next_cursor")
        if not cursor or depth >= max(depths):
            return found
        depth += len(answer["items"])
        target = f"{path}&cursor={quote(cursor)}"


def _timed(service: Service, sent: list[tuple[str, Any]], depth: int) -> Page:
    reading = [(text, given) for text, given in sent if text.lstrip()[:6].upper() in {"SELECT", "WITH R", "WITH C"}]
    reading = reading or sent
    milliseconds, buffers = 0.0, 0
    with psycopg.connect(service.database.url, autocommit=True) as connection:
        connection.execute("SET timezone TO 'UTC'")
        for text, given in reading:
            plans = [_explained(connection, text, given) for _ in range(REPEATS)]
            milliseconds += statistics.median(plan["Execution Time"] for plan in plans)
            buffers += plans[-1]["Plan"]["Shared Hit Blocks"] + plans[-1]["Plan"]["Shared Read Blocks"]
    return Page(depth, len(reading), milliseconds, buffers)


def _explained(connection: psycopg.Connection[Any], text: str, given: Mapping[str, Any]) -> dict[str, Any]:
    row = connection.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {text}".encode(), given).fetchone()
    assert row is not None
    plan: dict[str, Any] = row[0][0]
    return plan
