"""One command, one transaction, and the only ``commit()`` of the codebase."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.db import Database, refusal_of


@dataclass
class UnitOfWork:
    """What a command works with: its session, the instant it happens at, and what to do once it stands."""

    session: Session
    now: dt.datetime
    _after: list[tuple[Callable[..., None], dict[str, str]]] = field(default_factory=list)

    def after_commit(self, action: Callable[..., None], **facts: str) -> None:
        """Call ``action(**facts)`` once the command stands. Facts are strings; what must not be lost is a job."""
        for name, value in facts.items():
            if not isinstance(value, str):
                raise TypeError(f"{name}: only strings may leave a transaction")
        self._after.append((action, facts))

    def driver_connection(self) -> psycopg.Connection[object]:
        """Return the command's own connection, so that a job exists exactly when the command committed."""
        connection = self.session.connection().connection.driver_connection
        assert isinstance(connection, psycopg.Connection)
        return connection


@contextmanager
def transaction(database: Database, *, now: dt.datetime) -> Iterator[UnitOfWork]:
    """Run the body as one transaction: commit at its end, roll back when it raises.

    Raises:
        PointsError: when a database guard refused, as the typed refusal it stands for.
    """
    with database.session() as session:
        work = UnitOfWork(session=session, now=now)
        try:
            yield work
            session.commit()
        except DBAPIError as error:
            session.rollback()
            refusal = refusal_of(error)
            if refusal is not None:
                raise refusal from error
            raise
        except BaseException:
            session.rollback()
            raise
    for action, facts in work._after:
        action(**facts)
