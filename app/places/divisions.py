"""The official divisions, taken in from a CSV file as often as one likes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.pinyin import place_key
from app.places.models import Division
from app.places.refusals import DivisionsInvalid

SOURCE = Path(__file__).parent.parent / "data" / "guangxi-divisions.csv"
LENGTH_OF = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}
BATCH = 1000


@dataclass(frozen=True)
class Imported:
    """How many divisions the file names, and how many rows were new or different."""

    named: int
    written: int


def import_divisions(session: Session, path: Path = SOURCE) -> Imported:
    """Take in a file of divisions (code, name, level, parent_code); the same file again writes nothing.

    Divisions that the file no longer names stay, because people and books point at them.

    Raises:
        DivisionsInvalid: a row has a wrong code, level or parent; nothing is written.
    """
    rows = list(_read(path))
    written = 0
    for start in range(0, len(rows), BATCH):
        statement = insert(Division).values(rows[start : start + BATCH])
        new = statement.excluded
        written += len(
            session.execute(
                statement.on_conflict_do_update(
                    index_elements=["code"],
                    set_={"name": new.name, "level": new.level, "parent_code": new.parent_code, "pinyin": new.pinyin},
                    where=or_(
                        Division.name != new.name,
                        Division.level != new.level,
                        Division.parent_code != new.parent_code,
                        Division.pinyin != new.pinyin,
                    ),
                ).returning(Division.code)
            ).all()
        )
    return Imported(len(rows), written)


def count_divisions(session: Session) -> int:
    """Return how many divisions are known."""
    return session.execute(select(func.count()).select_from(Division)).scalar_one()


def _read(path: Path) -> Iterator[dict[str, str]]:
    seen: set[str] = set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            code, level, parent = row.get("code") or "", row.get("level") or "", row.get("parent_code") or ""
            name = (row.get("name") or "").strip()
            well_formed = code.isascii() and code.isdigit() and len(code) == LENGTH_OF.get(level)
            placed = parent in seen and code.startswith(parent) if level != "province" else parent == ""
            if not well_formed or not placed or not name or code in seen:
                raise DivisionsInvalid(row=number)
            seen.add(code)
            yield {"code": code, "name": name, "level": level, "parent_code": parent, "pinyin": place_key(name)}
