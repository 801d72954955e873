"""Connections: one SQLAlchemy engine for ordinary work, one autocommit lane for the hot statements."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from points.errors import Conflict, PointsError

REFUSAL_STATE = "YB001"
UNAVAILABLE = "temporarily_unavailable"
AWAY_STATES = frozenset({"57P01", "57P02", "57P03", "57014", "53300"})
"""Shut down, crashed, starting; a statement beyond its time; too many connections."""
SESSION_OPTIONS = (
    "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000 "
    "-c client_connection_check_interval=500 -c timezone=UTC -c plan_cache_mode=force_generic_plan"
)


class Busy(Conflict):
    """Somebody else is changing the same thing this very moment."""

    code = "busy_try_again"


class Database:
    """The one door to PostgreSQL. ``url`` is ``postgresql://…``; sizes are connections per process."""

    def __init__(self, url: str, *, pool_size: int = 8, application_name: str = "huanbao") -> None:
        target = url.replace("postgresql://", "postgresql+psycopg://", 1)
        arguments = {"options": SESSION_OPTIONS, "application_name": application_name}
        self.url = url
        self.engine: Engine = create_engine(
            target, pool_size=pool_size, max_overflow=2, pool_timeout=1, pool_pre_ping=True, connect_args=arguments
        )
        self._hot: Engine = create_engine(
            target,
            pool_size=pool_size,
            max_overflow=2,
            pool_timeout=1,
            pool_reset_on_return=None,
            isolation_level="AUTOCOMMIT",
            connect_args={**arguments, "prepare_threshold": 0},
        )

    def session(self) -> Session:
        """Return a new session; the caller closes it. Only ``app.core.transaction`` commits one."""
        return Session(self.engine, expire_on_commit=False)

    def hot(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        """Run one prepared statement in its own transaction and return its rows.

        A connection that broke while idle is replaced and the statement sent once more: every hot statement
        is harmless when sent twice.

        Raises:
            PointsError: the typed refusal that a database function raised, or a lost race as ``Busy``.
        """
        for last in (False, True):
            pooled = self._connected()
            try:
                connection: psycopg.Connection[Any] = pooled.driver_connection  # type: ignore[assignment]
                return connection.execute(statement, parameters).fetchall()
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if connection.closed:
                    pooled.invalidate()
                    if not last:
                        continue
                raise refusal_of(error) or error from None
            except psycopg.Error as error:
                raise refusal_of(error) or error from None
            finally:
                pooled.close()
        raise AssertionError("unreachable")

    def _connected(self) -> PoolProxiedConnection:
        try:
            return self._hot.raw_connection()
        except psycopg.Error as error:
            raise refusal_of(error) or error from None

    def dispose(self) -> None:
        """Close every idle connection, for instance before a fork or at shutdown."""
        self.engine.dispose()
        self._hot.dispose()


def refusal_of(error: BaseException) -> PointsError | None:
    """Return the typed refusal behind a database error, an outage included, or None when it is a bug."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    if not isinstance(error, psycopg.Error):
        return None
    if error.sqlstate == REFUSAL_STATE:
        kind = PointsError.registry[error.diag.message_primary or ""]
        return kind(**json.loads(error.diag.message_detail or "{}"))
    if error.sqlstate in {"40001", "40P01", "55P03"}:
        return Busy()
    if _is_away(error) and UNAVAILABLE in PointsError.registry:
        return PointsError.registry[UNAVAILABLE](retry_after=5)
    return None


def _is_away(error: psycopg.Error) -> bool:
    """Tell whether PostgreSQL is gone, starting, full or too slow; a bug of ours looks different."""
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return error.sqlstate[:2] == "08" or error.sqlstate in AWAY_STATES


def constraint_of(error: IntegrityError) -> str | None:
    """Return the name of the constraint that an insert or update violated."""
    origin = error.orig
    return origin.diag.constraint_name if isinstance(origin, psycopg.Error) else None
