"""Why a line of a passbook is there, in words the household can follow: from stored facts only."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.messages import catalogue, message
from points.amounts import Points, display_points
from points.ledger.statements import StatementLine
from points.scoring.explanation import explain
from points.scoring.steps import step_from_json

SERVICES = text(
    """
    SELECT r.id, r.local_date, r.trace, a.title, v.name AS volunteer, coalesce(c.name, r.difficulty_code) AS difficulty
    FROM service_record r
    LEFT JOIN activity a ON a.county_id = r.county_id AND a.id = r.activity_id
    LEFT JOIN volunteer v ON v.county_id = r.county_id AND v.id = r.volunteer_id
    LEFT JOIN difficulty_class c ON c.county_id = r.county_id AND c.rule_id = r.rule_id AND c.code = r.difficulty_code
    WHERE r.county_id = :county_id AND r.id = ANY (:ids)
    """
)
GOODS = text(
    """
    SELECT l.order_id AS id, i.name, l.quantity, i.unit_name
    FROM order_line l JOIN reward_item i ON i.county_id = l.county_id AND i.id = l.item_id
    WHERE l.county_id = :county_id AND l.order_id = ANY (:ids)
    ORDER BY l.order_id, l.item_id
    """
)
PROPOSALS = text("SELECT id, reason FROM point_proposal WHERE county_id = :county_id AND id = ANY (:ids)")
REVERSED = text("SELECT id, kind, reference FROM posting WHERE county_id = :county_id AND id = ANY (:ids)")


@dataclass
class Explained:
    """A line with its label and the sentences that explain it."""

    line: StatementLine
    label: str
    explanation: list[str] = field(default_factory=list)


def explain_lines(session: Session, lines: Sequence[StatementLine], *, county_id: str) -> list[Explained]:
    """Return every line with its Chinese label and why it is there; at most four reads, however many lines."""
    sources = _sources(session, lines, county_id=county_id)
    known = _Known(session, sources.values(), county_id=county_id)
    return [Explained(line, label=_label(line), explanation=known.sentences(line, *sources[line.id])) for line in lines]


def _label(line: StatementLine) -> str:
    key = f"ledger.kind.{line.kind}"
    return message(key if key in catalogue() else "ledger.kind.other")


def _sources(
    session: Session, lines: Sequence[StatementLine], *, county_id: str
) -> dict[uuid.UUID, tuple[str, uuid.UUID | None]]:
    """Return for each line what kind of thing it is about and its id, for reversals that of the reversed posting."""
    reversed_ids = [line.reverses_id for line in lines if line.reverses_id is not None]
    references = {line.id: line.reference for line in lines}
    if reversed_ids:
        rows = session.execute(REVERSED, {"county_id": county_id, "ids": reversed_ids}).all()
        originals = {row.id: row.reference for row in rows}
        references |= {line.id: originals[line.reverses_id] for line in lines if line.reverses_id in originals}
    return {posting_id: _parse(reference) for posting_id, reference in references.items()}


def _parse(reference: str) -> tuple[str, uuid.UUID | None]:
    room, _, rest = reference.partition(":")
    try:
        return room, uuid.UUID(rest.partition(":")[0])
    except ValueError:
        return room, None


class _Known:
    """What the lines are about, read once per kind."""

    def __init__(self, session: Session, sources: Iterable[tuple[str, uuid.UUID | None]], *, county_id: str) -> None:
        wanted: dict[str, list[uuid.UUID]] = {"hours": [], "order": [], "proposal": []}
        for room, subject in sources:
            if subject is not None and room in wanted:
                wanted[room].append(subject)
        self._rows: dict[uuid.UUID, list[Any]] = {}
        for room, statement in (("hours", SERVICES), ("order", GOODS), ("proposal", PROPOSALS)):
            if wanted[room]:
                for row in session.execute(statement, {"county_id": county_id, "ids": wanted[room]}):
                    self._rows.setdefault(row.id, []).append(row)

    def sentences(self, line: StatementLine, room: str, subject: uuid.UUID | None) -> list[str]:
        rows = [] if subject is None else self._rows.get(subject, [])
        found: list[str] = []
        if room == "hours":
            found = [sentence for row in rows for sentence in _service(row)]
        elif room == "order":
            found = [
                message("ledger.goods", name=row.name, quantity=str(row.quantity), unit=row.unit_name) for row in rows
            ]
        elif room == "proposal":
            found = [row.reason for row in rows]
        elif room == "expiry":
            found = [_lapsed(line)]
        return [message("ledger.reversed"), *found] if line.reverses_id is not None else found


def _service(row: Any) -> list[str]:
    heading = message(
        "ledger.service",
        volunteer=row.volunteer or message("ledger.somebody"),
        title=row.title or message("ledger.activity"),
        month=str(row.local_date.month),
        day=str(row.local_date.day),
    )
    return [heading, *explain([step_from_json(step) for step in row.trace], name=row.difficulty)]


def _lapsed(line: StatementLine) -> str:
    kept = display_points(Points(int(line.facts.get("kept_points", 0)) + int(line.facts.get("newer_points", 0))))
    return message("ledger.lapsed", period=str(line.facts.get("period", "")), kept=kept)
