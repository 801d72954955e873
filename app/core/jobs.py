"""Jobs (Procrastinate): deferred on the command's own connection, so a job exists exactly when it committed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from procrastinate import App as JobApp
from procrastinate import PsycopgConnector, SyncPsycopgConnector

from app.core.transaction import UnitOfWork


@dataclass(frozen=True)
class PeriodicJob:
    """Work that the worker does again and again; every run must be harmless to repeat."""

    name: str
    cron: str
    run: Callable[[], int]


def enqueuer() -> JobApp:
    """Return the job application of a web process: it only defers, always on the caller's connection."""
    return JobApp(connector=SyncPsycopgConnector())


def worker_app(url: str) -> JobApp:
    """Return the job application of the worker process."""
    return JobApp(connector=PsycopgConnector(conninfo=url))


def defer(jobs: JobApp, work: UnitOfWork, name: str, *, at: dt.datetime | None = None, **facts: str) -> None:
    """Write a job beside the command's own rows. Facts are ids and short strings, never personal data."""
    deferrer = jobs.configure_task(name, schedule_at=at, connection=work.driver_connection())
    deferrer.defer(**facts)
