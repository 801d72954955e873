"""Tamper evidence (防篡改): sealed blocks of postings, each carrying the hash of the block before it.

Whoever changes, removes or slips in a sealed posting must recompute every later block, and then the head no longer
matches the one that was printed and hung on the village board. Sealing is a job; posting never waits for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, LargeBinary, RowMapping, Uuid, bindparam, select, text
from sqlalchemy.orm import Session

from points.ledger.models import Block, Posting, SealedPosting

GENESIS = bytes(32)
MARGIN = dt.timedelta(minutes=1)
LOOK_BACK = dt.timedelta(hours=1)
BLOCK_MOST = 5_000
RUN_MOST = 20_000

COUNTIES = text(
    """
    WITH RECURSIVE found AS (
        (SELECT county_id FROM posting ORDER BY county_id LIMIT 1)
        UNION ALL
        SELECT (SELECT p.county_id FROM posting p WHERE p.county_id > found.county_id ORDER BY p.county_id LIMIT 1)
        FROM found WHERE found.county_id IS NOT NULL
    )
    SELECT county_id FROM found WHERE county_id IS NOT NULL
    """
)
SEAL = text(
    "INSERT INTO sealed_posting (county_id, posting_id, block_seq, place, hash)"
    " SELECT :county_id, sealed.id, :seq, sealed.place, sealed.hash"
    " FROM unnest(:ids, :hashes) WITH ORDINALITY AS sealed(id, hash, place)"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)), bindparam("hashes", type_=ARRAY(LargeBinary)))
TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended('seal:' || :county_id, 0))")


@dataclass(frozen=True)
class Head:
    """The newest block of a county: what is printed and hung up."""

    county_id: str
    seq: int
    hash: bytes
    sealed_at: dt.datetime


def canonical(posting: RowMapping | dict[str, Any]) -> bytes:
    """Return the one text of a posting that is hashed: every column, keys sorted, UTC, no spaces."""
    plain = {name: _plain(value) for name, value in posting.items()}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def block_hash(
    *, county_id: str, seq: int, previous: bytes, sealed_at: dt.datetime, posting_hashes: Iterable[bytes]
) -> bytes:
    """Return the hash of a block: of its head line, the hash before it and every posting's hash in order."""
    hashes = list(posting_hashes)
    line = canonical({"county_id": county_id, "seq": seq, "sealed_at": sealed_at, "postings": len(hashes)})
    return hashlib.sha256(b"".join([previous, hashlib.sha256(line).digest(), *hashes])).digest()


def seal(session: Session, *, now: dt.datetime) -> int:
    """Seal the postings of every county that are a minute old; return how many.

    Safe to repeat and to run twice at once. A county that somebody else is sealing this moment is left to them.
    """
    return sum(_seal_county(session, county_id, now=now) for county_id in session.execute(COUNTIES).scalars().all())


def head(session: Session, *, county_id: str, until: dt.datetime) -> Head | None:
    """Return the newest block sealed before an instant, or None when nothing was sealed yet."""
    block = session.execute(
        select(Block).where(Block.county_id == county_id, Block.sealed_at < until).order_by(Block.seq.desc()).limit(1)
    ).scalar_one_or_none()
    return None if block is None else Head(block.county_id, block.seq, block.hash, block.sealed_at)


def _seal_county(session: Session, county_id: str, *, now: dt.datetime) -> int:
    if not session.execute(TRY_LOCK, {"county_id": county_id}).scalar_one():
        return 0
    last = head(session, county_id=county_id, until=now + dt.timedelta(days=36_500))
    done = 0
    for postings in _chunks(_sealable(session, county_id, last=last, now=now)):
        last = _write_block(session, county_id, postings, last=last, now=now)
        done += len(postings)
    return done


def _sealable(session: Session, county_id: str, *, last: Head | None, now: dt.datetime) -> list[RowMapping]:
    """Return unsealed postings by id: those around and after the newest sealed one; once a day, all of them."""
    already = select(SealedPosting.posting_id).where(
        SealedPosting.county_id == Posting.county_id, SealedPosting.posting_id == Posting.id
    )
    thorough = last is None or last.sealed_at.date() != now.date()
    statement = (
        select(*Posting.__table__.columns)
        .where(
            Posting.county_id == county_id,
            Posting.id > (uuid.UUID(int=0) if thorough else _look_back_from(session, county_id)),
            Posting.recorded_at <= now - MARGIN,
            ~already.exists(),
        )
        .order_by(Posting.id)
        .limit(RUN_MOST)
    )
    return list(session.execute(statement).mappings())


def _look_back_from(session: Session, county_id: str) -> uuid.UUID:
    """Return the smallest id of an hour before the newest sealed one; ids begin with their milliseconds."""
    newest = session.execute(
        select(SealedPosting.posting_id)
        .where(SealedPosting.county_id == county_id)
        .order_by(SealedPosting.posting_id.desc())
        .limit(1)
    ).scalar_one()
    milliseconds = (newest.int >> 80) - LOOK_BACK // dt.timedelta(milliseconds=1)
    return uuid.UUID(int=max(milliseconds, 0) << 80)


def _write_block(
    session: Session, county_id: str, postings: list[RowMapping], *, last: Head | None, now: dt.datetime
) -> Head:
    seq, previous = (1, GENESIS) if last is None else (last.seq + 1, last.hash)
    hashes = [hashlib.sha256(canonical(posting)).digest() for posting in postings]
    digest = block_hash(county_id=county_id, seq=seq, previous=previous, sealed_at=now, posting_hashes=hashes)
    session.add(
        Block(
            county_id=county_id,
            seq=seq,
            postings=len(postings),
            previous_hash=previous,
            hash=digest,
            sealed_at=now,
        )
    )
    session.flush()
    session.execute(
        SEAL,
        {"county_id": county_id, "seq": seq, "ids": [posting["id"] for posting in postings], "hashes": hashes},
    )
    return Head(county_id, seq, digest, now)


def _chunks(postings: list[RowMapping]) -> Iterator[list[RowMapping]]:
    for start in range(0, len(postings), BLOCK_MOST):
        yield postings[start : start + BLOCK_MOST]


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value
