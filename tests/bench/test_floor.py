"""The floor runs the hot statements themselves, and the load client counts what it gets."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from flask import Flask

from bench import hot_paths
from bench.capture import Service
from bench.day import Person
from bench.floor import cast_of, rewritten, text_of
from bench.load_client import Load, request


def test_statement_when_rewritten_for_pgbench_then_parameters_are_typed_variables() -> None:
    statement = "SELECT to_char(now(), 'HH24:MI'), 7 %% 2, %(who)s::uuid WHERE %(none)s IS NULL -- all"
    casts = {"who": "uuid", "none": ""}

    found = rewritten(statement, casts, 3)

    assert found == (
        "SELECT to_char(now(), 'HH24' || chr(58) || 'MI'), 7 % 2, nullif(:who_3, '')::uuid::uuid "
        "WHERE NULL IS NULL -- all"
    )


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (True, "boolean", "True"),
        (7, "integer", "7"),
        (2**40, "bigint", str(2**40)),
        (b"\x01\xff", "bytea", "\\x01ff"),
        (dt.timedelta(minutes=30), "interval", "1800 seconds"),
        (dt.date(2026, 11, 20), "date", "2026-11-20"),
        (uuid.UUID(int=1), "uuid", "00000000-0000-0000-0000-000000000001"),
        (["a", "b"], "text[]", '{"a","b"}'),
        (None, "", None),
    ],
)
def test_parameter_when_written_for_pgbench_then_its_type_reads_it_back(value: object, kind: str, text: str) -> None:
    assert cast_of([None, value]) == kind
    assert text_of(value) == text


def test_balance_when_captured_then_is_one_statement_with_the_persons_token(app: Flask) -> None:
    service = Service(app)
    person = Person("450222", str(uuid.uuid4()), "450222100201", f"450222.{'A' * 43}")
    requests = hot_paths.reads("/v1/me/balance", [person])

    found = service.hot_statements([next(requests), next(requests)])

    assert len(found) == 2
    assert all("login_session" in statement for statement, _ in found)
    assert found[0][1]["county_id"] == "450222"


def test_load_when_something_failed_then_says_how_much() -> None:
    load = Load(seconds=1, latencies=[3.0, 1.0, 2.0])
    load.statuses.update([200, 201, 409])

    assert (load.requests, load.failed, load.percentile(50), load.percentile(99)) == (3, 1, 2.0, 3.0)
    assert (
        request("GET", "/x", token="t") == b"GET /x HTTP/1.1\r\nHost: bench.invalid\r\nAuthorization: Bearer t\r\n\r\n"
    )
