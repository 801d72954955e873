"""What goes over when two registrations become one, table by table; a guard test knows every table naming a person.

Three fates: what ``merging.sql`` names belongs to the person and goes over; ``SETTLED`` is done by a service of its
own; ``STAYS`` is history: who did something then, under the id she had.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_FILE: Final = Path(__file__).parent.parent / "merging.sql"
_PARAGRAPH: Final = re.compile(r"^-- (\w+)\n((?:(?!--).+\n)+)", re.MULTILINE)

MOVES: Final[tuple[tuple[str, str], ...]] = tuple(
    (found[1], found[2].strip().rstrip(";")) for found in _PARAGRAPH.finditer(_FILE.read_text(encoding="utf-8"))
)
"""Tables and the statements that move their rows, in the order of the file."""

SETTLED: Final = frozenset(
    {"volunteer", "consent", "registration", "service_record", "hours_entry", "person_merge", "binding_hold"}
)
STAYS: Final = frozenset({"household_membership"})


def move_rows(
    session: Session,
    *,
    county_id: str,
    survivor_id: uuid.UUID,
    other_id: uuid.UUID,
    actor_id: uuid.UUID | None,
    today: dt.date,
    now: dt.datetime,
) -> dict[str, int]:
    """Move everything that belongs to the person and return how many rows of each table changed. Safe to repeat."""
    who = {
        "county_id": county_id,
        "survivor": survivor_id,
        "other": other_id,
        "actor": actor_id,
        "today": today,
        "now": now,
    }
    touched: dict[str, int] = {}
    for table, statement in MOVES:
        changed = len(session.execute(text(statement + " RETURNING 1"), _bound(statement, who)).all())
        if changed:
            touched[table] = touched.get(table, 0) + changed
    session.expire_all()
    return touched


def move_late_attendance(session: Session, *, county_id: str, survivor_id: uuid.UUID, other_id: uuid.UUID) -> None:
    """Move attendance that was written under the other id in the moment of the merger."""
    who = {"county_id": county_id, "survivor": survivor_id, "other": other_id}
    for table, statement in MOVES:
        if table == "attendance":
            session.execute(text(statement), who)


def _bound(statement: str, values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if re.search(rf":{name}\b", statement)}
