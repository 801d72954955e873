"""``flask db-upgrade`` and ``flask import-divisions``: what a fresh database needs first."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import make_url

from app import clock
from app.cli.speaking import database, plain_words, settings
from app.core.transaction import transaction
from app.places.divisions import SOURCE, import_divisions
from app.schema import upgrade


@click.command("db-upgrade", help="建立或升级数据库：表、函数、保护和权限。可以重复执行。")
@with_appcontext
def db_upgrade_command() -> None:
    """Bring the database to the current schema with the role that owns it, and grant the service's role its rights."""
    app_url = settings().database_url
    assert app_url is not None
    app_role = make_url(app_url).username
    if not app_role:
        raise click.ClickException("DATABASE_URL 里没有写数据库用户，不知道该给谁授权。")
    upgrade(settings().migration_database_url or app_url, app_role=app_role)
    click.echo("数据库已是最新。")


@click.command("import-divisions", help="导入行政区划（默认广西全区）。可以重复执行。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=SOURCE)
@with_appcontext
def import_divisions_command(file: Path) -> None:
    """Take in the official divisions; the same file again changes nothing."""
    with plain_words(), transaction(database(), now=clock.utc_now()) as work:
        done = import_divisions(work.session, file)
    click.echo(f"共 {done.named} 个区划，新增或改动 {done.written} 个。")
