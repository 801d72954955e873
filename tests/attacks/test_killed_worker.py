"""The job worker is killed in the middle of something, and somebody else takes over."""

from __future__ import annotations

import asyncio

import psycopg
from psycopg.rows import tuple_row

from app.core.db import Database
from app.worker import PERIODIC, RELEASE, build, release_abandoned

KILLED = """
WITH gone AS (
    INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id
)
UPDATE procrastinate_jobs SET status = 'doing', worker_id = gone.id FROM gone WHERE task_name = %s
"""


def test_work_of_a_killed_worker_is_done_by_the_next_one(database: Database) -> None:
    work = PERIODIC[0].name
    jobs = build(database)

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

    assert _states(database, work) == ["failed", "succeeded"]


def test_release_runs_every_minute_and_holds_nobody_up(database: Database) -> None:
    jobs = build(database)

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
