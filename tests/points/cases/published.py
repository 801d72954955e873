"""Reads the published cases (RC-xx.yaml): decimal strings become points, mappings become rule versions."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import yaml

from points.amounts import Minutes, Percent, Points, parse_points
from points.scoring.rulebook import Caps, DifficultyClass, PointSource, Rounding, RuleVersion

FOLDER = Path(__file__).parent
LONG_AGO = dt.date(2000, 1, 1)


def case(name: str) -> dict[str, Any]:
    """Return the case of that name as written."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def points(text: str) -> Points:
    """Return the points a case writes as a decimal string."""
    return parse_points(text, signed=True)


def minutes(time: str) -> Minutes:
    """Return the minutes of a time written as hours and minutes, ``"99:59"``."""
    hours, rest = time.split(":")
    return Minutes(int(hours) * 60 + int(rest))


def difficulty_class(row: dict[str, Any]) -> DifficultyClass:
    """Return the difficulty class a case describes."""
    return DifficultyClass(
        code=row["code"],
        name=row["name"],
        factor=Percent(row.get("factor", 100)),
        base=points(row.get("base", "0")),
        rate=points(row["rate"]),
    )


def point_source(row: dict[str, Any]) -> PointSource:
    """Return the points-only source a case describes."""
    return PointSource(
        code=row["code"],
        name=row["name"],
        points=points(row["points"]),
        first_points=points(row["first_points"]) if "first_points" in row else None,
        per_month=row.get("per_month"),
    )


def rule_version(row: dict[str, Any], *, version: int = 1, **others: Any) -> RuleVersion:
    """Return the rule version a case describes."""
    return RuleVersion(
        id=uuid.UUID(int=version),
        version=version,
        effective_on=row.get("effective_on", LONG_AGO),
        rounding=Rounding(row.get("rounding", "floor")),
        caps=Caps(**row.get("caps", {})),
        difficulty_classes=tuple(map(difficulty_class, row.get("difficulty_classes", ()))),
        point_sources=tuple(map(point_source, row.get("point_sources", ()))),
        **others,
    )
