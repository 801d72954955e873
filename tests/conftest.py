"""One real PostgreSQL for the whole run; every test gets its own copy of the migrated database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from app.core.db import Database
from app.embedded.postgres import Server, throwaway
from app.factory import create_app
from app.schema import upgrade
from app.settings import Settings
from tests.databases import TEMPLATE, copy_of
from tests.world import World


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A throwaway PostgreSQL with one migrated template database."""
    with throwaway() as running:
        with psycopg.connect(running.owner_url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
        upgrade(running.url_of(TEMPLATE, owner=True), app_role=running.app_role)
        yield running


@pytest.fixture
def database_name(server: Server) -> Iterator[str]:
    """The name of a fresh copy of the migrated database."""
    with copy_of(server) as name:
        yield name


@pytest.fixture
def owner_url(server: Server, database_name: str) -> str:
    """The address of the test's database for its owner."""
    return server.url_of(database_name, owner=True)


@pytest.fixture
def settings(server: Server, database_name: str, tmp_path: Path) -> Settings:
    """Development settings on the test's own database."""
    return Settings.from_environment(
        {
            "ENVIRONMENT": "development",
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": server.url_of(database_name),
            "CLOCK_OFFSET_FILE": str(tmp_path / "clock-offset"),
            "LOG_LEVEL": "WARNING",
            "WECHAT_APPID": "wxsandbox0000000001",
            "WECHAT_SECRET": "sandbox-secret-of-the-tests",
            "WECHAT_GATEWAY_URL": "http://127.0.0.1:9",
        }
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole application on the test's own database."""
    application = create_app(settings)
    yield application
    application.extensions["database"].dispose()


@pytest.fixture
def database(app: Flask) -> Database:
    """The application's database, connected with the application's own role."""
    return app.extensions["database"]


@pytest.fixture
def world(app: Flask, settings: Settings) -> World:
    """A county with a village, a site and people to be added, and an HTTP client for each of them."""
    return World(app=app, clock_file=settings.clock_offset_file)
