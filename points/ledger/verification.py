"""The chain of sealed postings read back and recomputed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import Row, RowMapping, func, select
from sqlalchemy.orm import Session

from points.ledger.chain import GENESIS, block_hash, canonical
from points.ledger.models import Block, Posting, SealedPosting


@dataclass(frozen=True)
class ChainFault:
    """One place where the chain does not hold; ``what`` is a stable word, ``posting_id`` the posting if it is one."""

    seq: int
    what: str
    posting_id: uuid.UUID | None = None


@dataclass
class ChainReport:
    """How much a verification read, how many postings wait to be sealed, and where the chain is broken."""

    blocks: int = 0
    postings: int = 0
    unsealed: int = 0
    faults: list[ChainFault] = field(default_factory=list)


def verify_chain(session: Session, *, county_id: str, newest_blocks: int | None = None) -> ChainReport:
    """Recompute the chain of a county, or only its newest blocks, and return every place where it does not hold.

    Faults: ``gap``, ``block_missing`` and ``link_broken`` between blocks, ``posting_changed``, ``postings_missing`` and
    ``hash_differs`` within one (security D12).
    """
    latest = session.execute(select(func.max(Block.seq)).where(Block.county_id == county_id)).scalar_one() or 0
    first = 1 if newest_blocks is None else max(1, latest - newest_blocks + 1)
    blocks = _blocks(session, county_id, first=first)
    report = ChainReport(unsealed=_count_unsealed(session, county_id))
    report.faults += _broken_links(blocks)
    contents = {block.seq: block for block in blocks if block.seq >= first}
    for seq, rows in groupby(_sealed(session, county_id, first=first), key=lambda row: int(row["block_seq"])):
        block = contents.pop(seq, None)
        if block is None:
            report.faults.append(ChainFault(seq, "block_missing"))
            continue
        _check_block(block, list(rows), report=report)
    report.faults += [ChainFault(seq, "postings_missing") for seq in sorted(contents)]
    return report


def is_printed_head(session: Session, *, county_id: str, seq: int, digest: bytes) -> bool:
    """Say whether the chain still contains the block whose number and hash were printed and hung on the board."""
    stored = session.execute(select(Block.hash).where(Block.county_id == county_id, Block.seq == seq))
    return stored.scalar_one_or_none() == digest


def _blocks(session: Session, county_id: str, *, first: int) -> Sequence[Row[Any]]:
    """Return the blocks from one before ``first`` on, so that the first link can be checked too."""
    return session.execute(
        select(*Block.__table__.columns).where(Block.county_id == county_id, Block.seq >= first - 1).order_by(Block.seq)
    ).all()


def _broken_links(blocks: Sequence[Row[Any]]) -> list[ChainFault]:
    faults = []
    if blocks and blocks[0].seq == 1 and blocks[0].previous_hash != GENESIS:
        faults.append(ChainFault(1, "link_broken"))
    for before, after in pairwise(blocks):
        if after.seq != before.seq + 1:
            faults.append(ChainFault(after.seq, "gap"))
        elif after.previous_hash != before.hash:
            faults.append(ChainFault(after.seq, "link_broken"))
    return faults


def _sealed(session: Session, county_id: str, *, first: int) -> Iterable[RowMapping]:
    return session.execute(
        select(
            SealedPosting.block_seq,
            SealedPosting.place,
            SealedPosting.hash.label("sealed_hash"),
            *Posting.__table__.columns,
        )
        .join(Posting, (Posting.county_id == SealedPosting.county_id) & (Posting.id == SealedPosting.posting_id))
        .where(SealedPosting.county_id == county_id, SealedPosting.block_seq >= first)
        .order_by(SealedPosting.block_seq, SealedPosting.place)
        .execution_options(yield_per=2_000)
    ).mappings()


def _check_block(block: Row[Any], rows: list[RowMapping], *, report: ChainReport) -> None:
    report.blocks += 1
    report.postings += len(rows)
    hashes = []
    for row in rows:
        posting = {name: row[name] for name in Posting.__table__.columns.keys()}  # noqa: SIM118 - a column collection
        hashes.append(hashlib.sha256(canonical(posting)).digest())
        if hashes[-1] != row["sealed_hash"]:
            report.faults.append(ChainFault(block.seq, "posting_changed", row["id"]))
    if len(rows) != block.postings or [row["place"] for row in rows] != list(range(1, len(rows) + 1)):
        report.faults.append(ChainFault(block.seq, "postings_missing"))
    expected = block_hash(
        county_id=block.county_id,
        seq=block.seq,
        previous=block.previous_hash,
        sealed_at=block.sealed_at,
        posting_hashes=hashes,
    )
    if expected != block.hash:
        report.faults.append(ChainFault(block.seq, "hash_differs"))


def _count_unsealed(session: Session, county_id: str) -> int:
    already = select(SealedPosting.posting_id).where(
        SealedPosting.county_id == Posting.county_id, SealedPosting.posting_id == Posting.id
    )
    return session.execute(
        select(func.count()).select_from(Posting).where(Posting.county_id == county_id, ~already.exists())
    ).scalar_one()
