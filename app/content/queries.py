"""Reads of checked texts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from app.content.models import CheckedText

QUEUE = text(
    """
    SELECT c.id, c.kind, c.subject_id, c.village_code, c.words, c.state, c.label, c.reason, c.submitted_at,
        c.author_id = :reader_id AS mine, v.name AS author_name
    FROM checked_text c
    JOIN volunteer v ON v.county_id = c.county_id AND v.id = c.author_id
    WHERE c.county_id = :county_id AND (c.state = 'blocked' OR c.needs_person) AND c.state = :state
      AND EXISTS (SELECT FROM unnest(:places) p WHERE starts_with(c.village_code, p))
      AND (CAST(:last_id AS uuid) IS NULL OR (c.submitted_at, c.id) > (CAST(:last_at AS timestamptz), :last_id))
    ORDER BY c.submitted_at, c.id
    LIMIT :limit
    """
).bindparams(bindparam("places", type_=ARRAY(String)))


def list_queue(
    session: Session,
    *,
    county_id: str,
    places: Sequence[str],
    state: str,
    reader_id: uuid.UUID,
    limit: int,
    after: tuple[dt.datetime, uuid.UUID] | None,
) -> Sequence[Row[Any]]:
    """Return texts that a person has to look at, or that were blocked, at some places; the oldest first."""
    last_at, last_id = after or (None, None)
    return session.execute(
        QUEUE,
        {
            "county_id": county_id,
            "places": list(places),
            "state": state,
            "reader_id": reader_id,
            "limit": limit,
            "last_at": last_at,
            "last_id": last_id,
        },
    ).all()


def are_known(session: Session, kind: str, *, county_id: str, hashes: Iterable[bytes]) -> set[bytes]:
    """Return which of these words are visible in the county already, so that nobody has to be asked about them."""
    rows = session.execute(
        select(CheckedText.words_hash).where(
            CheckedText.county_id == county_id,
            CheckedText.kind == kind,
            CheckedText.words_hash.in_(list(hashes)),
            CheckedText.state == "visible",
        )
    )
    return set(rows.scalars())


def states_of(session: Session, kind: str, *, county_id: str, subject_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the state of the text of each thing; a thing whose text was never handed in is not in the answer."""
    rows = session.execute(
        select(CheckedText.subject_id, CheckedText.state).where(
            CheckedText.county_id == county_id, CheckedText.kind == kind, CheckedText.subject_id.in_(list(subject_ids))
        )
    )
    return {row.subject_id: row.state for row in rows}
