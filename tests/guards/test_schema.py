"""The models are the migrations, and the books cannot be changed."""

from __future__ import annotations

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import app.schema_tables
from app.core.db import Database
from app.schema import APPEND_ONLY
from points.base import Base
from tests.world import World


def test_models_equal_migrations(owner_url: str) -> None:
    assert app.schema_tables
    engine = create_engine(owner_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: not (kind == "table" and name.startswith("procrastinate_"))},
        )
        difference = compare_metadata(context, Base.metadata)
    engine.dispose()

    assert difference == []


def test_every_table_of_the_domain_has_the_county_first_in_its_key() -> None:
    world_wide = {
        "division",
        "wechat_account",
        "login_code",
        "push_event",
        "pending_registration",
        "sign_in_throttle",
        "privacy_notice",
    }
    wrong = [
        table.name
        for table in Base.metadata.tables.values()
        if table.name not in world_wide and next(iter(table.primary_key)).name != "county_id"
    ]

    assert wrong == []


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_application_role_cannot_change_a_book(world: World, database: Database, table: str) -> None:
    with (
        psycopg.connect(database.url, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_not_even_the_owner_can_empty_a_book(owner_url: str, table: str) -> None:
    with psycopg.connect(owner_url, autocommit=True) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"TRUNCATE {table} CASCADE")
