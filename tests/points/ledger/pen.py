"""Short ways to write in the ledger, each in a transaction of its own, as the application's own role."""

import datetime as dt
import uuid

import psycopg
from sqlalchemy import text

from app.clock import local_date
from app.core.transaction import transaction
from points.amounts import Points
from points.base import new_id
from points.ledger import accounts
from points.ledger.audit import LEDGER_CHECKS, run_check
from points.ledger.chain import seal
from points.ledger.posting import Posted, post, reverse
from tests.world import COUNTY, World


def move(world: World, source, target, points: int, *, reference: str | None = None, **others) -> Posted:
    with transaction(world.database, now=world.now) as work:
        return post(
            work.session,
            county_id=COUNTY,
            reference=reference or f"test:{new_id()}",
            kind=others.pop("kind", "test"),
            source=source,
            target=target,
            points=Points(points),
            actor_id=None,
            occurred_on=others.pop("occurred_on", local_date(work.now)),
            now=work.now,
            **others,
        )


def award(world: World, household: uuid.UUID, points: int, **others) -> Posted:
    return move(world, accounts.ISSUANCE, accounts.household(household), points, kind="award", **others)


def spend(world: World, household: uuid.UUID, points: int, **others) -> Posted:
    return move(world, accounts.household(household), accounts.ESCROW, points, kind="hold", **others)


def undo(world: World, posting_id: uuid.UUID) -> Posted:
    with transaction(world.database, now=world.now) as work:
        return reverse(
            work.session,
            county_id=COUNTY,
            posting_id=posting_id,
            actor_id=None,
            occurred_on=local_date(work.now),
            now=work.now,
        )


def seal_all(world: World, *, minutes_later: int = 5) -> int:
    with transaction(world.database, now=world.now + dt.timedelta(minutes=minutes_later)) as work:
        return seal(work.session, now=work.now)


def broken_checks(world: World) -> dict[str, int]:
    """Return the names of the ledger's checks that do not hold, with the number of violations."""
    with world.database.session() as session:
        findings = [run_check(session, check, county_id=COUNTY) for check in LEDGER_CHECKS]
    return {finding.check.name: finding.count for finding in findings if not finding.holds}


def tamper(owner_url: str, statement: str, *parameters: object) -> int:
    """Change a book as somebody with full access to the server could: the owner, after switching every guard off."""
    with psycopg.connect(owner_url) as connection:
        for book in ("posting", "sealed_posting", "ledger_block"):
            connection.execute(f"ALTER TABLE {book} DISABLE TRIGGER USER")
        keys = connection.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid IN ('posting'::regclass, 'ledger_block'::regclass)"
        ).fetchall()
        for table, name in keys:
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        return connection.execute(statement, parameters).rowcount


def count_postings(world: World) -> int:
    with world.database.session() as session:
        return session.execute(text("SELECT count(*) FROM posting")).scalar_one()
