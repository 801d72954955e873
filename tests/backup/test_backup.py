"""A backup under use is restored elsewhere and its books hold; a damaged one is refused."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from app.backup import DUMP_NAME, MANIFEST_NAME, BackupError, back_up, restore
from app.core.db import Database
from app.embedded.postgres import Server
from app.ledger.books.report import check_books
from app.settings import Settings
from tests.app.activities.test_photos import picture, upload
from tests.world import COUNTY, World


@pytest.fixture
def empty_database(server: Server) -> str:
    """The name of a new database with nothing in it."""
    name = f"restored_{secrets.token_hex(4)}"
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return name


def test_restored_backup_has_the_same_balances_and_sound_books(
    world: World, owner_url: str, server: Server, empty_database: str, settings: Settings, tmp_path: Path
) -> None:
    household = world.household()
    world.give_points(household, 1250)
    made = back_up(owner_url, tmp_path / "backups", data_dir=settings.data_dir, now=world.now)
    world.give_points(household, 99)

    manifest = restore(
        server.url_of(empty_database, owner=True), made, data_dir=tmp_path / "elsewhere", app_role=server.app_role
    )

    restored = Database(server.url_of(empty_database), pool_size=1)
    with restored.session() as session:
        balance = session.execute(text("SELECT balance FROM account")).scalar_one()
    assert (balance, manifest["rows"]["posting"]) == (1250, 1)
    assert check_books(restored, county_id=COUNTY, now=world.now).holds
    with pytest.raises(psycopg.errors.InsufficientPrivilege), psycopg.connect(restored.url) as connection:
        connection.execute("UPDATE account SET balance = 0")
    restored.dispose()


def test_damaged_dump_is_refused_before_anything_is_written(
    world: World, owner_url: str, server: Server, empty_database: str, settings: Settings, tmp_path: Path
) -> None:
    made = back_up(owner_url, tmp_path / "backups", data_dir=settings.data_dir, now=world.now)
    dump = made / DUMP_NAME
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 0xFF
    dump.write_bytes(content)

    with pytest.raises(BackupError, match="已损坏"):
        restore(
            server.url_of(empty_database, owner=True), made, data_dir=tmp_path / "elsewhere", app_role=server.app_role
        )

    with psycopg.connect(server.url_of(empty_database, owner=True)) as connection:
        assert connection.execute("SELECT to_regclass('posting')").fetchone() == (None,)


def test_database_in_use_is_never_overwritten(
    world: World, owner_url: str, server: Server, settings: Settings, tmp_path: Path
) -> None:
    made = back_up(owner_url, tmp_path / "backups", data_dir=settings.data_dir, now=world.now)

    with pytest.raises(BackupError, match="不是空的"):
        restore(owner_url, made, data_dir=tmp_path / "elsewhere", app_role=server.app_role)


def test_manifest_that_promises_more_than_the_dump_holds_is_noticed(
    world: World, owner_url: str, server: Server, empty_database: str, settings: Settings, tmp_path: Path
) -> None:
    made = back_up(owner_url, tmp_path / "backups", data_dir=settings.data_dir, now=world.now)
    manifest = json.loads((made / MANIFEST_NAME).read_text(encoding="utf-8"))
    manifest["rows"]["posting"] += 1
    (made / MANIFEST_NAME).write_text(json.dumps(manifest), encoding="utf-8")

    with pytest.raises(BackupError, match="不一致"):
        restore(
            server.url_of(empty_database, owner=True), made, data_dir=tmp_path / "elsewhere", app_role=server.app_role
        )


def test_pictures_come_back_and_a_damaged_one_stops_the_restore(
    world: World, owner_url: str, server: Server, empty_database: str, settings: Settings, tmp_path: Path
) -> None:
    activity = world.activity()
    assert upload(activity.organizer, activity, picture()).status_code == 201
    kept = sorted(path.relative_to(settings.data_dir) for path in (settings.data_dir / "photos").rglob("*.jpg"))
    made = back_up(owner_url, tmp_path / "backups", data_dir=settings.data_dir, now=world.now)
    target, elsewhere = server.url_of(empty_database, owner=True), tmp_path / "elsewhere"

    one = made / kept[0]
    content = one.read_bytes()
    one.write_bytes(content[:-1])
    with pytest.raises(BackupError, match="照片"):
        restore(target, made, data_dir=elsewhere, app_role=server.app_role)
    assert not elsewhere.exists()
    one.write_bytes(content)
    restore(target, made, data_dir=elsewhere, app_role=server.app_role)

    assert len(kept) == 2
    assert sorted(path.relative_to(elsewhere) for path in elsewhere.rglob("*.jpg")) == kept
    assert (elsewhere / kept[0]).read_bytes() == content
