"""Take indexes and constraints off tables before a bulk load and put them back afterwards.

Building an index over ten million rows once is several times cheaper than ten million insertions into it, and
foreign keys that are added at the end prove that the generated rows fit together.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

import psycopg

CONSTRAINTS = """
SELECT c.conname, c.conrelid::regclass::text, c.contype::text, pg_get_constraintdef(c.oid)
FROM pg_constraint c
WHERE c.contype IN ('p', 'u', 'f') AND (c.conrelid::regclass::text = ANY(%(tables)s)
   OR (c.contype = 'f' AND c.confrelid::regclass::text = ANY(%(tables)s)))
ORDER BY c.contype = 'f' DESC, pg_relation_size(c.conrelid) DESC
"""
INDEXES = """
SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i
WHERE i.indrelid::regclass::text = ANY(%(tables)s)
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
WORK_MEMORY = "-c maintenance_work_mem=512MB -c work_mem=256MB -c max_parallel_maintenance_workers=0 -c lock_timeout=0"


@dataclass
class Removed:
    """The statements that bring everything back, in the order in which they must run."""

    tables: list[str]
    keys: list[tuple[str, str]] = field(default_factory=list)
    foreign_keys: list[tuple[str, str]] = field(default_factory=list)


def remove(url: str, tables: Iterable[str]) -> Removed:
    """Drop every index, key and foreign key of the tables, let their triggers sleep, and return how to restore all.

    The triggers guard how rows may come to be, one step after the other; a generated row comes to be at its end.
    """
    removed = Removed(list(tables))
    names = {"tables": removed.tables}
    with psycopg.connect(url) as connection:
        for name, table, kind, definition in connection.execute(CONSTRAINTS, names).fetchall():
            statement = f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'
            (removed.foreign_keys if kind == "f" else removed.keys).append((table, statement))
        indexes = connection.execute(INDEXES, names).fetchall()
        for table, statement in [*removed.foreign_keys, *removed.keys]:
            name = statement.split('"')[1]
            connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'.encode())
        for index, table, definition in indexes:
            removed.keys.append((table, definition))
            connection.execute(f"DROP INDEX {index}".encode())
        for table in removed.tables:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
    return removed


def restore(url: str, removed: Removed, *, lanes: int, say: Callable[[str], None]) -> None:
    """Build every key and index again, then check and add the foreign keys, ``lanes`` at a time."""
    for title, statements in (("keys and indexes", removed.keys), ("foreign keys", removed.foreign_keys)):
        started = time.monotonic()
        run_all(url, [statement for _, statement in statements], lanes=lanes)
        say(f"{title}: {len(statements)} in {time.monotonic() - started:.0f} s")
    run_all(url, [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in removed.tables], lanes=1)


def run_all(url: str, statements: list[str], *, lanes: int) -> None:
    """Run independent statements over several connections; the first failure is raised after all have ended."""
    waiting: SimpleQueue[str] = SimpleQueue()
    failures: list[BaseException] = []
    for statement in statements:
        waiting.put(statement)

    def lane() -> None:
        try:
            with psycopg.connect(url, autocommit=True, options=WORK_MEMORY) as connection:
                while not failures:
                    connection.execute(waiting.get_nowait().encode())
        except Empty:
            pass
        except psycopg.Error as error:
            failures.append(error)

    threads = [threading.Thread(target=lane) for _ in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
