"""Jobs (Procrastinate): deferred on the command's own connection, so a job exists exactly when it committed."""

from __future__ import annotations

from typing import Final

import psycopg
from procrastinate import App as JobApp
from procrastinate import PsycopgConnector, SyncPsycopgConnector
from sqlalchemy.orm import Session

_DEFERRER: Final = JobApp(connector=SyncPsycopgConnector())
"""Never opened: it only writes jobs, always on the connection of the command."""


def worker_app(url: str) -> JobApp:
    """Return the job application of the worker process."""
    return JobApp(connector=PsycopgConnector(conninfo=url))


def defer(session: Session, name: str, *, lock: str | None = None, wait_seconds: int = 0, **facts: str) -> None:
    """Write a job beside the command's own rows. Facts are ids and short strings, never personal data.

    Args:
        session: The command's session.
        name: What the worker calls the work.
        lock: Jobs of one lock are done one after the other, in the order written.
        wait_seconds: Do it so many seconds from now at the earliest.
        facts: What the work is told.
    """
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    session.flush()
    wait = {"seconds": wait_seconds} if wait_seconds else None
    _DEFERRER.configure_task(name, schedule_in=wait, lock=lock, connection=connection).defer(**facts)
