"""Proofs over the books (对账): each one a named statement that finds what must not be, read only.

A check returns one row per violation, a subject and its facts (ids and integers). No row is the proof. The checks of
this package concern the ledger alone; those across several books are built from the same parts by the application.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

SHOWN_MOST = 20
_COLON_IN_LITERAL = re.compile(r"(?<='):(?=\w)")


@dataclass(frozen=True)
class Check:
    """One proof: its invariant (I1 … I14), what it proves, and a statement for the rows that would break it."""

    invariant: str
    name: str
    proves: str
    violations: str


@dataclass(frozen=True)
class Violation:
    """One thing that must not be: the subject's id and the numbers."""

    subject: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """What a check found: how many violations, and the first of them."""

    check: Check
    count: int
    examples: tuple[Violation, ...]

    @property
    def holds(self) -> bool:
        """Say whether nothing was found."""
        return self.count == 0


def run_check(session: Session, check: Check, *, county_id: str) -> Finding:
    """Run one check over a county."""
    literals_kept = _COLON_IN_LITERAL.sub(r"\\:", check.violations)
    statement = text(
        f"SELECT subject, facts, count(*) OVER () AS total FROM ({literals_kept}) AS found (subject, facts)"  # noqa: S608
        " LIMIT :most"
    )
    rows = session.execute(statement, {"county_id": county_id, "most": SHOWN_MOST}).all()
    examples = tuple(Violation(str(row.subject), row.facts) for row in rows)
    return Finding(check, rows[0].total if rows else 0, examples)


def trial_balance(session: Session, *, county_id: str) -> dict[str, int]:
    """Return what each kind of account holds (hundredths), computed from the postings; the sum is zero."""
    rows = session.execute(text(TRIAL_BALANCE), {"county_id": county_id}).all()
    return {row.account: int(row.points) for row in rows}


TRIAL_BALANCE = """
    SELECT account, sum(points)::bigint AS points
    FROM (SELECT target AS account, points FROM posting WHERE county_id = :county_id
          UNION ALL
          SELECT source, -points FROM posting WHERE county_id = :county_id) ends
    GROUP BY account ORDER BY account
"""

_PASSBOOK = """
    SELECT source_household_id AS household_id, source_entry AS entry, -points AS points, source_balance AS balance
    FROM posting WHERE county_id = :county_id AND source_household_id IS NOT NULL
    UNION ALL
    SELECT target_household_id, target_entry, points, target_balance
    FROM posting WHERE county_id = :county_id AND target_household_id IS NOT NULL
"""

LEDGER_CHECKS: tuple[Check, ...] = (
    Check(
        "I1",
        "books_sum_to_zero",
        "What the households' accounts hold and what the postings left on the system accounts add up to zero.",
        """
        SELECT 'ledger', jsonb_build_object('sum_points', total)
        FROM (SELECT coalesce(sum(points), 0)::bigint AS total FROM (
            SELECT sum(balance) AS points FROM account WHERE county_id = :county_id
            UNION ALL
            SELECT sum(points) FROM posting WHERE county_id = :county_id AND target <> 'household'
            UNION ALL
            SELECT -sum(points) FROM posting WHERE county_id = :county_id AND source <> 'household') parts) sums
        WHERE total <> 0
        """,
    ),
    Check(
        "I2",
        "postings_balance",
        "Every posting moves a positive amount between two different accounts.",
        """
        SELECT id, jsonb_build_object('amount_points', points) FROM posting
        WHERE county_id = :county_id AND (points <= 0
            OR (source, source_household_id) IS NOT DISTINCT FROM (target, target_household_id)
            OR (source = 'household') <> (source_household_id IS NOT NULL)
            OR (target = 'household') <> (target_household_id IS NOT NULL))
        """,
    ),
    Check(
        "I3",
        "balances_match_postings",
        "Every stored balance equals the sum of the household's postings.",
        f"""
        SELECT a.household_id, jsonb_build_object('stored_points', a.balance, 'posted_points', coalesce(s.points, 0),
            'stored_lines', a.entries, 'posted_lines', coalesce(s.lines, 0))
        FROM account a
        LEFT JOIN (SELECT household_id, sum(points)::bigint AS points, count(*) AS lines
                   FROM ({_PASSBOOK}) line GROUP BY household_id) s ON s.household_id = a.household_id
        WHERE a.county_id = :county_id
            AND (a.balance, a.entries) IS DISTINCT FROM (coalesce(s.points, 0), coalesce(s.lines, 0))
        """,  # noqa: S608 - parts are constants of this file
    ),
    Check(
        "I3",
        "passbooks_run_on",
        "Every passbook is numbered without a gap and each line's balance follows from the line before.",
        f"""
        SELECT household_id, jsonb_build_object('line', entry, 'balance_points', balance,
            'expected_points', before + points)
        FROM (SELECT *, lag(balance, 1, 0::bigint) OVER book AS before, row_number() OVER book AS place
              FROM ({_PASSBOOK}) line WINDOW book AS (PARTITION BY household_id ORDER BY entry)) numbered
        WHERE entry <> place OR balance <> before + points
        """,  # noqa: S608 - parts are constants of this file
    ),
    Check(
        "I4",
        "no_account_below_zero",
        "No household, and neither escrow, redeemed nor expired points, is ever below zero.",
        f"""
        SELECT household_id::text, jsonb_build_object('balance_points', balance) FROM account
        WHERE county_id = :county_id AND balance < 0
        UNION ALL
        SELECT account, jsonb_build_object('balance_points', points) FROM ({TRIAL_BALANCE}) sums
        WHERE points < 0 AND account NOT IN ('issuance', 'adjustment', 'relocation')
        """,  # noqa: S608 - parts are constants of this file
    ),
    Check(
        "I7",
        "references_are_unique",
        "No source was ever posted twice.",
        """
        SELECT reference, jsonb_build_object('times', count(*)) FROM posting
        WHERE county_id = :county_id GROUP BY reference HAVING count(*) > 1
        """,
    ),
    Check(
        "I7",
        "reversals_mirror_their_posting",
        "Every reversal has the ends of its posting swapped and the same points, and no posting was reversed twice.",
        """
        SELECT r.id, jsonb_build_object('reverses', r.reverses_id) FROM posting r
        LEFT JOIN posting o ON o.county_id = r.county_id AND o.id = r.reverses_id
        WHERE r.county_id = :county_id AND (r.reverses_id IS NOT NULL OR r.kind = 'reversal')
            AND ((r.source, r.source_household_id, r.target, r.target_household_id, r.points)
                IS DISTINCT FROM (o.target, o.target_household_id, o.source, o.source_household_id, o.points)
                OR EXISTS (SELECT FROM posting twin WHERE twin.county_id = r.county_id
                           AND twin.reverses_id = r.reverses_id AND twin.id <> r.id))
        """,
    ),
    Check(
        "I8",
        "what_left_one_county_arrived_in_another",
        "Every posting of a relocation has its counterpart in the other county's books, with the same points.",
        """
        SELECT p.id, jsonb_build_object('county_id', p.facts ->> 'county_id', 'amount_points', p.points)
        FROM posting p
        LEFT JOIN posting q ON q.county_id = p.facts ->> 'county_id' AND q.reference = p.facts ->> 'counterpart'
        WHERE p.county_id = :county_id AND 'relocation' IN (p.source, p.target) AND (
            q.points IS DISTINCT FROM p.points OR q.facts ->> 'county_id' IS DISTINCT FROM p.county_id::text
            OR q.facts ->> 'counterpart' IS DISTINCT FROM p.reference
            OR (p.source = 'relocation') IS NOT DISTINCT FROM (q.source = 'relocation'))
        """,
    ),
)
