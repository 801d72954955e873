"""Console accounts: two factors, one use per code, and limits that survive everything."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.core.totp import code_at, matching_step, step_of
from tests.world import COUNTY, VILLAGE, Person, World


@dataclass
class Account:
    """A console account and the authenticator that belongs to it."""

    world: World
    login_name: str
    password: str
    secret: bytes

    def code(self) -> str:
        return code_at(self.secret, step_of(self.world.now))

    def log_in(self, **changes: str) -> TestResponse:
        body = {"login_name": self.login_name, "password": self.password, "totp": self.code(), **changes}
        return self.world.client.post("/v1/staff-login", json=body)


@pytest.fixture
def keeper(world: World) -> Person:
    """Somebody who will get a console account."""
    return world.staff("shop_keeper", place_code=VILLAGE)


@pytest.fixture
def account(world: World, keeper: Person) -> Account:
    """Her account, opened by the county."""
    county = world.staff("county_staff", place_code=COUNTY)
    issued = county.post(f"/volunteers/{keeper.volunteer_id}/staff-credential", {"login_name": "keeper"}).get_json()
    secret = parse_qs(urlsplit(issued["totp_uri"]).query)["secret"][0]
    padded = secret + "=" * (-len(secret) % 8)
    return Account(world, "keeper", issued["password"], base64.b32decode(padded))


def test_one_time_codes_follow_the_published_vectors() -> None:
    secret = b"12345678901234567890"
    vectors = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 20000000000: "353130"}

    for seconds, code in vectors.items():
        now = dt.datetime.fromtimestamp(seconds, dt.UTC)
        assert code_at(secret, step_of(now)) == code
        assert matching_step(secret, code, now=now + dt.timedelta(seconds=30)) == step_of(now)
        assert matching_step(secret, code, now=now + dt.timedelta(seconds=60)) is None


def test_staff_login_when_right_then_begins_a_short_session_and_each_code_works_once(
    account: Account, world: World, keeper: Person
) -> None:
    done = account.log_in()
    assert done.status_code == 200
    console = Person(world, keeper.volunteer_id, None, done.get_json()["token"])
    assert console.get("/sessions").get_json()["items"][0]["kind"] == "console"

    replayed = account.log_in()
    assert (replayed.status_code, replayed.get_json()["code"]) == (401, "staff_login_refused")
    world.advance(seconds=30)
    assert account.log_in().status_code == 200

    for _ in range(3):
        world.advance(minutes=20)
        assert console.get("/me").status_code == 200
    world.advance(minutes=31)
    assert console.get("/me").status_code == 401


def test_staff_login_when_anything_is_wrong_then_says_the_same(account: Account) -> None:
    answers = [
        account.log_in(password="wrong wrong wrong"),
        account.log_in(totp="000000" if account.code() != "000000" else "000001"),
        account.log_in(login_name="nobody"),
    ]

    said = {(answer.status_code, answer.get_json()["code"], answer.get_json()["detail"]) for answer in answers}
    assert len(said) == 1
    assert answers[0].status_code == 401


@pytest.mark.parametrize("name", ["keeper", "nobody", "KEEPER"])
def test_staff_login_when_guessed_then_locks_alike_whether_the_name_exists(
    account: Account, world: World, name: str
) -> None:
    codes = [account.log_in(login_name=name, password="guess").get_json()["code"] for _ in range(7)]
    assert codes == ["staff_login_refused"] * 5 + ["sign_in_throttled"] * 2

    locked = account.log_in()
    if name != "nobody":
        assert locked.status_code == 429
        assert 0 < int(locked.headers["Retry-After"]) <= 900
    world.advance(minutes=15, seconds=1)
    assert account.log_in().status_code == 200


def test_staff_login_when_limited_in_memory_only_then_the_database_still_knows(account: Account, world: World) -> None:
    for _ in range(5):
        account.log_in(password="guess")

    world.app.extensions["rate_limiter"]._windows.clear()

    assert account.log_in().status_code == 429


def test_password_when_changed_then_ends_sessions_and_weak_ones_are_refused(
    account: Account, world: World, keeper: Person
) -> None:
    console = Person(world, keeper.volunteer_id, None, account.log_in().get_json()["token"])

    def change(new: str) -> TestResponse:
        world.advance(seconds=30)
        body = {"password": account.password, "totp": account.code(), "new_password": new}
        return console.put("/me/password", body)

    for weak in ("short", "aaaaaaaaaaaaaaa", "my-keeper-password", "1234567890123"):
        assert change(weak).get_json()["code"] == "password_weak", weak
    assert change("四个不相干的词语放在一起就行").status_code == 204
    assert console.get("/me").status_code == 401
    world.advance(seconds=30)
    assert account.log_in().status_code == 401
    world.advance(seconds=30)
    assert account.log_in(password="四个不相干的词语放在一起就行").status_code == 200


def test_credential_when_stored_then_neither_password_nor_secret_can_be_read(account: Account, world: World) -> None:
    with world.database.session() as session:
        stored = session.execute(text("SELECT password_hash, totp_cipher FROM staff_credential")).one()
        kept = str(session.execute(text("SELECT * FROM idempotency_record")).all())

    assert stored[0].startswith("$argon2id$")
    assert base64.b32encode(account.secret) not in bytes(stored[1])
    assert account.password not in kept


def test_suspended_staff_when_logging_in_then_are_refused(account: Account, world: World, keeper: Person) -> None:
    county = world.staff("county_staff", place_code=COUNTY)
    county.post(f"/volunteers/{keeper.volunteer_id}/suspension", {"reason": "停用"})

    assert account.log_in().get_json()["code"] == "staff_login_refused"
