"""What an operator does from the command line."""

from __future__ import annotations

import base64
import dataclasses
import secrets
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from app.cli import register_commands
from app.core.totp import code_at, step_of
from app.factory import create_app
from app.settings import FieldKey, Settings
from tests.world import World

NEW_ADMINISTRATOR = ["create-administrator", "--name", "韦管理", "--login-name", "wei"]


def run(app: Flask, *words: str, typed: str = "") -> Result:
    """Run a command as an operator would."""
    if "create-administrator" not in app.cli.commands:
        register_commands(app)
    return app.test_cli_runner().invoke(args=list(words), input=typed)


def test_upgrade_when_run_again_then_changes_nothing(
    server: object, database_name: str, settings: Settings, owner_url: str
) -> None:
    app = create_app(dataclasses.replace(settings, migration_database_url=owner_url))
    try:
        for _ in range(2):
            result = run(app, "db-upgrade")
            assert (result.exit_code, result.output) == (0, "数据库已是最新。\n")
    finally:
        app.extensions["database"].dispose()


def test_first_administrator_when_created_then_can_log_in_and_there_is_no_default(world: World) -> None:
    early = run(world.app, *NEW_ADMINISTRATOR, "--generate")
    assert early.exit_code == 1
    assert "import-divisions" in early.output

    assert "共 18091 个区划，新增或改动 18091 个。" in run(world.app, "import-divisions").output
    assert "新增或改动 0 个" in run(world.app, "import-divisions").output

    weak = run(world.app, *NEW_ADMINISTRATOR, typed="short\nshort\n")
    assert weak.exit_code == 1
    assert "密码至少 12 个字" in weak.output
    assert "Traceback" not in weak.output
    result = run(world.app, *NEW_ADMINISTRATOR, "--generate")
    assert result.exit_code == 0
    password = result.output.split("：")[1].splitlines()[0]
    secret = parse_qs(urlsplit(result.output.splitlines()[-1]).query)["secret"][0]

    login = world.client.post(
        "/v1/staff-login",
        json={
            "login_name": "wei",
            "password": password,
            "totp": code_at(base64.b32decode(secret), step_of(world.now)),
        },
    )
    token = login.get_json()["token"]
    me = world.client.get("/v1/me", headers={"Authorization": f"Bearer {token}"}).get_json()
    assert me["roles"] == [{"role": "administrator", "place_code": "45"}]

    taken = run(world.app, *NEW_ADMINISTRATOR, "--generate")
    assert taken.exit_code == 1
    assert "请换一个登录名" in taken.output
    with world.database.session() as session:
        assert session.execute(text("SELECT count(*) FROM volunteer")).scalar_one() == 1

    assert "已退出 1 台设备" in run(world.app, "end-sessions", "wei").output
    assert world.client.get("/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert run(world.app, "end-sessions", "nobody").exit_code == 1


def test_unlock_when_locked_then_lets_in_again(world: World) -> None:
    body = {"login_name": "wei", "password": "x", "totp": "000000"}
    for _ in range(6):
        last = world.client.post("/v1/staff-login", json=body)
    assert last.status_code == 429

    assert "已解锁" in run(world.app, "unlock", "WEI").output

    assert world.client.post("/v1/staff-login", json=body).status_code == 401
    assert "没有输错记录" in run(world.app, "unlock", "somebody").output


@pytest.mark.parametrize("people", [3])
def test_keys_when_rotated_then_the_old_one_is_not_needed_any_more(
    world: World, settings: Settings, people: int
) -> None:
    organizer = world.person(roles={"organizer": "450222100201"})
    from app.core.transaction import transaction
    from app.identity.service.people import PHONE_FIELD, change_phone

    for number in range(people):
        person = world.person()
        with transaction(world.database, now=world.now) as work:
            change_phone(
                work.session,
                county_id=person.county_id,
                volunteer_id=person.volunteer_id,
                phone=f"1380000000{number}",
                cipher=world.app.extensions["cipher"],
                actor_id=organizer.volunteer_id,
                now=work.now,
            )
    fresh = FieldKey("new", secrets.token_bytes(32))
    rotating = create_app(dataclasses.replace(settings, field_keys=(fresh, *settings.field_keys)))
    afterwards = create_app(dataclasses.replace(settings, field_keys=(fresh,)))
    try:
        assert "已重新加密 3 个字段" in run(rotating, "rotate-keys").output
        assert "已重新加密 0 个字段" in run(rotating, "rotate-keys").output
        with world.database.session() as session:
            sealed = session.execute(text("SELECT phone_cipher FROM volunteer WHERE phone_cipher IS NOT NULL"))
            cipher = afterwards.extensions["cipher"]
            phones = sorted(cipher.decrypt(bytes(row[0]), field=PHONE_FIELD) for row in sealed)
    finally:
        rotating.extensions["database"].dispose()
        afterwards.extensions["database"].dispose()

    assert phones == ["13800000000", "13800000001", "13800000002"]
