"""``flask export-all``: every table as CSV that an office can open, with a manifest that proves it is complete."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import Column, ColumnElement, Date, LargeBinary, Table, Text, cast, func, select, text
from sqlalchemy.orm import Session

import app.schema_tables  # noqa: F401 - every table is known
from app import clock
from app.cli.speaking import database
from app.core import audit
from app.core.spreadsheets import safe_cell
from app.core.transaction import transaction
from app.identity.service.rotation import ALL_COUNTIES
from points.base import Base

SECRETS = frozenset(
    {
        "idempotency_record",
        "login_code",
        "login_session",
        "pending_registration",
        "sign_in_throttle",
        "staff_credential",
        "wechat_account",
    }
)
"""Tables that hold nothing but keys to somebody's account; a backup has them, an export does not."""

MANIFEST = "manifest.json"
ROWS_AT_ONCE = 2000


@click.command("export-all", help="把全部数据导出为 CSV（UTF-8，可用 WPS 或 Excel 打开），附行数和校验值清单。")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--county", "county_id", default=None, help="只导出一个县（六位代码）。")
@with_appcontext
def export_all_command(folder: Path, county_id: str | None) -> None:
    """Write every table into an empty folder, all as of one instant; the same data gives the same bytes."""
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} 里已有文件，请换一个空文件夹。")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    now = clock.utc_now()
    files = _write_tables(folder, county_id)
    manifest = {
        "made_at": now.isoformat(timespec="seconds"),
        "county_id": county_id,
        "units": {"points": "百分之一积分", "minutes": "分钟", "*_fen": "分（人民币）", "*_at": "UTC"},
        "files": files,
    }
    content = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_text(content, encoding="utf-8")
    rows = sum(file["rows"] for file in files.values())
    _record(county_id, now=now, facts={"files": len(files), "rows": rows, "sha256": _digest(content.encode())})
    click.echo(f"已导出 {len(files)} 个表、{rows} 行到 {folder}，清单 {MANIFEST}。")


def exported_tables() -> list[Table]:
    """Return the tables of an export in the order of their names."""
    return [table for name, table in sorted(Base.metadata.tables.items()) if name not in SECRETS]


def _write_tables(folder: Path, county_id: str | None) -> dict[str, dict[str, Any]]:
    files = {}
    with database().session() as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
            session.execute(text(f"SET LOCAL {setting} = 0"))
        for table in exported_tables():
            path = folder / f"{table.name}.csv"
            rows = _write_table(session, table, path, county_id)
            files[path.name] = {"rows": rows, "sha256": _digest(path.read_bytes())}
    return files


def _write_table(session: Session, table: Table, path: Path, county_id: str | None) -> int:
    columns = [column for column in table.columns if not isinstance(column.type, LargeBinary)]
    query = select(*(_readable(column) for column in columns)).order_by(*table.primary_key)
    if county_id is not None and "county_id" in table.columns:
        query = query.where(table.columns["county_id"] == county_id)
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in columns])
        for row in session.execute(query.execution_options(yield_per=ROWS_AT_ONCE)):
            writer.writerow([_cell(value) for value in row])
            count += 1
    return count


def _readable(column: Column[Any]) -> ColumnElement[Any]:
    """Return the column as Python can read it: a date that never comes (goods that keep for ever) is no date."""
    if isinstance(column.type, Date):
        return func.nullif(cast(column, Text), "infinity").label(column.name)
    return column


def _cell(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return "" if value is None else value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dict | list):
        return safe_cell(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str))
    return safe_cell(str(value))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _record(county_id: str | None, *, now: dt.datetime, facts: dict[str, object]) -> None:
    with transaction(database(), now=now) as work:
        audit.record(
            work.session,
            county_id=county_id or ALL_COUNTIES,
            actor_id=None,
            action="export.all",
            subject_kind="export",
            subject_id=None,
            now=now,
            facts=facts,
        )
