"""Idempotency records: the same key with the same request is one deed, however often it is sent.

The record is written in the transaction of the deed, so both stand or both vanish (a refused request frees its key).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

from sqlalchemy import Index, LargeBinary, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from points.base import Base, CountyId, Id, Instant
from points.errors import Conflict, Invalid, KeyReused

KEPT = dt.timedelta(hours=72)
"""How long an answer can be replayed; the books' own references protect for ever."""

FORGET = text(
    "DELETE FROM idempotency_record WHERE (county_id, actor_id, key) IN "
    "(SELECT county_id, actor_id, key FROM idempotency_record WHERE recorded_at < :before LIMIT 5000)"
)
TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")


class KeyMissing(Invalid):
    """A request that moves minutes, points or stock came without an Idempotency-Key."""

    code = "idempotency_key_missing"


class InProgress(Conflict):
    """The first request with this key is still running."""

    code = "in_progress"


class IdempotencyRecord(Base):
    """The stored answer of a finished command."""

    __tablename__ = "idempotency_record"
    __table_args__ = (Index("ix_idempotency_record_recorded_at", "recorded_at"),)

    county_id: Mapped[CountyId]
    actor_id: Mapped[Id]
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[Instant]


def request_hash(method: str, path: str, body: bytes) -> bytes:
    """Return the fingerprint that tells a repeated request from another one under the same key."""
    return hashlib.sha256(b"\0".join([method.encode(), path.encode(), body])).digest()


def claim(
    session: Session, *, county_id: str, actor_id: uuid.UUID, key: str, fingerprint: bytes
) -> IdempotencyRecord | None:
    """Take the key for this transaction; return the stored answer if the deed was already done.

    Raises:
        InProgress: another request with this key is running now.
        KeyReused: the key was used for a different request.
    """
    name = f"{county_id}:{actor_id}:{key}"
    if not session.execute(TRY_LOCK, {"name": name}).scalar_one():
        raise InProgress()
    return find(session, county_id=county_id, actor_id=actor_id, key=key, fingerprint=fingerprint)


def find(
    session: Session, *, county_id: str, actor_id: uuid.UUID, key: str, fingerprint: bytes
) -> IdempotencyRecord | None:
    """Return the stored answer if the deed was already done.

    Raises:
        KeyReused: the key was used for a different request.
    """
    earlier = session.execute(
        select(IdempotencyRecord).where(
            IdempotencyRecord.county_id == county_id,
            IdempotencyRecord.actor_id == actor_id,
            IdempotencyRecord.key == key,
        )
    ).scalar_one_or_none()
    if earlier is not None and earlier.request_hash != fingerprint:
        raise KeyReused()
    return earlier


def remember(
    session: Session,
    *,
    county_id: str,
    actor_id: uuid.UUID,
    key: str,
    fingerprint: bytes,
    status: int,
    body: bytes,
    now: dt.datetime,
) -> None:
    """Keep the answer of the finished command beside its effect."""
    session.add(
        IdempotencyRecord(
            county_id=county_id,
            actor_id=actor_id,
            key=key,
            request_hash=fingerprint,
            status=status,
            body=body,
            recorded_at=now,
        )
    )


def forget_old_answers(session: Session, *, now: dt.datetime) -> int:
    """Delete answers older than 72 hours, a batch at a time; return how many went."""
    done = session.execute(FORGET, {"before": now - KEPT})
    return int(getattr(done, "rowcount", 0))
