"""Backups an operator can trust: dump, pictures, a manifest that says what must be in them, and a restore that checks.

Keys are not in the dump: without them encrypted phone numbers stay unreadable, so ``secrets`` are kept elsewhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import psycopg
from flask import current_app
from flask.cli import with_appcontext
from psycopg import sql
from sqlalchemy import make_url

from app import clock
from app.activities.service.photo_files import FOLDER as PHOTOS
from app.core.db import Database
from app.embedded.programs import POSTGRES_FOLDER, POSTGRES_WHEEL
from app.ledger.books.report import check_books, list_counties
from app.schema import upgrade
from app.settings import Settings

DUMP_NAME = "database.dump"
MANIFEST_NAME = "manifest.json"


class BackupError(Exception):
    """The backup or restore cannot be trusted; the message says why, in Chinese."""


def back_up(owner_url: str, folder: Path, *, data_dir: Path, now: dt.datetime) -> Path:
    """Write a dump, the pictures of ``data_dir`` and their manifest into a new subfolder; return that subfolder.

    Pictures are copied after the dump: one that was removed meanwhile stays removed, one that came meanwhile is spare.

    Raises:
        BackupError: the dump could not be made; nothing half-written keeps the final name.
    """
    target = folder / clock.to_local(now).strftime("%Y-%m-%d-%H%M%S")
    draft = target.with_name(target.name + ".draft")
    draft.mkdir(parents=True, mode=0o700)
    dump = draft / DUMP_NAME
    with psycopg.connect(owner_url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        _run(
            "pg_dump",
            "-Fc",
            "-Z",
            "6",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            "-f",
            str(dump),
            url=owner_url,
        )
        manifest = {"made_at": now.isoformat(), "sha256": _sha256(dump), **_content(connection)}
    manifest[PHOTOS] = _copy(data_dir / PHOTOS, draft / PHOTOS)
    (draft / MANIFEST_NAME).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.rename(target)
    return target


def restore(owner_url: str, backup: Path, *, data_dir: Path, app_role: str) -> dict[str, Any]:
    """Restore a backup into an empty database, its pictures into ``data_dir``, and compare all with the manifest.

    Pictures that are there already stay: their names are their content.

    Raises:
        BackupError: dump or picture is damaged, the database is not empty, or its content differs from the manifest.
    """
    try:
        manifest: dict[str, Any] = json.loads((backup / MANIFEST_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BackupError(f"备份不完整：{backup} 里没有可读的 {MANIFEST_NAME}") from None
    dump = backup / DUMP_NAME
    if not dump.exists() or _sha256(dump) != manifest.get("sha256"):
        raise BackupError("备份文件已损坏：内容与清单里的校验值不一致，没有恢复任何内容")
    pictures: dict[str, str] = manifest.get(PHOTOS, {})
    for name, digest in pictures.items():
        if not (backup / PHOTOS / name).is_file() or _sha256(backup / PHOTOS / name) != digest:
            raise BackupError(f"备份里的照片 {name} 缺失或已损坏，没有恢复任何内容")
    with psycopg.connect(owner_url) as connection:
        if _one(connection, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"):
            raise BackupError("目标数据库不是空的。请先新建一个空数据库再恢复，原有数据没有改动")
    _run(
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        "--no-owner",
        "--no-privileges",
        str(dump),
        url=owner_url,
    )
    with psycopg.connect(owner_url) as connection:
        found = _content(connection)
    for name, expected in found.items():
        if manifest.get(name) != expected:
            raise BackupError(f"恢复后的内容与清单不一致（{name}），请换一份备份")
    if pictures:
        _copy(backup / PHOTOS, data_dir / PHOTOS)
    upgrade(owner_url, app_role=app_role)
    return manifest


def _content(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    tables = [
        row[0]
        for row in connection.execute(
            "SELECT tablename FROM pg_tables "
            "WHERE schemaname = 'public' AND tablename NOT LIKE 'procrastinate%' ORDER BY 1"
        )
    ]
    counts = {
        table: _one(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))) for table in tables
    }
    heads = connection.execute(
        "SELECT DISTINCT ON (county_id) county_id, seq, encode(hash, 'hex') FROM ledger_block "
        "ORDER BY county_id, seq DESC"
    )
    return {
        "revision": _one(connection, "SELECT version_num FROM alembic_version"),
        "rows": counts,
        "ledger_heads": {county: [seq, digest] for county, seq, digest in heads},
    }


def _copy(source: Path, target: Path) -> dict[str, str]:
    """Copy a tree of files and return the hash of each copy by its name; a file that vanishes meanwhile is left out."""
    copied: dict[str, str] = {}
    for path in sorted(source.rglob("*.jpg")):
        name = path.relative_to(source)
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, target / name)
        except FileNotFoundError:
            continue
        copied[name.as_posix()] = _sha256(target / name)
    return copied


def _one(connection: psycopg.Connection[Any], query: str | sql.Composed) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def _program(name: str) -> str:
    spec = find_spec(POSTGRES_WHEEL)
    if spec is None or spec.origin is None:
        raise BackupError(f"没有找到 {name}，请重新安装依赖")
    return str(Path(spec.origin).parent / POSTGRES_FOLDER / "bin" / name)


def _run(name: str, *arguments: str, url: str) -> None:
    # The password goes by the environment: arguments can be read by every account of the machine.
    address = make_url(url)
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PGPASSWORD": str(address.password or "")}
    target = address.set(password=None).render_as_string(hide_password=False)
    done = subprocess.run(
        [_program(name), *arguments, "-d", target],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=environment,
    )
    if done.returncode != 0:
        raise BackupError(f"{name} 没有成功：{(done.stderr.strip().splitlines() or ['没有说明'])[-1]}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _owner_url(settings: Settings) -> str:
    if settings.migration_database_url is None:
        raise click.ClickException("请设置 MIGRATION_DATABASE_URL：备份和恢复要用表的所有者账号")
    return settings.migration_database_url


@click.command("backup", help="备份：把整个数据库和照片写到指定文件夹，附清单和校验值。")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@with_appcontext
def backup_command(folder: Path) -> None:
    """Back up the database into a folder."""
    try:
        settings: Settings = current_app.config["SETTINGS"]
        made = back_up(_owner_url(settings), folder, data_dir=settings.data_dir, now=clock.utc_now())
    except (BackupError, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"✓ 备份完成：{made}（密钥不在其中，请另外保管）")


@click.command("restore", help="恢复：把一份备份写进空数据库，放回照片，核对清单，再对账。")
@click.argument("backup", type=click.Path(path_type=Path, file_okay=False, exists=True))
@with_appcontext
def restore_command(backup: Path) -> None:
    """Restore a backup into the empty database of the settings, then prove the books."""
    settings: Settings = current_app.config["SETTINGS"]
    assert settings.database_url is not None
    role = make_url(settings.database_url).username
    if role is None:
        raise click.ClickException("DATABASE_URL 里没有账号名")
    try:
        manifest = restore(_owner_url(settings), backup, data_dir=settings.data_dir, app_role=role)
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    database: Database = current_app.extensions["database"]
    reports = [check_books(database, county_id=county, now=clock.utc_now()) for county in list_counties(database)]
    if not all(report.holds for report in reports):
        raise click.ClickException("数据恢复了，但对账不平，请运行 check-books 查看")
    click.echo(f"✓ 已恢复 {manifest['made_at']} 的备份，{len(reports)} 个县区对账全部相符")
