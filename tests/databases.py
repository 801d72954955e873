"""Databases of their own for tests: copies of a migrated one, dropped afterwards."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

from app.embedded.postgres import Server

TEMPLATE: Final = "template_migrated"
"""The migrated database without a row; the ``server`` fixture makes it once."""


@contextmanager
def copy_of(server: Server, template: str = TEMPLATE) -> Iterator[str]:
    """Give the name of a fresh copy of a database."""
    name = f"copy_{secrets.token_hex(6)}"
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY WAL_LOG")
    yield name
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        _drop(connection, name)


def _drop(connection: psycopg.Connection, name: str) -> None:
    """Drop a database; connections that were closed a moment ago may need another moment to be gone."""
    for _ in range(100):
        try:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        except psycopg.errors.InsufficientPrivilege:  # the housekeeping of PostgreSQL itself is in it
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"somebody is still connected to {name}")
