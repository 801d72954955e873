"""The database goes away under load: everybody is told to come back, and the next request is served."""

from __future__ import annotations

import dataclasses

import psycopg
import pytest

from app.factory import create_app
from app.settings import Settings
from tests.app.redemption.shop import Shop
from tests.world import World

CUT_EVERYBODY_OFF = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def cut_everybody_off(world: World) -> None:
    """End every connection of the service, as a restart of PostgreSQL does."""
    with psycopg.connect(world.database.url, autocommit=True) as connection:
        connection.execute(CUT_EVERYBODY_OFF)


def test_cut_connections_are_replaced_without_anybody_noticing(world: World) -> None:
    shop = Shop(world)
    mother = shop.mother()
    assert mother.get("/me/balance").status_code == 200

    for path in ("/me/balance", "/me/statement", "/me"):
        cut_everybody_off(world)
        assert mother.get(path).status_code == 200
    cut_everybody_off(world)
    placed = world.place_order(mother, shop.day, shop.soap)
    cut_everybody_off(world)
    assert shop.collect(placed.get_json()["pickup_code"]).status_code == 200


@pytest.mark.parametrize("path", ["/v1/me/balance", "/v1/me", "/v1/divisions", "/v1/activities"])
def test_database_that_does_not_answer_is_told_with_a_time_to_come_back(
    path: str, settings: Settings, world: World
) -> None:
    token = world.person().token
    away = create_app(dataclasses.replace(settings, database_url="postgresql://nobody@127.0.0.1:9/nothing"))

    answer = away.test_client().get(path, headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.get_json()["code"]) == (503, "temporarily_unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    away.extensions["database"].dispose()
