"""The only pen of the points ledger (积分账本)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import bindparam

from points.amounts import NO_POINTS, Points
from points.base import new_id
from points.errors import NotFound
from points.ledger.accounts import AccountRef
from points.ledger.models import Posting
from points.ledger.refusals import AccountUnknown

POST = text(
    "SELECT id, source_balance, target_balance FROM post_points(:county_id, :id, :reference, :kind, "
    ":source, :source_household, :target, :target_household, :points, :facts, :actor_id, :occurred_on, :now, :reverses)"
).bindparams(bindparam("facts", type_=JSONB))

OPEN = text("SELECT open_account(:county_id, :household_id)")
LOCK = text("SELECT household_id, balance FROM lock_accounts(:county_id, :household_ids)")
CLOSE = text("SELECT close_account(:county_id, :household_id, :now)")
EXPIRE = text(
    "SELECT id, source_balance, target_balance, points FROM expire_points(:county_id, :id, :household_id, :period, "
    ":ends_on, :keep, :actor_id, :occurred_on, :now)"
)


@dataclass(frozen=True)
class Posted:
    """A posting that stands, with the balances (hundredths) it left on household ends."""

    id: uuid.UUID
    source_balance: int | None
    target_balance: int | None


def open_account(session: Session, *, county_id: str, household_id: uuid.UUID) -> None:
    """Open the empty account of a new household. Safe to repeat."""
    session.execute(OPEN, {"county_id": county_id, "household_id": household_id})


def lock_accounts(session: Session, *, county_id: str, household_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Points]:
    """Return what households hold (hundredths); nothing else is posted there until the transaction ends.

    Raises:
        AccountUnknown: one of the households has no account.
    """
    rows = session.execute(LOCK, {"county_id": county_id, "household_ids": list(household_ids)}).all()
    if len(rows) != len(set(household_ids)):
        raise AccountUnknown()
    return {row.household_id: Points(row.balance) for row in rows}


def close_account(session: Session, *, county_id: str, household_id: uuid.UUID, now: dt.datetime) -> None:
    """Close a household's empty account for good. Safe to repeat.

    Raises:
        AccountNotEmpty: there are points in it.
        AccountUnknown: there is no such account.
    """
    session.execute(CLOSE, {"county_id": county_id, "household_id": household_id, "now": now})


def post(
    session: Session,
    *,
    county_id: str,
    reference: str,
    kind: str,
    source: AccountRef,
    target: AccountRef,
    points: Points,
    actor_id: uuid.UUID | None,
    occurred_on: dt.date,
    now: dt.datetime,
    facts: dict[str, Any] | None = None,
    reverses: uuid.UUID | None = None,
) -> Posted:
    """Move a positive number of points (hundredths) from a source to a target account (D6).

    The same reference with the same content returns the first posting again.

    Raises:
        InsufficientPoints: a household source holds less.
        KeyReused: the reference stands with other content (kind, ends or points).
        AccountClosed: one of the households is closed.
        AccountUnknown: one of the households has no account.
    """
    row = session.execute(
        POST,
        {
            "county_id": county_id,
            "id": new_id(),
            "reference": reference,
            "kind": kind,
            "source": source.kind,
            "source_household": source.household_id,
            "target": target.kind,
            "target_household": target.household_id,
            "points": points,
            "facts": facts or {},
            "actor_id": actor_id,
            "occurred_on": occurred_on,
            "now": now,
            "reverses": reverses,
        },
    ).one()
    return Posted(*row)


def reverse(
    session: Session,
    *,
    county_id: str,
    posting_id: uuid.UUID,
    actor_id: uuid.UUID | None,
    occurred_on: dt.date,
    now: dt.datetime,
    facts: dict[str, Any] | None = None,
) -> Posted:
    """Answer a mistaken posting with its opposite (冲正); both stay visible. Twice is once.

    Raises:
        NotFound: there is no such posting in this county.
        InsufficientPoints: the household has already spent what would have to come back.
    """
    original = session.execute(
        select(Posting).where(Posting.county_id == county_id, Posting.id == posting_id)
    ).scalar_one_or_none()
    if original is None:
        raise NotFound()
    return post(
        session,
        county_id=county_id,
        reference=f"reverse:{posting_id}",
        kind="reversal",
        source=AccountRef(original.target, original.target_household_id),
        target=AccountRef(original.source, original.source_household_id),
        points=Points(original.points),
        actor_id=actor_id,
        occurred_on=occurred_on,
        now=now,
        facts=facts,
        reverses=posting_id,
    )


def expire_points(
    session: Session,
    *,
    county_id: str,
    household_id: uuid.UUID,
    period: str,
    ends_on: dt.date,
    keep: Points,
    actor_id: uuid.UUID | None,
    occurred_on: dt.date,
    now: dt.datetime,
) -> Points:
    """Let a household's points of a period lapse; return how many (hundredths). Once per period, however often called.

    ``keep`` stays (a base score, for instance), and so does what was earned for days after ``ends_on``: points that
    were spent count as the oldest ones. Points held for open orders are not touched. A mistake is answered with
    :func:`reverse`. Source: yearly renewal of 谷来镇 and 徐塘村 (acceptance case RC-10).
    """
    row = session.execute(
        EXPIRE,
        {
            "county_id": county_id,
            "id": new_id(),
            "household_id": household_id,
            "period": period,
            "ends_on": ends_on,
            "keep": keep,
            "actor_id": actor_id,
            "occurred_on": occurred_on,
            "now": now,
        },
    ).one_or_none()
    return NO_POINTS if row is None else Points(row.points)
