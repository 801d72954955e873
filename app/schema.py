"""Bring a database to the current schema: migrations, the job queue, functions and guards, privileges."""

from __future__ import annotations

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from procrastinate.schema import SchemaManager
from psycopg import sql
from sqlalchemy import create_engine

from app.privacy.notices import import_notices, read_notices

ROOT = Path(__file__).parent.parent
APPEND_ONLY = (
    "posting",
    "ledger_block",
    "sealed_posting",
    "hours_entry",
    "decision",
    "stock_movement",
    "item_price",
    "disclosure_line",
    "audit_entry",
    "grant_spending",
    "team_filing",
    "team_filing_review",
    "material_handout",
)
"""Books: the application may add to them and read them, nothing else."""


def upgrade(owner_url: str, *, app_role: str, revision: str = "head") -> None:
    """Upgrade the database behind ``owner_url`` and grant ``app_role`` exactly what it needs. Safe to repeat."""
    engine = create_engine(owner_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), revision)
    engine.dispose()
    with psycopg.connect(owner_url, autocommit=False) as connection:
        _install_job_queue(connection)
        for path in function_files():
            connection.execute(path.read_text().encode())
        import_notices(connection, read_notices())
        _grant(connection, app_role)


def alembic_config(connection: object) -> Config:
    """Return Alembic's configuration bound to an open connection."""
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "app" / "migrations"))
    config.attributes["connection"] = connection
    return config


def function_files() -> list[Path]:
    """Return the files with database functions and guards, in the order in which they are applied."""
    return [
        *sorted((ROOT / "app" / "migrations" / "sql").glob("*.sql")),
        *(ROOT / "points" / name / "functions.sql" for name in ("ledger", "stock", "redemption")),
        ROOT / "app" / "attendance" / "functions.sql",
    ]


def _install_job_queue(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    found = connection.execute("SELECT to_regclass('procrastinate_jobs')").fetchone()
    if found is not None and found[0] is None:
        connection.execute(SchemaManager.get_schema().encode())


def _grant(connection: psycopg.Connection[tuple[object, ...]], app_role: str) -> None:
    role = sql.Identifier(app_role)
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
        "REVOKE ALL ON alembic_version FROM {role}",
        "GRANT SELECT ON alembic_version TO {role}",
        "REVOKE INSERT, UPDATE, DELETE ON posting, account FROM {role}",
        "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON privacy_notice FROM {role}",
        "REVOKE DELETE, TRUNCATE ON consent FROM {role}",
        "REVOKE DELETE, TRUNCATE ON volunteer, service_record, disclosure, objection FROM {role}",
        "REVOKE INSERT, UPDATE, DELETE ON unit, stock_movement, redemption_order, order_line, redemption_usage,"
        " pickup_attempt FROM {role}",
    ):
        connection.execute(sql.SQL(statement).format(role=role))
    for table in APPEND_ONLY:
        connection.execute(
            sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}").format(
                table=sql.Identifier(table), role=role
            )
        )
