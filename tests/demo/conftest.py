"""The demonstration data, loaded once for the whole run; every test gets its own copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from app.core.crypto import FieldCipher
from app.core.db import Database
from app.demo.loading import DEFAULT_SEED, Loaded, load
from app.embedded.postgres import Server
from tests.databases import copy_of

NOW = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)
"""A Wednesday morning with four ordinary working weeks behind it."""
CIPHER = FieldCipher({"test": bytes(range(32))}, current="test", lookup_key=bytes(range(32, 64)))


@dataclass
class DemoDatabase:
    """A database of its own, loaded or to be loaded."""

    server: Server
    name: str

    @property
    def url(self) -> str:
        return self.server.url_of(self.name)

    @property
    def owner_url(self) -> str:
        return self.server.url_of(self.name, owner=True)

    def load(self, *, seed: int = DEFAULT_SEED, now: dt.datetime = NOW) -> Loaded:
        database = Database(self.url)
        try:
            return load(database, seed=seed, cipher=CIPHER, now=now)
        finally:
            database.dispose()

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.owner_url) as connection:
            return connection.execute(statement.encode()).fetchall()


@pytest.fixture
def empty(server: Server) -> Iterator[DemoDatabase]:
    """A migrated database without a single row."""
    with copy_of(server) as name:
        yield DemoDatabase(server, name)


@pytest.fixture(scope="session")
def loaded_once(server: Server) -> Iterator[DemoDatabase]:
    """The demonstration data; tests that change anything take a copy."""
    with copy_of(server) as name:
        database = DemoDatabase(server, name)
        assert database.load().fresh
        yield database


@pytest.fixture
def loaded(server: Server, loaded_once: DemoDatabase) -> Iterator[DemoDatabase]:
    """A copy of the demonstration data."""
    with copy_of(server, loaded_once.name) as name:
        yield DemoDatabase(server, name)
