"""The demonstration data, loaded once for the whole run; every test gets its own copy."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from app.core.crypto import FieldCipher
from app.core.db import Database
from app.demo.loading import DEFAULT_SEED, Loaded, load
from app.embedded.postgres import Server
from tests.conftest import TEMPLATE

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


def copy_of(server: Server, template: str) -> Iterator[DemoDatabase]:
    """Yield a copy of a database and drop it afterwards."""
    name = f"demo_{secrets.token_hex(6)}"
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY WAL_LOG")
    yield DemoDatabase(server, name)
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty(server: Server) -> Iterator[DemoDatabase]:
    """A migrated database without a single row."""
    yield from copy_of(server, TEMPLATE)


@pytest.fixture(scope="session")
def loaded_once(server: Server) -> Iterator[DemoDatabase]:
    """The demonstration data; tests that change anything take a copy."""
    for database in copy_of(server, TEMPLATE):
        assert database.load().fresh
        yield database


@pytest.fixture
def loaded(server: Server, loaded_once: DemoDatabase) -> Iterator[DemoDatabase]:
    """A copy of the demonstration data."""
    yield from copy_of(server, loaded_once.name)
