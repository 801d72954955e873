"""What every table shares: the declarative base, constraint names, column types and new identifiers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

import uuid6
from sqlalchemy import BigInteger, CheckConstraint, DateTime, MetaData, String, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> uuid.UUID:
    """Return a fresh UUIDv7: ordered by time of making, made in the application, never by a sequence."""
    return uuid.UUID(bytes=uuid6.uuid7().bytes)


def id_floor(age: dt.timedelta) -> uuid.UUID:
    """Return an id below every id made within the last so long, for reading only the newest rows of a key."""
    milliseconds = (new_id().int >> 80) - age // dt.timedelta(milliseconds=1)
    return uuid.UUID(int=milliseconds << 80)


def among(column: str, *words: str) -> str:
    """Return the SQL condition that a column holds one of some words (plain lower-case words without quotes).

    PostgreSQL reads the stored tree of every CHECK again for each statement that writes the table. One constant list
    is a fraction of the tree that ``IN (…)`` leaves (docs/adr/0011).
    """
    return f"{column} = ANY ('{{{','.join(words)}}}'::text[])"


def one_of(column: str, *words: str, name: str) -> CheckConstraint:
    """Return the CHECK that a column holds one of some words, or nothing where it may be null."""
    return CheckConstraint(among(column, *words), name=name)


CountyId = Annotated[str, mapped_column(String(6), primary_key=True)]
Id = Annotated[uuid.UUID, mapped_column(Uuid, primary_key=True)]
Ref = Annotated[uuid.UUID, mapped_column(Uuid)]
Instant = Annotated[dt.datetime, mapped_column(DateTime(timezone=True))]
PointsColumn = Annotated[int, mapped_column(BigInteger)]
Facts = Annotated[dict[str, Any], mapped_column(JSONB)]


class Base(DeclarativeBase):
    """Declarative base of every table; the county always comes first in keys and indexes."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text}  # noqa: RUF012 - how SQLAlchemy is told; text needs no casts inside CHECKs
