"""Guessing passwords, and locking others out by guessing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from app.core.transaction import transaction
from app.identity.models import Volunteer
from app.identity.service import staff
from app.identity.service.staff import TRIES_PER_ADDRESS, TRIES_PER_NAME, issue_credential
from tests.served import count
from tests.world import COUNTY, Person, World


def guess(world: World, login_name: str, address: str) -> TestResponse:
    """Try a wrong password from an address."""
    body = {"login_name": login_name, "password": "three wrong words", "totp": "123456"}
    return world.client.post("/v1/staff-login", json=body, environ_overrides={"REMOTE_ADDR": address})


def open_account(world: World, person: Person, login_name: str) -> None:
    """Give somebody a console account."""
    with transaction(world.database, now=world.now) as work:
        volunteer = work.session.get_one(Volunteer, (COUNTY, person.volunteer_id))
        issue_credential(
            work.session,
            volunteer,
            login_name=login_name,
            cipher=world.app.extensions["cipher"],
            actor_id=None,
            now=world.now,
        )


def test_address_that_used_up_its_tries_locks_nobody_out(world: World) -> None:
    keeper = world.staff("shop_keeper")
    open_account(world, keeper, "keeper.wei")
    for number in range(TRIES_PER_ADDRESS):
        assert guess(world, f"nobody{number}", "10.0.0.1").status_code == 401

    later = [guess(world, "keeper.wei", "10.0.0.1") for _ in range(TRIES_PER_NAME * 2)]
    flood = [guess(world, f"flood{number}", "10.0.0.1") for number in range(20)]

    assert {answer.status_code for answer in later + flood} == {429}
    assert guess(world, "keeper.wei", "10.0.0.2").status_code == 401, "her name has all its tries"
    assert count(world, "SELECT count(*) FROM sign_in_throttle") == TRIES_PER_ADDRESS + 4


def test_forwarded_addresses_are_not_believed_without_a_proxy(world: World) -> None:
    body = {"login_name": "nobody", "password": "three wrong words", "totp": "123456"}
    answers = [
        world.client.post("/v1/staff-login", json=body, headers={"X-Forwarded-For": f"10.1.0.{number}"})
        for number in range(TRIES_PER_NAME + 1)
    ]

    assert answers[-1].status_code == 429
    with world.database.session() as session:
        hashes = {bytes(row[0]) for row in session.execute(text("SELECT subject_hash FROM sign_in_throttle"))}
    assert hashes == {staff._subject_hash(each) for each in ("address:127.0.0.1", "name:nobody", "everybody")}


def test_name_stays_locked_for_its_window_and_says_how_long(world: World) -> None:
    answers: list[Any] = [guess(world, "keeper", f"10.0.0.{number}") for number in range(TRIES_PER_NAME + 1)]

    assert [answer.status_code for answer in answers] == [401] * TRIES_PER_NAME + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 15 * 60
    assert len({answer.get_json()["title"] for answer in answers[:-1]}) == 1
    world.advance(minutes=16)
    assert guess(world, "keeper", "10.0.0.9").status_code == 401
