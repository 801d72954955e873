"""The award computed a second time, in another way, for the check of the books (对账).

Nothing here is shared with ``calculator`` except the inputs: exact fractions instead of scaled integers, one
expression of ceilings instead of a chain of steps. If the two ever differ, one of them is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from points.amounts import Minutes, Points
from points.scoring.calculator import PersonKind, Served, Usage
from points.scoring.rulebook import DifficultyClass, Rounding, RuleVersion


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The two numbers of an award, without reasons."""

    minutes_counted: Minutes
    points: Points


def recompute(served: Served, rule: RuleVersion, usage: Usage) -> Recomputed:
    """Return what ``assess`` must have returned for the same inputs: minutes, and points in hundredths.

    Raises:
        DifficultyUnknown: the version has no such class.

    """
    difficulty = rule.difficulty(served.difficulty)
    minutes = _minutes_for_the_book(served, rule, usage=usage)
    earning = _minutes_that_earn(minutes, served, rule=rule, usage=usage)
    earned = _exact_points(earning, difficulty, rule=rule, base_due=usage.event_minutes == 0)
    rounded = _round(earned, rule)
    points = min([rounded, *_room_for_points(rule, usage)])
    return Recomputed(Minutes(minutes), Points(points))


def _minutes_for_the_book(served: Served, rule: RuleVersion, *, usage: Usage) -> int:
    required = Fraction(served.planned_minutes * rule.minimum_presence_percent, 100)
    if served.minutes < max(required, Fraction(rule.minimum_minutes)):
        return 0
    room = [(rule.caps.event_minutes, usage.event_minutes), (rule.caps.day_minutes, usage.day_minutes)]
    return min([served.minutes, *_room(room)])


def _minutes_that_earn(minutes: int, served: Served, *, rule: RuleVersion, usage: Usage) -> int:
    earns = served.kind is PersonKind.MOTHER or rule.family_members_count
    free_left = max(rule.free_minutes - usage.lifetime_minutes, 0)
    return max(minutes - free_left, 0) if earns else 0


def _exact_points(minutes: int, difficulty: DifficultyClass, *, rule: RuleVersion, base_due: bool) -> Fraction:
    """Return the points as an exact fraction of whole points."""
    if minutes == 0:
        return Fraction(0)
    hours = Fraction(minutes, 60)
    if rule.rounding is Rounding.HALF_HOUR_FLOOR:
        hours = Fraction(math.floor(hours * 2), 2)
    time_part = Fraction(difficulty.rate, 100) * hours * Fraction(difficulty.factor, 100)
    return time_part + (Fraction(difficulty.base, 100) if base_due else 0)


def _round(earned: Fraction, rule: RuleVersion) -> int:
    """Return hundredths, brought to the unit of the rule; half of a unit goes up only under ``HALF_UP``."""
    unit = Fraction(rule.rounding_unit, 100)
    shift = Fraction(1, 2) if rule.rounding is Rounding.HALF_UP else Fraction(0)
    return math.floor(earned / unit + shift) * rule.rounding_unit


def _room_for_points(rule: RuleVersion, usage: Usage) -> list[int]:
    caps = rule.caps
    return _room(
        [
            (caps.event_points, usage.event_points),
            (caps.day_points, usage.day_points),
            (caps.week_points, usage.week_points),
            (caps.month_points, usage.month_points),
            (caps.season_points, usage.season_points),
        ]
    )


def _room(limits: Iterable[tuple[int | None, int]]) -> list[int]:
    """Return what each limit that exists still leaves, never less than nothing."""
    return [max(cap - used, 0) for cap, used in limits if cap is not None]
