"""The rulebook (积分规则): rule versions as plain values, and which one holds on a day.

Versions are effective-dated, published before they apply and never edited; an award keeps its version for
ever. A site without rules of its own inherits those of its county.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Final, Literal

from points.amounts import NO_MINUTES, NO_POINTS, SMALLEST, TIMES_ONE, Minutes, Percent, Points
from points.scoring.refusals import (
    DifficultyUnknown,
    PointsOnlySourceRefused,
    PointSourceUnknown,
    RuleInvalid,
    RuleNotInForce,
    RulePublishedTooLate,
)

LARGEST_RATE: Final = 1_000_00
LARGEST_BASE: Final = 10_000_00
LARGEST_FACTOR: Final = 1_000
LARGEST_CAP: Final = 1_000_000_00
LONGEST_DAY: Final = 24 * 60
LONGEST_FREE: Final = 10_000 * 60
PUBLISHED_AHEAD: Final = dt.timedelta(hours=24)


class Rounding(StrEnum):
    """How an award is brought to a whole ``rounding_unit``, once.

    ``HALF_HOUR_FLOOR`` pays only whole half hours and drops any rest; the hours book keeps the real minutes.
    """

    FLOOR = "floor"
    HALF_UP = "half_up"
    HALF_HOUR_FLOOR = "half_hour_floor"


@dataclass(frozen=True, slots=True, kw_only=True)
class DifficultyClass:
    """A difficulty class (难度等级) of volunteer service, the only source that yields minutes.

    ``base`` is given once for coming (到场分), ``rate`` per hour, multiplied by ``factor``.
    """

    yields_hours: ClassVar[Literal[True]] = True

    code: str
    name: str
    factor: Percent = TIMES_ONE
    base: Points = NO_POINTS
    rate: Points

    def __post_init__(self) -> None:
        _require_range("factor", self.factor, 1, most=LARGEST_FACTOR)
        _require_range("base", self.base, 0, most=LARGEST_BASE)
        _require_range("rate", self.rate, 0, most=LARGEST_RATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointSource:
    """A source of points that is no volunteer service: quiz, tidy courtyard, honour, correction.

    ``points`` is given per occurrence and may be negative; ``first_points`` replaces it on the household's
    first occurrence ever (谷来镇 doubles the first month). At most ``per_month`` of them count in a month.
    """

    yields_hours: ClassVar[Literal[False]] = False

    code: str
    name: str
    points: Points
    first_points: Points | None = None
    per_month: int | None = None

    def __post_init__(self) -> None:
        _require_range("points", self.points, -LARGEST_BASE, most=LARGEST_BASE)
        if self.points == 0:
            raise RuleInvalid(field="points", value=0)
        if self.first_points is not None:
            _require_range("first_points", self.first_points, 1, most=LARGEST_BASE)
            _require_range("points", self.points, 1, most=LARGEST_BASE)
        if self.per_month is not None:
            _require_range("per_month", self.per_month, 1, most=31)

    @property
    def needs_two_persons(self) -> bool:
        """Say whether evidence and a second person are demanded: for every item that takes points away."""
        return self.points < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Upper limits of one person; ``None`` is no limit. A season is a quarter of the year."""

    event_minutes: Minutes | None = None
    day_minutes: Minutes | None = None
    event_points: Points | None = None
    day_points: Points | None = None
    week_points: Points | None = None
    month_points: Points | None = None
    season_points: Points | None = None

    def __post_init__(self) -> None:
        for name in ("event_minutes", "day_minutes"):
            _require_cap(name, getattr(self, name), most=LONGEST_DAY)
        for name in ("event_points", "day_points", "week_points", "month_points", "season_points"):
            _require_cap(name, getattr(self, name), most=LARGEST_CAP)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """One published version of the rules of a county (``site_id`` is ``None``) or of one site."""

    id: uuid.UUID
    version: int
    effective_on: dt.date
    difficulty_classes: tuple[DifficultyClass, ...]
    site_id: uuid.UUID | None = None
    rounding: Rounding = Rounding.HALF_HOUR_FLOOR
    rounding_unit: Points = SMALLEST
    caps: Caps = field(default_factory=Caps)
    minimum_minutes: Minutes = NO_MINUTES
    minimum_presence_percent: int = 0
    family_members_count: bool = True
    free_minutes: Minutes = NO_MINUTES
    point_sources: tuple[PointSource, ...] = ()
    redeem_floor: Points = NO_POINTS
    redeem_suspend_below: Points | None = None

    def __post_init__(self) -> None:
        _require_range("version", self.version, 1, most=10**6)
        _require_range("rounding_unit", self.rounding_unit, 1, most=100_00)
        _require_range("minimum_minutes", self.minimum_minutes, 0, most=LONGEST_DAY)
        _require_range("minimum_presence_percent", self.minimum_presence_percent, 0, most=100)
        _require_range("free_minutes", self.free_minutes, 0, most=LONGEST_FREE)
        _require_range("redeem_floor", self.redeem_floor, 0, most=LARGEST_CAP)
        _require_cap("redeem_suspend_below", self.redeem_suspend_below, most=LARGEST_CAP)
        _require_distinct("difficulty_classes", [difficulty.code for difficulty in self.difficulty_classes])
        _require_distinct("point_sources", [source.code for source in self.point_sources])

    def difficulty(self, code: str) -> DifficultyClass:
        """Return the difficulty class of that code.

        Raises:
            DifficultyUnknown: this version has none.

        """
        for difficulty in self.difficulty_classes:
            if difficulty.code == code:
                return difficulty
        raise DifficultyUnknown(difficulty=code, version=self.version)

    def point_source(self, code: str) -> PointSource:
        """Return the points-only source of that code.

        Raises:
            PointSourceUnknown: this version has none.

        """
        for source in self.point_sources:
            if source.code == code:
                return source
        raise PointSourceUnknown(source=code, version=self.version)


def rule_in_force(versions: Iterable[RuleVersion], *, on: dt.date, site_id: uuid.UUID | None) -> RuleVersion:
    """Return the published version that holds for the site on that day, else its county's.

    The site's newest effective version wins over every county version; of equal dates the higher number wins.

    Raises:
        RuleNotInForce: neither has a version in force.

    """
    effective = [rule for rule in versions if rule.effective_on <= on and rule.site_id in (site_id, None)]
    if not effective:
        raise RuleNotInForce(on=on.isoformat())
    return max(effective, key=lambda rule: (rule.site_id is not None, rule.effective_on, rule.version))


def require_published_ahead(*, published_at: dt.datetime, effective_from: dt.datetime) -> None:
    """Demand that a version is public for 24 hours before its first day begins (security B12).

    Raises:
        RulePublishedTooLate: it is not.

    """
    if published_at + PUBLISHED_AHEAD > effective_from:
        raise RulePublishedTooLate(hours=PUBLISHED_AHEAD // dt.timedelta(hours=1))


def require_yields_hours(source: DifficultyClass | PointSource) -> DifficultyClass:
    """Return the source as one that may write minutes (Order 67 art. 19).

    Raises:
        PointsOnlySourceRefused: it is a points-only source.

    """
    if isinstance(source, PointSource):
        raise PointsOnlySourceRefused(source=source.code)
    return source


def _require_range(name: str, value: int, least: int, *, most: int) -> None:
    if not least <= value <= most:
        raise RuleInvalid(field=name, value=value)


def _require_cap(name: str, value: int | None, *, most: int) -> None:
    if value is not None:
        _require_range(name, value, 0, most=most)


def _require_distinct(name: str, codes: list[str]) -> None:
    if len(set(codes)) != len(codes):
        raise RuleInvalid(field=name, value=len(codes))
