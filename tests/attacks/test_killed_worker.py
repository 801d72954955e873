"""The job worker is killed in the middle of something, and somebody else takes over."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import psycopg
import pytest
from flask import Flask
from psycopg.rows import tuple_row

from app.core.db import Database
from app.settings import Settings
from app.worker import PERIODIC, RELEASE, Surroundings, build, release_abandoned

KILLED = """
WITH gone AS (
    INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id
)
UPDATE procrastinate_jobs SET status = 'doing', worker_id = gone.id FROM gone WHERE task_name = %s
"""


@pytest.fixture
def near(app: Flask, settings: Settings) -> Surroundings:
    """What a worker in this process would reach for."""
    return Surroundings(app.extensions["database"], app.extensions["wechat"], settings)


ASK = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', %s, '{"timestamp": 0}') RETURNING id
"""


def test_work_of_a_killed_worker_is_done_by_the_next_one(near: Surroundings) -> None:
    database, work = near.database, PERIODIC[0].name
    jobs = build(near)

    async def work_on() -> None:
        async with jobs.open_async():
            await jobs.configure_task(work, lock=work, queueing_lock=work).defer_async(timestamp=0)
            _kill(database, work)
            await jobs.configure_task(work, lock=work, queueing_lock=work).defer_async(timestamp=0)
            await jobs.run_worker_async(wait=False)
            assert _states(database, work) == ["doing", "todo"], "the lock of the dead one is still there"
            assert await release_abandoned(jobs) == 1
            await jobs.run_worker_async(wait=False)

    asyncio.run(work_on())

    first, *others = _states(database, work)
    assert (first, set(others)) == ("failed", {"succeeded"}), "a new minute may have brought one more"


def test_release_runs_every_minute_and_holds_nobody_up(near: Surroundings) -> None:
    jobs = build(near)

    assert RELEASE in {task.task.name for task in jobs.periodic_registry.periodic_tasks.values()}
    assert jobs.tasks[RELEASE].lock is None


def _kill(database: Database, work: str) -> None:
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute(KILLED, (work,))


def _states(database: Database, work: str) -> list[str]:
    with psycopg.connect(database.url, autocommit=True, row_factory=tuple_row) as connection:
        rows = connection.execute(
            "SELECT status::text FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", (work,)
        )
        return [row[0] for row in rows]


def test_worker_goes_on_when_the_database_was_away_and_ends_when_told(database: Database, settings: Settings) -> None:
    environment = {
        **os.environ,
        "ENVIRONMENT": "development",
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": database.url,
    }
    worker = subprocess.Popen([sys.executable, "-m", "app.worker"], env=environment)
    try:
        _wait_for(lambda: _listens(database))
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            job = connection.execute(ASK, (RELEASE,)).fetchone()
        _wait_for(lambda: _is_done(database, job))
        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    finally:
        worker.kill()
        worker.wait()


def _listens(database: Database) -> bool:
    with psycopg.connect(database.url, row_factory=tuple_row) as link:
        found = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        return link.execute(found).fetchone() is not None


def _is_done(database: Database, job: tuple[int, ...] | None) -> bool:
    with psycopg.connect(database.url, row_factory=tuple_row) as link:
        return link.execute("SELECT FROM procrastinate_jobs WHERE id = %s", job).fetchone() is None


def _wait_for(true: Callable[[], bool]) -> None:
    for _ in range(150):
        if true():
            return
        time.sleep(0.2)
    raise AssertionError("it did not come")
