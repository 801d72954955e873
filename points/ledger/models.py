"""The points ledger (积分账本): accounts and postings. Importable only inside this package.

A posting moves a positive number of hundredths of points from a source to a target account, so it balances
by construction. Only the database function ``post_points`` inserts postings; nobody updates or deletes them.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Facts, Id, Instant, PointsColumn, Ref


class Account(Base):
    """A household's holding of points. System accounts have no row: a stored balance there would be a hot row.

    ``entries`` counts the lines of the household's passbook, so each line has a number without gaps.
    """

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("balance >= 0", name="balance_not_negative"),)

    county_id: Mapped[CountyId]
    household_id: Mapped[Id]
    balance: Mapped[PointsColumn]
    entries: Mapped[PointsColumn]
    closed_at: Mapped[Instant | None]


class Posting(Base):
    """One movement of points, with the balance it left on each household end and its line number there."""

    __tablename__ = "posting"
    __table_args__ = (
        UniqueConstraint("county_id", "reference"),
        ForeignKeyConstraint(["county_id", "source_household_id"], ["account.county_id", "account.household_id"]),
        ForeignKeyConstraint(["county_id", "target_household_id"], ["account.county_id", "account.household_id"]),
        ForeignKeyConstraint(["county_id", "reverses_id"], ["posting.county_id", "posting.id"]),
        CheckConstraint("points > 0", name="points_positive"),
        CheckConstraint(
            "(source, source_household_id) IS DISTINCT FROM (target, target_household_id)", name="two_ends"
        ),
        CheckConstraint(
            "(source_household_id IS NULL) = (source_entry IS NULL) AND "
            "(target_household_id IS NULL) = (target_entry IS NULL)",
            name="household_lines",
        ),
        CheckConstraint("(source = 'household') = (source_household_id IS NOT NULL)", name="source_household"),
        CheckConstraint("(target = 'household') = (target_household_id IS NOT NULL)", name="target_household"),
        CheckConstraint(
            "ARRAY[source, target] <@ '{household,issuance,escrow,redeemed,expired,adjustment,relocation}'::text[]",
            name="account_kinds",
        ),
        Index(
            "uq_posting_source_entry",
            "county_id",
            "source_household_id",
            "source_entry",
            unique=True,
            postgresql_where="source_household_id IS NOT NULL",
        ),
        Index(
            "uq_posting_target_entry",
            "county_id",
            "target_household_id",
            "target_entry",
            unique=True,
            postgresql_where="target_household_id IS NOT NULL",
        ),
        Index(
            "uq_posting_reverses_id",
            "county_id",
            "reverses_id",
            unique=True,
            postgresql_where="reverses_id IS NOT NULL",
        ),
        Index("ix_posting_recorded", "county_id", "recorded_at", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    reference: Mapped[str]
    kind: Mapped[str]
    source: Mapped[str]
    source_household_id: Mapped[Ref | None]
    target: Mapped[str]
    target_household_id: Mapped[Ref | None]
    points: Mapped[PointsColumn]
    source_balance: Mapped[PointsColumn | None]
    target_balance: Mapped[PointsColumn | None]
    source_entry: Mapped[int | None] = mapped_column(BigInteger)
    target_entry: Mapped[int | None] = mapped_column(BigInteger)
    reverses_id: Mapped[Ref | None]
    facts: Mapped[Facts]
    actor_id: Mapped[uuid.UUID | None]
    occurred_on: Mapped[dt.date]
    recorded_at: Mapped[Instant]


class Block(Base):
    """A sealed run of postings: its hash covers their content and the hash of the block before."""

    __tablename__ = "ledger_block"

    county_id: Mapped[CountyId]
    seq: Mapped[int] = mapped_column(primary_key=True)
    postings: Mapped[int]
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[Instant]


class SealedPosting(Base):
    """Which block a posting was sealed in, its place there, and the hash of its content."""

    __tablename__ = "sealed_posting"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "posting_id"], ["posting.county_id", "posting.id"]),
        ForeignKeyConstraint(["county_id", "block_seq"], ["ledger_block.county_id", "ledger_block.seq"]),
        UniqueConstraint("county_id", "block_seq", "place"),
    )

    county_id: Mapped[CountyId]
    posting_id: Mapped[Id]
    block_seq: Mapped[int]
    place: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
