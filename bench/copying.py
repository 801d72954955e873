"""Rows on their way into tables: one COPY per table and process, all open at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import psycopg

Columns = Mapping[str, str]
"""Table → its columns, separated by spaces."""


class Copies:
    """Open COPY streams. Everything that was written stands when the block ends without an error."""

    def __init__(self, url: str, columns: Columns) -> None:
        self._url = url
        self._columns = columns
        self._stack = ExitStack()
        self._streams: dict[str, psycopg.Copy] = {}
        self.rows: Counter[str] = Counter()

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            for table, names in self._columns.items():
                connection = opening.enter_context(psycopg.connect(self._url, options="-c synchronous_commit=off"))
                listed = ", ".join(names.split())
                statement = f"COPY {table} ({listed}) FROM STDIN".encode()
                self._streams[table] = opening.enter_context(connection.cursor().copy(statement))
            self._stack = opening.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, traceback)

    def lines(self, table: str, lines: list[str]) -> None:
        """Send rows that are already COPY text, each ending in a line feed."""
        self._streams[table].write("".join(lines))
        self.rows[table] += len(lines)

    def fields(self, table: str, rows: Iterable[Iterable[str]]) -> None:
        """Send rows given as fields in COPY text; nothing in them needs escaping."""
        self.lines(table, ["\t".join(row) + "\n" for row in rows])
