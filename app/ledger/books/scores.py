"""The proof that every award is what its inputs give, by the second, independent computation (I9)."""

from __future__ import annotations

import uuid
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from points.amounts import Minutes
from points.ledger.audit import SHOWN_MOST, Check, Finding, Violation
from points.scoring.calculator import PersonKind, Served, Usage
from points.scoring.recomputation import recompute
from points.scoring.rulebook import RuleVersion
from points.scoring.store import get_rule

RECORDS: Final = text(
    """
    SELECT id, rule_id, minutes_present, planned_minutes, local_date, difficulty_code, volunteer_kind, usage,
        minutes, points
    FROM service_record
    WHERE county_id = :county_id AND assessed_at IS NOT NULL AND rule_id IS NOT NULL
    """
)
SCORES: Final = Check(
    "I9",
    "points_follow_from_their_inputs",
    "Minutes and points of every record, computed again from its stored inputs in another way, are the stored ones.",
    "computed in the application",
)


def run_scores(session: Session, *, county_id: str) -> Finding:
    """Recompute every assessed record of a county and return those that differ."""
    rules: dict[uuid.UUID, RuleVersion] = {}
    differing: list[Violation] = []
    rows = session.execute(RECORDS.execution_options(yield_per=2_000), {"county_id": county_id})
    for row in rows.all():
        if row.rule_id not in rules:
            rules[row.rule_id] = get_rule(session, county_id=county_id, rule_id=row.rule_id).rule
        again = recompute(_served(row), rules[row.rule_id], Usage(**row.usage))
        if (again.minutes_counted, again.points) != (row.minutes, row.points):
            facts = {
                "stored_minutes": row.minutes,
                "minutes": int(again.minutes_counted),
                "stored_points": row.points,
                "points": int(again.points),
            }
            differing.append(Violation(str(row.id), facts))
    return Finding(SCORES, len(differing), tuple(differing[:SHOWN_MOST]))


def _served(row: Row[Any]) -> Served:
    return Served(
        minutes=Minutes(row.minutes_present),
        planned_minutes=Minutes(row.planned_minutes),
        local_date=row.local_date,
        difficulty=row.difficulty_code,
        kind=PersonKind.FAMILY if row.volunteer_kind == "family" else PersonKind.MOTHER,
    )
