"""Balances and statements (余额与流水), read only."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from points.amounts import NO_POINTS, Points
from points.ledger.refusals import AccountUnknown

BEYOND_THE_LAST = 2**62

BALANCE = text("SELECT balance FROM account WHERE county_id = :county_id AND household_id = :household_id")

SPENDABLE = text(
    """
    SELECT a.balance, t.redeem_floor, t.suspend_below,
        spendable_points(a.balance, t.redeem_floor, t.suspend_below) AS spendable
    FROM account a LEFT JOIN redeem_terms(:county_id, :village_code, :on) t ON true
    WHERE a.county_id = :county_id AND a.household_id = :household_id
    """
)

PAGE = text(
    """
    SELECT * FROM (
        (SELECT source_entry AS entry, id, reference, kind, -points AS points, source_balance AS balance, reverses_id,
            facts, actor_id, occurred_on, recorded_at
         FROM posting
         WHERE county_id = :county_id AND source_household_id = :household_id AND source_entry < :before
         ORDER BY source_entry DESC LIMIT :most)
        UNION ALL
        (SELECT target_entry, id, reference, kind, points, target_balance, reverses_id,
            facts, actor_id, occurred_on, recorded_at
         FROM posting
         WHERE county_id = :county_id AND target_household_id = :household_id AND target_entry < :before
         ORDER BY target_entry DESC LIMIT :most)
    ) line
    ORDER BY entry DESC LIMIT :most
    """
)
"""Two index ranges of at most ``most`` rows each: as fast on the last page as on the first."""


@dataclass(frozen=True)
class Spendable:
    """What a household holds (hundredths) and how much of it the rule in force lets it spend."""

    balance: Points
    spendable: Points
    redeem_floor: Points
    suspend_below: Points | None


@dataclass(frozen=True)
class StatementLine:
    """One line of a household's passbook: ``points`` signed, ``balance`` after it, both in hundredths."""

    entry: int
    id: uuid.UUID
    reference: str
    kind: str
    points: int
    balance: int
    reverses_id: uuid.UUID | None
    facts: dict[str, Any]
    actor_id: uuid.UUID | None
    occurred_on: dt.date
    recorded_at: dt.datetime


def balance(session: Session, *, county_id: str, household_id: uuid.UUID) -> Points:
    """Return the points (hundredths) a household holds, without those held for open orders.

    Raises:
        AccountUnknown: the household has no account.
    """
    held = session.execute(BALANCE, {"county_id": county_id, "household_id": household_id}).scalar_one_or_none()
    if held is None:
        raise AccountUnknown()
    return Points(held)


def spendable(
    session: Session, *, county_id: str, household_id: uuid.UUID, village_code: str, on: dt.date
) -> Spendable:
    """Return what the household may spend on a day under the rule of its village (acceptance case RC-05).

    Raises:
        AccountUnknown: the household has no account.
    """
    row = session.execute(
        SPENDABLE, {"county_id": county_id, "household_id": household_id, "village_code": village_code, "on": on}
    ).one_or_none()
    if row is None:
        raise AccountUnknown()
    return Spendable(
        balance=Points(row.balance),
        spendable=Points(row.spendable),
        redeem_floor=Points(row.redeem_floor or NO_POINTS),
        suspend_below=None if row.suspend_below is None else Points(row.suspend_below),
    )


def statement_page(
    session: Session, *, county_id: str, household_id: uuid.UUID, limit: int, before: int | None = None
) -> list[StatementLine]:
    """Return at most ``limit`` lines of a household's passbook, newest first, with line numbers below ``before``."""
    rows = session.execute(
        PAGE,
        {
            "county_id": county_id,
            "household_id": household_id,
            "before": BEYOND_THE_LAST if before is None else before,
            "most": limit,
        },
    )
    return [StatementLine(*row) for row in rows]
