"""Service time × difficulty → points (工时 × 难度系数 → 积分); pure arithmetic on integers.

``points = base + rate × minutes/60 × factor``, rounded once by the rule version, caps afterwards in a fixed
order (decision D5). The result carries a step for every rule that fired.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from points.amounts import NO_MINUTES, NO_POINTS, Minutes, Points
from points.scoring.refusals import RuleNotInForce, ServiceInvalid
from points.scoring.rulebook import LONGEST_DAY, DifficultyClass, PointSource, Rounding, RuleVersion
from points.scoring.steps import Step, StepCode, step

HALF_HOUR: Final = 30
# minutes × rate × factor is in points × 60 minutes × 100 percent
WHOLE: Final = 60 * 100
LARGEST_USED: Final = 10**12


class PersonKind(StrEnum):
    """Who served: one of the mothers (环保妈妈), or a member of her family."""

    MOTHER = "mother"
    FAMILY = "family"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One person's presence at one activity; ``local_date`` is the business date on which it started."""

    minutes: Minutes
    planned_minutes: Minutes
    local_date: dt.date
    difficulty: str
    kind: PersonKind = PersonKind.MOTHER

    def __post_init__(self) -> None:
        if not 0 <= self.minutes <= LONGEST_DAY:
            raise ServiceInvalid(field="minutes", value=self.minutes)
        if not 0 <= self.planned_minutes <= LONGEST_DAY:
            raise ServiceInvalid(field="planned_minutes", value=self.planned_minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What was already counted for the same person before this service, without reversed awards.

    ``lifetime_minutes`` matters only under a rule with free minutes.
    """

    event_minutes: Minutes = NO_MINUTES
    day_minutes: Minutes = NO_MINUTES
    lifetime_minutes: Minutes = NO_MINUTES
    event_points: Points = NO_POINTS
    day_points: Points = NO_POINTS
    week_points: Points = NO_POINTS
    month_points: Points = NO_POINTS
    season_points: Points = NO_POINTS

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if abs(value) > LARGEST_USED or (value < 0 and name.endswith("minutes")):
                raise ServiceInvalid(field=name, value=value)


NOTHING_USED: Final = Usage()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a service is worth: minutes for the hours book, points for the household, and why."""

    minutes_counted: Minutes
    points: Points
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ItemAssessment:
    """What a points-only item is worth; it has no minutes and can have none."""

    points: Points
    needs_two_persons: bool
    steps: tuple[Step, ...]


def assess(served: Served, rule: RuleVersion, usage: Usage = NOTHING_USED) -> Assessment:
    """Return the minutes and points (hundredths) a service counts for under the rule version.

    Order: minimum presence, minutes per event, per day, who counts, free minutes, sum and rounding, points
    per event, day, week, month, season. The base is given once per event.

    Raises:
        RuleNotInForce: the version takes effect after the service.
        DifficultyUnknown: the version has no such class.

    """
    if served.local_date < rule.effective_on:
        raise RuleNotInForce(on=served.local_date.isoformat(), version=rule.version)
    difficulty = rule.difficulty(served.difficulty)
    steps = [step(StepCode.SERVED, minutes=served.minutes, planned_minutes=served.planned_minutes)]
    counted = _counted_minutes(served, rule, usage=usage, steps=steps)
    paid = _paid_minutes(counted, served, rule=rule, usage=usage, steps=steps)
    points = _worth(paid, difficulty, rule=rule, usage=usage, steps=steps)
    points = _capped(points, rule, usage=usage, steps=steps)
    return Assessment(counted, points, tuple(steps))


def assess_item(
    source: PointSource,
    rule: RuleVersion,
    *,
    times_before: int,
    times_this_month: int,
    usage: Usage = NOTHING_USED,
) -> ItemAssessment:
    """Return the points (hundredths, maybe negative) of one occurrence of a points-only source.

    ``times_before`` counts earlier occurrences of the household ever, ``times_this_month`` those in the same
    month. Caps bound only what is given, never what is taken away.
    """
    first = source.first_points if times_before == 0 else None
    points = source.points if first is None else first
    steps = [step(StepCode.ITEM, points=points)]
    if source.per_month is not None and times_this_month >= source.per_month:
        steps.append(step(StepCode.ITEM_MONTH_LIMIT, limit=source.per_month))
        points = NO_POINTS
    points = _capped(points, rule, usage=usage, steps=steps)
    return ItemAssessment(points, source.needs_two_persons, tuple(steps))


def _counted_minutes(served: Served, rule: RuleVersion, *, usage: Usage, steps: list[Step]) -> Minutes:
    """Return the minutes for the hours book: enough presence, then at most what event and day leave."""
    minutes = served.minutes
    if minutes < rule.minimum_minutes:
        steps.append(step(StepCode.BELOW_MINIMUM_MINUTES, minutes=minutes, minimum=rule.minimum_minutes))
        return NO_MINUTES
    percent = rule.minimum_presence_percent
    if minutes * 100 < served.planned_minutes * percent:
        planned = served.planned_minutes
        steps.append(step(StepCode.BELOW_MINIMUM_PRESENCE, minutes=minutes, planned_minutes=planned, percent=percent))
        return NO_MINUTES
    limits = (
        (StepCode.CAP_EVENT_MINUTES, rule.caps.event_minutes, usage.event_minutes),
        (StepCode.CAP_DAY_MINUTES, rule.caps.day_minutes, usage.day_minutes),
    )
    for code, cap, used in limits:
        minutes = Minutes(_limited(minutes, code, cap=cap, used=used, steps=steps))
    return minutes


def _paid_minutes(counted: Minutes, served: Served, *, rule: RuleVersion, usage: Usage, steps: list[Step]) -> Minutes:
    """Return the counted minutes that earn points."""
    if counted and served.kind is PersonKind.FAMILY and not rule.family_members_count:
        steps.append(step(StepCode.FAMILY_NOT_COUNTED, minutes=counted))
        return NO_MINUTES
    beyond = usage.lifetime_minutes + counted - rule.free_minutes
    paid = Minutes(min(counted, max(0, beyond)))
    if paid < counted:
        steps.append(step(StepCode.FREE_MINUTES, free=rule.free_minutes, minutes=counted, paid=paid))
    return paid


def _worth(paid: Minutes, difficulty: DifficultyClass, *, rule: RuleVersion, usage: Usage, steps: list[Step]) -> Points:
    """Return base + rate × minutes/60 × factor, rounded once to the rule's unit."""
    if paid == 0:
        return NO_POINTS
    minutes = int(paid)
    if rule.rounding is Rounding.HALF_HOUR_FLOOR and minutes % HALF_HOUR:
        minutes -= minutes % HALF_HOUR
        steps.append(step(StepCode.HALF_HOUR_FLOOR, minutes=paid, paid=minutes))
    base = int(difficulty.base)
    if base and usage.event_minutes:
        steps.append(step(StepCode.BASE_ALREADY_GIVEN, base=base))
        base = 0
    exact = base * WHOLE + difficulty.rate * minutes * difficulty.factor
    unit = rule.rounding_unit * WHOLE
    half_up = rule.rounding is Rounding.HALF_UP
    points = Points((exact + (unit // 2 if half_up else 0)) // unit * rule.rounding_unit)
    steps.append(
        step(
            StepCode.FORMULA,
            minutes=minutes,
            rate=difficulty.rate,
            factor=difficulty.factor,
            base=base,
            points=points,
        )
    )
    if exact != points * WHOLE:
        code = StepCode.ROUNDED_HALF_UP if half_up else StepCode.ROUNDED_DOWN
        steps.append(step(code, unit=rule.rounding_unit, points=points))
    return points


def _capped(points: Points, rule: RuleVersion, *, usage: Usage, steps: list[Step]) -> Points:
    """Return the points that event, day, week, month and season still leave room for, in this order."""
    caps = rule.caps
    limits = (
        (StepCode.CAP_EVENT_POINTS, caps.event_points, usage.event_points),
        (StepCode.CAP_DAY_POINTS, caps.day_points, usage.day_points),
        (StepCode.CAP_WEEK_POINTS, caps.week_points, usage.week_points),
        (StepCode.CAP_MONTH_POINTS, caps.month_points, usage.month_points),
        (StepCode.CAP_SEASON_POINTS, caps.season_points, usage.season_points),
    )
    for code, cap, used in limits:
        points = Points(_limited(points, code, cap=cap, used=used, steps=steps))
    return points


def _limited(amount: int, code: StepCode, *, cap: int | None, used: int, steps: list[Step]) -> int:
    """Return the part of the amount that fits under the cap, and leave a step if that is less."""
    if cap is None:
        return amount
    fits = min(amount, max(0, cap - used))
    if amount <= 0 or fits == amount:
        return amount
    steps.append(step(code, cap=cap, used=used, before=amount, after=fits))
    return fits
