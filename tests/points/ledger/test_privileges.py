"""The books cannot be written past the pen: not by the application's role, and not by UPDATE even as the owner."""

import psycopg
import pytest

from app.settings import Settings
from tests.points.ledger.pen import award, seal_all, tamper
from tests.world import World

FORBIDDEN_TO_THE_APPLICATION = (
    "INSERT INTO posting SELECT * FROM posting",
    "UPDATE posting SET points = 1",
    "DELETE FROM posting",
    "TRUNCATE posting",
    "INSERT INTO account SELECT * FROM account",
    "UPDATE account SET balance = 1",
    "DELETE FROM account",
    "UPDATE ledger_block SET seq = 9",
    "DELETE FROM ledger_block",
    "UPDATE sealed_posting SET place = 9",
    "DELETE FROM sealed_posting",
    "ALTER TABLE posting DISABLE TRIGGER ALL",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
)
FORBIDDEN_TO_THE_OWNER = (
    "UPDATE posting SET points = 1",
    "DELETE FROM posting",
    "TRUNCATE posting CASCADE",
    "UPDATE ledger_block SET seq = 9",
    "DELETE FROM sealed_posting",
)


def test_application_role_when_it_writes_past_the_pen_then_lacks_the_privilege(
    world: World, settings: Settings
) -> None:
    award(world, world.household(), 100)
    seal_all(world)
    refused = []

    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        for statement in FORBIDDEN_TO_THE_APPLICATION:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
            refused.append(statement)
        left = connection.execute("SELECT points FROM posting").fetchall()

    assert refused == list(FORBIDDEN_TO_THE_APPLICATION)
    assert left == [(100,)]


def test_owner_when_she_changes_a_book_then_the_guard_refuses(world: World, owner_url: str) -> None:
    award(world, world.household(), 100)
    seal_all(world)

    with psycopg.connect(owner_url, autocommit=True) as connection:
        for statement in FORBIDDEN_TO_THE_OWNER:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
                connection.execute(statement)


def test_peer_defect_10_balance_when_a_line_would_go_then_neither_can_be_changed_alone(
    world: World, owner_url: str
) -> None:
    home = world.household()
    award(world, home, 100)

    with psycopg.connect(owner_url, autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM posting")
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("UPDATE account SET balance = -1")

    assert world.balance(home) == 100


def test_posting_when_it_names_a_household_of_another_county_then_the_database_refuses(
    world: World, owner_url: str
) -> None:
    award(world, world.household(), 100)

    with pytest.raises(psycopg.errors.CheckViolation):
        tamper(owner_url, "UPDATE posting SET points = 0")
    with psycopg.connect(owner_url) as connection:
        connection.execute("ALTER TABLE posting DISABLE TRIGGER USER")
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute("UPDATE posting SET county_id = '450107'")
