"""The job worker: ``python -m app.worker``. Periodic work of every slice, and jobs deferred by commands."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import signal
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import psycopg
from procrastinate import App as JobApp
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from sqlalchemy.orm import Session

from app import clock
from app.activities.service.photo_checks import CHECK_PHOTO, REMOVE_BLOCKED, ask_about_photo, remove_blocked
from app.activities.service.poster_codes import DRAW_CODE, draw_code
from app.activities.service.standing import expand_rosters
from app.activities.service.telling import remind_of_tomorrow
from app.attendance.service.closing import close_forgotten
from app.attendance.service.telling import tell_marked_by_name
from app.content.service.checking import CHECK_TEXT, check_text, hand_to_people
from app.core import logging as event_log
from app.core.crypto import FieldCipher
from app.core.db import Database
from app.core.idempotency import forget_old_answers
from app.core.jobs import worker_app
from app.core.transaction import transaction
from app.disclosure.service.settling import settle_due
from app.embedded.database import with_database
from app.gateways.connecting import connect_wechat
from app.gateways.redis import connect_redis
from app.gateways.wechat import WeChatGateway
from app.hours.service.claims import collect_claims
from app.hours.service.telling import remind_of_review, tell_verified
from app.households.service.reshaping import forward_merged
from app.identity.service.holds import end_lapsed_holds
from app.identity.service.login import forget_spent_logins
from app.ledger.service.expiries import apply_due
from app.ledger.service.telling import tell_expiring
from app.messages.service.inbox import forget_old_messages
from app.messages.service.pushes import PROCESS_PUSH, forget_old_pushes, process_push
from app.messages.service.queue import SEND_MESSAGE
from app.messages.service.roles import tell_about_roles
from app.messages.service.sending import send_message
from app.personal_data.service.merging_deed import follow_merged
from app.personal_data.service.sensitive import forget_guardians_of_grown, forget_unkept_numbers
from app.personal_data.service.telling import remind_of_corrections, tell_new_bindings
from app.redemption.service.orders import expire_orders
from app.redemption.service.telling import tell_about_orders
from app.relocations.service.forwarding import forward_relocated
from app.settings import Settings, load_or_exit
from app.teams.service.reminding import remind_of_filing
from points.ledger.chain import seal

log = logging.getLogger(__name__)
RELEASE = "jobs.release_abandoned"
RECONNECT_SECONDS = 2
ABANDONED_SECONDS = 30
"""A worker gives a sign of life every ten seconds."""


@dataclass(frozen=True)
class Surroundings:
    """What deferred work reaches for: the database, WeChat, and the settings."""

    database: Database
    wechat: WeChatGateway
    settings: Settings


@dataclass(frozen=True)
class DeferredWork:
    """Work that a command asked for; it opens its own transactions and is safe to repeat."""

    name: str
    run: Callable[..., None]


def _send_message(near: Surroundings, *, county_id: str, message_id: str) -> None:
    send_message(
        near.database,
        near.wechat,
        templates=near.settings.message_templates,
        county_id=county_id,
        message_id=uuid.UUID(message_id),
        clock=clock.utc_now,
    )


def _process_push(near: Surroundings, *, key: str) -> None:
    with transaction(near.database, now=clock.utc_now()) as unit:
        process_push(unit.session, bytes.fromhex(key), now=unit.now)


def _check_text(near: Surroundings, *, county_id: str, text_id: str, submitted_at: str) -> None:
    check_text(
        near.database,
        near.wechat,
        county_id=county_id,
        text_id=uuid.UUID(text_id),
        submitted_at=dt.datetime.fromisoformat(submitted_at),
        clock=clock.utc_now,
    )


def _check_photo(near: Surroundings, *, county_id: str, photo_id: str) -> None:
    settings = near.settings
    ask_about_photo(
        near.database,
        near.wechat,
        cipher=FieldCipher(
            dict(settings.field_keys), current=settings.field_keys[0].key_id, lookup_key=settings.lookup_key
        ),
        base_url=settings.public_base_url.rstrip("/"),
        county_id=county_id,
        photo_id=uuid.UUID(photo_id),
        clock=clock.utc_now,
    )


def _draw_code(near: Surroundings, *, activity_id: str, tried: str) -> None:
    draw_code(
        near.database,
        near.wechat,
        activity_id=uuid.UUID(activity_id),
        tried=int(tried),
        folder=near.settings.data_dir,
        now=clock.utc_now(),
    )


def _remove_blocked_photo(near: Surroundings, *, county_id: str, photo_id: str) -> None:
    with transaction(near.database, now=clock.utc_now()) as unit:
        remove_blocked(unit.session, county_id=county_id, photo_id=uuid.UUID(photo_id), folder=near.settings.data_dir)


@dataclass(frozen=True)
class PeriodicWork:
    """Work done again and again in one transaction; ``run`` returns how many things it did and is safe to repeat."""

    name: str
    cron: str
    run: Callable[..., int]


PERIODIC: tuple[PeriodicWork, ...] = (
    PeriodicWork("redemption.expire_orders", "* * * * *", expire_orders),
    PeriodicWork("attendance.close_forgotten", "* * * * *", close_forgotten),
    PeriodicWork("hours.collect_claims", "* * * * *", collect_claims),
    PeriodicWork("disclosure.settle_due", "* * * * *", settle_due),
    PeriodicWork("households.forward_merged", "* * * * *", forward_merged),
    PeriodicWork("relocations.forward", "* * * * *", forward_relocated),
    PeriodicWork("personal_data.follow_merged", "* * * * *", follow_merged),
    PeriodicWork("personal_data.forget_guardians_of_grown", "45 3 * * *", forget_guardians_of_grown),
    PeriodicWork("personal_data.forget_unkept_numbers", "55 3 * * *", forget_unkept_numbers),
    PeriodicWork("personal_data.tell_new_bindings", "* * * * *", tell_new_bindings),
    PeriodicWork("personal_data.remind_of_corrections", "25 * * * *", remind_of_corrections),
    PeriodicWork("identity.end_lapsed_holds", "*/5 * * * *", end_lapsed_holds),
    PeriodicWork("identity.forget_spent_logins", "*/10 * * * *", forget_spent_logins),
    PeriodicWork("core.forget_old_answers", "*/10 * * * *", forget_old_answers),
    PeriodicWork("activities.remind_of_tomorrow", "*/10 * * * *", remind_of_tomorrow),
    PeriodicWork("activities.expand_rosters", "25 * * * *", expand_rosters),
    PeriodicWork("hours.remind_of_review", "15 * * * *", remind_of_review),
    PeriodicWork("teams.remind_of_filing", "35 * * * *", remind_of_filing),
    PeriodicWork("hours.tell_verified", "* * * * *", tell_verified),
    PeriodicWork("attendance.tell_marked_by_name", "*/10 * * * *", tell_marked_by_name),
    PeriodicWork("redemption.tell_about_orders", "* * * * *", tell_about_orders),
    PeriodicWork("ledger.tell_expiring", "20 1-10 * * *", tell_expiring),
    PeriodicWork("content.hand_to_people", "* * * * *", hand_to_people),
    PeriodicWork("messages.tell_about_roles", "* * * * *", tell_about_roles),
    PeriodicWork("messages.forget_old_pushes", "50 3 * * *", forget_old_pushes),
    PeriodicWork("messages.forget_old", "40 3 * * *", forget_old_messages),
    PeriodicWork("ledger.seal", "*/5 * * * *", seal),
    PeriodicWork("ledger.expire", "10 * * * *", apply_due),
)

DEFERRED: tuple[DeferredWork, ...] = (
    DeferredWork(SEND_MESSAGE, _send_message),
    DeferredWork(PROCESS_PUSH, _process_push),
    DeferredWork(CHECK_TEXT, _check_text),
    DeferredWork(CHECK_PHOTO, _check_photo),
    DeferredWork(DRAW_CODE, _draw_code),
    DeferredWork(REMOVE_BLOCKED, _remove_blocked_photo),
)


def build(near: Surroundings) -> JobApp:
    """Return the worker's job application with every periodic and deferred work registered."""
    jobs = worker_app(near.database.url)
    for work in PERIODIC:
        _register(jobs, near.database, work)
    for deferred in DEFERRED:
        _register_deferred(jobs, near, deferred)
    _register_release(jobs)
    return jobs


async def run_deferred(near: Surroundings) -> None:
    """Do every deferred work that is due now, and nothing periodic, then return."""
    jobs = worker_app(near.database.url)
    for deferred in DEFERRED:
        _register_deferred(jobs, near, deferred)
    async with jobs.open_async():
        await jobs.run_worker_async(wait=False, listen_notify=False, install_signal_handlers=False)


async def release_abandoned(jobs: JobApp) -> int:
    """Let go of jobs whose worker was killed half-way and return how many; else nobody would ever do such work again.

    Periodic work is repeated within a minute anyway, so its job just ends; every other job is done anew.
    """
    abandoned = list(await jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=ABANDONED_SECONDS))
    for job in abandoned:
        log.warning("job.abandoned", extra={"work": job.task_name, "job_id": job.id})
        if job.queueing_lock is None:
            await jobs.job_manager.retry_job(job)
        else:
            await jobs.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
    return len(abandoned)


def run_once(database: Database, work: PeriodicWork, *, now: dt.datetime) -> int:
    """Do one round of a periodic work and return how many things it did."""
    with transaction(database, now=now) as unit:
        session: Session = unit.session
        return work.run(session, now=unit.now)


def _register(jobs: JobApp, database: Database, work: PeriodicWork) -> None:
    @jobs.periodic(cron=work.cron, periodic_id=work.name)
    @jobs.task(name=work.name, queueing_lock=work.name, lock=work.name)
    def run(timestamp: int) -> None:
        done = run_once(database, work, now=clock.utc_now())
        if done:
            log.info("work.done", extra={"work": work.name, "count": done})


def _register_deferred(jobs: JobApp, near: Surroundings, work: DeferredWork) -> None:
    @jobs.task(name=work.name)
    def run(**facts: str) -> None:
        work.run(near, **facts)


def _register_release(jobs: JobApp) -> None:
    @jobs.periodic(cron="* * * * *", periodic_id=RELEASE)
    @jobs.task(name=RELEASE, queueing_lock=RELEASE)
    async def release(timestamp: int) -> None:
        await release_abandoned(jobs)


async def serve(near: Surroundings) -> None:
    """Run until told to stop. When the database goes away the work stops; it begins anew as soon as it answers."""
    working = asyncio.create_task(_work_on(near))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, working.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await working


async def _work_on(near: Surroundings) -> NoReturn:
    while True:
        jobs = build(near)
        try:
            async with jobs.open_async():
                await release_abandoned(jobs)
                await jobs.run_worker_async(
                    concurrency=2,
                    fetch_job_polling_interval=1.0,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                )
        except (ConnectorException, psycopg.Error) as error:
            log.warning("worker.database_away", extra={"error": type(error).__name__})
        await asyncio.sleep(RECONNECT_SECONDS)


def main() -> None:
    """Start the worker with the settings of the environment."""
    settings = with_database(load_or_exit())
    event_log.configure(settings.log_level)
    clock.use_offset_file(settings.clock_offset_file)
    assert settings.database_url is not None
    database = Database(settings.database_url, pool_size=2, application_name="huanbao-worker")
    redis = connect_redis(settings.redis_url) if settings.redis_url else None
    asyncio.run(serve(Surroundings(database, connect_wechat(settings, redis), settings)))


if __name__ == "__main__":
    main()
