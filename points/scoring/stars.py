"""Star rating (星级) from the hours book, and optionally from earned points; thresholds are configuration.

Order 67 has no thresholds. "以上" includes the number itself (Civil Code art. 1259): 100 hours sharp are
one star.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from points.amounts import MINUTES_PER_HOUR, SCALE, Minutes, Points
from points.scoring.refusals import RuleInvalid


@dataclass(frozen=True, slots=True, kw_only=True)
class StarScale:
    """Thresholds of one scheme, lowest star first; its label is in the catalogue under ``code``.

    With ``earned_points`` both thresholds must be met. ``top_needs_evaluation`` keeps the last star for
    those who were evaluated (四川). ``downgrades`` lets a star be lost again. ``prizes_repeat`` gives a prize
    at every threshold and again, without a new title, at every threshold beyond the top (张家港).
    """

    code: str
    minutes: tuple[Minutes, ...]
    earned_points: tuple[Points, ...] | None = None
    top_needs_evaluation: bool = False
    downgrades: bool = False
    prizes_repeat: bool = False

    def __post_init__(self) -> None:
        _require_rising("minutes", self.minutes)
        if self.earned_points is not None:
            _require_rising("earned_points", self.earned_points)
            if len(self.earned_points) != len(self.minutes):
                raise RuleInvalid(field="earned_points", value=len(self.earned_points))


def stars(
    minutes: Minutes,
    scale: StarScale,
    *,
    earned_points: Points | None = None,
    evaluated: bool = False,
    held: int = 0,
) -> int:
    """Return the number of stars for lifetime minutes; ``held`` are the stars already conferred.

    Raises:
        RuleInvalid: the scale asks for points and none were given.

    """
    reached = _reached(minutes, scale.minutes)
    if scale.earned_points is not None:
        if earned_points is None:
            raise RuleInvalid(field="earned_points", value=None)
        reached = min(reached, _reached(earned_points, scale.earned_points))
    if scale.top_needs_evaluation and not evaluated:
        reached = min(reached, len(scale.minutes) - 1)
    return reached if scale.downgrades else max(reached, held)


def prize_marks(minutes: Minutes, scale: StarScale) -> tuple[Minutes, ...]:
    """Return every mark that earned a prize so far; marks beyond the top threshold carry no further title."""
    top = scale.minutes[-1]
    rounds = minutes // top + 1 if scale.prizes_repeat else 1
    marks = (Minutes(turn * top + threshold) for turn in range(rounds) for threshold in scale.minutes)
    return tuple(mark for mark in marks if mark <= minutes)


def _reached(amount: int, thresholds: tuple[int, ...]) -> int:
    return sum(amount >= threshold for threshold in thresholds)


def _require_rising(name: str, thresholds: tuple[int, ...]) -> None:
    rising = all(low < high for low, high in pairwise(thresholds))
    if not thresholds or thresholds[0] <= 0 or not rising:
        raise RuleInvalid(field=name, value=len(thresholds))


def _hours(*thresholds: int) -> tuple[Minutes, ...]:
    return tuple(Minutes(hours * MINUTES_PER_HOUR) for hours in thresholds)


def _points(*thresholds: int) -> tuple[Points, ...]:
    return tuple(Points(whole * SCALE) for whole in thresholds)


MINISTRY_2012: Final = StarScale(code="ministry_2012", minutes=_hours(100, 300, 600, 1000, 1500))
SICHUAN: Final = StarScale(code="sichuan", minutes=MINISTRY_2012.minutes, top_needs_evaluation=True)
BEIJING: Final = StarScale(code="beijing", minutes=_hours(100, 200, 500, 800, 1000))
ZHANGJIAGANG_2014: Final = StarScale(
    code="zhangjiagang_2014", minutes=_hours(30, 60, 100, 200, 300), prizes_repeat=True
)
LONGQUANYI: Final = StarScale(
    code="longquanyi",
    minutes=_hours(50, 100, 200, 400, 800),
    earned_points=_points(500, 1000, 2100, 4200, 8400),
    downgrades=True,
)
