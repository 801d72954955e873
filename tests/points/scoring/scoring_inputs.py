"""Small builders and Hypothesis strategies over the whole legal range of scoring."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from hypothesis import strategies as st

from points.amounts import Minutes, Percent, Points
from points.scoring.calculator import LARGEST_USED, PersonKind, Served, Usage
from points.scoring.rulebook import (
    LARGEST_BASE,
    LARGEST_CAP,
    LARGEST_FACTOR,
    LARGEST_RATE,
    LONGEST_DAY,
    LONGEST_FREE,
    Caps,
    DifficultyClass,
    Rounding,
    RuleVersion,
)

DAY = dt.date(2026, 11, 21)
DITCH = DifficultyClass(code="ditch", name="清沟渠", factor=Percent(120), base=Points(200), rate=Points(400))


def rule_with(**terms: Any) -> RuleVersion:
    """Return version 1 with the class 清沟渠 (4 分 an hour, ×1.2, 2 分 for coming) and the given terms."""
    terms.setdefault("rounding", Rounding.FLOOR)
    terms.setdefault("difficulty_classes", (DITCH,))
    return RuleVersion(id=uuid.UUID(int=1), version=1, effective_on=dt.date(2026, 1, 1), **terms)


def served_for(minutes: int, *, planned: int | None = None, kind: PersonKind = PersonKind.MOTHER) -> Served:
    """Return a service at the ditch on a Saturday in November."""
    return Served(
        minutes=Minutes(minutes),
        planned_minutes=Minutes(minutes if planned is None else planned),
        local_date=DAY,
        difficulty="ditch",
        kind=kind,
    )


def _up_to(most: int) -> st.SearchStrategy[int]:
    return st.one_of(st.integers(0, most), st.integers(0, min(most, 2_000)))


def _maybe(most: int) -> st.SearchStrategy[int | None]:
    return st.one_of(st.none(), _up_to(most))


difficulty_classes = st.builds(
    DifficultyClass,
    code=st.just("ditch"),
    name=st.just("清沟渠"),
    factor=st.integers(1, LARGEST_FACTOR),
    base=_up_to(LARGEST_BASE),
    rate=_up_to(LARGEST_RATE),
)
caps = st.builds(
    Caps,
    event_minutes=_maybe(LONGEST_DAY),
    day_minutes=_maybe(LONGEST_DAY),
    event_points=_maybe(LARGEST_CAP),
    day_points=_maybe(LARGEST_CAP),
    week_points=_maybe(LARGEST_CAP),
    month_points=_maybe(LARGEST_CAP),
    season_points=_maybe(LARGEST_CAP),
)
rules = st.builds(
    rule_with,
    difficulty_classes=st.tuples(difficulty_classes),
    rounding=st.sampled_from(Rounding),
    rounding_unit=st.one_of(st.sampled_from([1, 10, 50, 100]), st.integers(1, 10_000)),
    caps=caps,
    minimum_minutes=_up_to(120),
    minimum_presence_percent=st.integers(0, 100),
    family_members_count=st.booleans(),
    free_minutes=st.one_of(st.just(0), _up_to(LONGEST_FREE)),
)
services = st.builds(
    served_for,
    st.integers(0, LONGEST_DAY),
    planned=st.integers(0, LONGEST_DAY),
    kind=st.sampled_from(PersonKind),
)
_used_minutes = st.one_of(st.just(0), _up_to(LARGEST_USED))
_used_points = st.one_of(st.just(0), _up_to(LARGEST_USED), st.integers(-LARGEST_USED, 0))
usages = st.builds(
    Usage,
    event_minutes=_used_minutes,
    day_minutes=_used_minutes,
    lifetime_minutes=_used_minutes,
    event_points=_used_points,
    day_points=_used_points,
    week_points=_used_points,
    month_points=_used_points,
    season_points=_used_points,
)
