"""pgbench with the very SQL of the hot paths: the floor of the database.

The parameters of each statement come from a table of prepared rows; one row holds those of ``BATCH`` statements, so
fetching them costs next to nothing. Every client walks through rows of its own.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo
from psycopg.types.json import Jsonb

from app.core.db import SESSION_OPTIONS
from app.embedded.account import Account
from app.embedded.programs import postgres_programs

BATCH = 4
AS_IS = "unknown"
PARAMETER = re.compile(r"%\((\w+)\)s")
COLON_WORD = re.compile(r"(?<!:):(?=\w)")


@dataclass(frozen=True)
class Floor:
    """A pgbench script with its prepared parameters."""

    name: str
    script: Path
    rows: int

    @property
    def statements(self) -> int:
        """How many statements its parameters suffice for."""
        return self.rows * BATCH


@dataclass(frozen=True)
class Pace:
    """What one run of pgbench did."""

    statements: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Statements per second."""
        return self.statements / self.seconds


def prepare(url: str, name: str, statement: str, parameters: Sequence[Mapping[str, Any]]) -> Floor:
    """Write the script for a hot statement and the table of its parameters.

    ``parameters`` are exactly what the service passes to ``Database.hot``, one mapping for each execution.
    """
    names = list(dict.fromkeys(PARAMETER.findall(statement)))
    rows = len(parameters) // BATCH
    table = f"bench_{name}"
    columns = [f"{field}_{place}" for place in range(BATCH) for field in names]
    declared = "".join(f", {column} text" for column in columns)
    with psycopg.connect(url) as connection:
        connection.execute(f"DROP TABLE IF EXISTS {table}".encode())
        connection.execute(f"CREATE TABLE {table} (n integer PRIMARY KEY{declared})".encode())
        with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
            for row in range(rows):
                group = parameters[row * BATCH : (row + 1) * BATCH]
                copy.write_row([row, *(text_of(values[field]) for values in group for field in names)])
        connection.execute(f"GRANT SELECT ON {table} TO PUBLIC".encode())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"VACUUM (ANALYZE) {table}".encode())
    casts = {field: _cast([values[field] for values in parameters]) for field in names}
    lines = ["\\set n :client_id * :rows + :turn", "\\set turn :turn + 1"]
    fetched = ", ".join(f"coalesce({column}, '') AS {column}" for column in columns)
    lines.append(f"SELECT {fetched} FROM {table} WHERE n = :n \\gset")
    lines += [f"{rewritten(statement, casts, place)};" for place in range(BATCH)]
    script = Path(tempfile.gettempdir()) / f"huanbao-bench-{name}.sql"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Floor(name, script, rows)


def rewritten(statement: str, casts: Mapping[str, str], place: int) -> str:
    """Return a psycopg statement as pgbench wants it: ``:name`` for ``%(name)s``, typed as psycopg sends it."""
    safe = COLON_WORD.sub("' || chr(58) || '", statement).replace("%%", "%")
    lines = [line for line in safe.strip().rstrip(";").splitlines() if not line.strip().startswith("--")]

    def typed(match: re.Match[str]) -> str:
        kind, name = casts[match[1]], f":{match[1]}_{place}"
        return "NULL" if not kind else name if kind == AS_IS else f"nullif({name}, '')::{kind}"

    return PARAMETER.sub(typed, "\n".join(lines))


def _cast(samples: Sequence[Any]) -> str:
    """Text is sent without a type, as psycopg does, so that PostgreSQL sees from the context what it is."""
    kind = cast_of(samples)
    return AS_IS if kind == "text" and all(samples) else kind


def cast_of(samples: Sequence[Any]) -> str:
    """Return the PostgreSQL type of a parameter by its Python values; empty when it is always null."""
    value = next((sample for sample in samples if sample is not None), None)
    if value is None:
        return ""
    kinds: list[tuple[type, str]] = [
        (bool, "boolean"),
        (int, "bigint" if isinstance(value, int) and abs(value) > 2**31 else "integer"),
        (uuid.UUID, "uuid"),
        (dt.datetime, "timestamptz"),
        (dt.date, "date"),
        (dt.timedelta, "interval"),
        (bytes, "bytea"),
        (Jsonb, "jsonb"),
    ]
    if isinstance(value, list):
        return f"{cast_of(value) or 'text'}[]"
    return next((name for kind, name in kinds if isinstance(value, kind)), "text")


def text_of(value: Any) -> str | None:
    """Return a parameter as text that its cast reads back."""
    if value is None:
        return None
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, Jsonb):
        return str(value.obj)
    if isinstance(value, list):
        return "{" + ",".join(f'"{text_of(item)}"' for item in value) + "}"
    if isinstance(value, dt.timedelta):
        return f"{value.total_seconds():.0f} seconds"
    return str(value)


def run(account: Account, url: str, floor: Floor, *, clients: int, turns: int, first_turn: int = 0) -> Pace:
    """Let pgbench run ``turns`` batches for each client and return how fast it was.

    Raises:
        RuntimeError: pgbench failed or a statement did.
    """
    program = str(postgres_programs(account) / "pgbench")
    share = floor.rows // clients
    command = [
        program,
        "-n",
        "-M",
        "prepared",
        "-c",
        str(clients),
        "-j",
        "1",
        "-t",
        str(turns),
        "-f",
        str(floor.script),
    ]
    command += ["-D", f"rows={share}", "-D", f"turn={first_turn}"]
    done = account.run([*command, conninfo.make_conninfo(url, options=SESSION_OPTIONS)])
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    failed = re.search(r"number of failed transactions: (\d+)", done.stdout)
    if done.returncode != 0 or found is None or (failed and int(failed[1])):
        raise RuntimeError(f"pgbench {floor.name}: {done.stderr[-2000:]}{done.stdout[-500:]}")
    statements = clients * turns * BATCH
    return Pace(statements, clients * turns / float(found[1]))
