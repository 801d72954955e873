"""The proof that a published list still says what it said when it was printed (D7), recomputed independently."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from itertools import groupby
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from points.ledger.audit import SHOWN_MOST, Check, Finding, Violation

LINES: Final = text(
    """
    SELECT d.id, d.site_id, d.number, d.closes_at, d.content_hash, l.place, l.household_code, l.masked_name,
        l.activity_title, l.local_date, l.minutes, l.factor_percent, l.points, l.origin
    FROM disclosure d LEFT JOIN disclosure_line l ON l.county_id = d.county_id AND l.disclosure_id = d.id
    WHERE d.county_id = :county_id
    ORDER BY d.id, l.place
    """
)
BOARD: Final = Check(
    "D7",
    "published_lists_are_unchanged",
    "Every published list has the fingerprint it was published with: no line was changed, added or removed.",
    "computed in the application",
)


def run_board(session: Session, *, county_id: str) -> Finding:
    """Recompute the fingerprint of every published list of a county and return those that differ."""
    changed: list[Violation] = []
    rows = session.execute(LINES.execution_options(yield_per=2_000), {"county_id": county_id}).all()
    for disclosure_id, group in groupby(rows, key=lambda row: row.id):
        lines = list(group)
        first = lines[0]
        content: list[list[object]] = [
            [county_id, str(first.site_id), first.number, first.closes_at.astimezone(dt.UTC).isoformat()]
        ]
        content += [
            [
                line.place,
                line.household_code,
                line.masked_name,
                line.activity_title,
                line.local_date.isoformat(),
                line.minutes,
                line.factor_percent,
                line.points,
                line.origin,
            ]
            for line in lines
            if line.place is not None
        ]
        printed = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        if hashlib.sha256(printed).digest() != first.content_hash:
            changed.append(Violation(str(disclosure_id), {"number": first.number, "lines": len(content) - 1}))
    return Finding(BOARD, len(changed), tuple(changed[:SHOWN_MOST]))
