"""The sum of an award as the volunteer will read it (怎么算的), made from the stored steps alone.

All sentences stand at the top of this file; they are the message ids of the catalogue, so another language
needs no code. Words follow the writing guide: 分钟 for time, 分 for points, short, and blaming nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from points.amounts import (
    NO_POINTS,
    Minutes,
    Percent,
    Points,
    Translate,
    as_written,
    display_minutes,
    display_percent,
    display_points,
)
from points.scoring.steps import Step, StepCode

FORMULA_WITH_BASE: Final = "服务 {minutes} × 每小时 {rate} 分 × 难度 {factor}（{name}）+ 到场 {base} 分 = {points} 分"
FORMULA_BASE_ONLY: Final = "来参加「{name}」，到场 {base} 分"
ITEM_GIVEN: Final = "{name} +{points} 分"
ITEM_TAKEN: Final = "更正 {points} 分，原因：{name}"

SENTENCES: Final[Mapping[StepCode, str]] = {
    StepCode.SERVED: "这次服务 {minutes}",
    StepCode.BELOW_MINIMUM_MINUTES: "不到 {minimum}，这次先不计，来过的记录留着",
    StepCode.BELOW_MINIMUM_PRESENCE: "活动一共 {planned_minutes}，做满 {percent}% 才计，来过的记录留着",
    StepCode.CAP_EVENT_MINUTES: "一场最多算 {cap}，这次算 {after}",
    StepCode.CAP_DAY_MINUTES: "一天最多算 {cap}，这次算 {after}",
    StepCode.FAMILY_NOT_COUNTED: "这次只记家里人的时长，不计分",
    StepCode.FREE_MINUTES: "前 {free}只记时长，这次有 {paid}计分",
    StepCode.HALF_HOUR_FLOOR: "不足半小时的不算分，按 {paid}算",
    StepCode.BASE_ALREADY_GIVEN: "这场的到场分记过了，不再记",
    StepCode.FORMULA: "服务 {minutes} × 每小时 {rate} 分 × 难度 {factor}（{name}）= {points} 分",
    StepCode.ROUNDED_DOWN: "零头不算，记 {points} 分",
    StepCode.ROUNDED_HALF_UP: "零头四舍五入，记 {points} 分",
    StepCode.ITEM: ITEM_GIVEN,
    StepCode.ITEM_MONTH_LIMIT: "这一项一个月最多记 {limit} 次，这个月记满了",
    StepCode.CAP_EVENT_POINTS: "一场最多记 {cap} 分，这次记 {after} 分",
    StepCode.CAP_DAY_POINTS: "一天最多记 {cap} 分，这次记 {after} 分",
    StepCode.CAP_WEEK_POINTS: "一周最多记 {cap} 分，这次记 {after} 分",
    StepCode.CAP_MONTH_POINTS: "一个月最多记 {cap} 分，这次记 {after} 分",
    StepCode.CAP_SEASON_POINTS: "一季最多记 {cap} 分，这次记 {after} 分",
}

_TIMES: Final = frozenset({"minutes", "planned_minutes", "minimum", "free", "paid"})
_POINTS: Final = frozenset({"points", "rate", "base", "cap", "after", "before", "used", "unit"})
_MINUTE_CAPS: Final = frozenset({StepCode.CAP_EVENT_MINUTES, StepCode.CAP_DAY_MINUTES})


def explain(steps: Sequence[Step], *, name: str, translate: Translate = as_written) -> list[str]:
    """Return the sentences that lead from the service to the points, in the order in which the rules fired.

    ``name`` is that of the difficulty class or of the points-only source. When the sum follows at once,
    it opens with the time itself, so the time is not said twice.
    """
    shown = [step for step in steps if step.code is not StepCode.SERVED or not _says_it_all(steps)]
    return [_sentence(step, name=name, translate=translate) for step in shown]


def _says_it_all(steps: Sequence[Step]) -> bool:
    """Say whether the sum follows the served minutes at once."""
    return len(steps) > 1 and steps[1].code is StepCode.FORMULA


def _sentence(step: Step, *, name: str, translate: Translate) -> str:
    words: dict[str, str] = {"name": name}
    for param, value in step.params.items():
        words[param] = _in_words(step.code, param, value=value, translate=translate)
    return translate(_template(step)).format(**words)


def _template(step: Step) -> str:
    if step.code is StepCode.FORMULA and step.params["base"] > NO_POINTS:
        return FORMULA_WITH_BASE if step.params["minutes"] else FORMULA_BASE_ONLY
    if step.code is StepCode.ITEM and step.params["points"] < NO_POINTS:
        return ITEM_TAKEN
    return SENTENCES[step.code]


def _in_words(code: StepCode, param: str, *, value: int, translate: Translate) -> str:
    if param in _TIMES or code in _MINUTE_CAPS:
        return display_minutes(Minutes(value), translate=translate)
    if param in _POINTS:
        return display_points(Points(value))
    if param == "factor":
        return display_percent(Percent(value))
    return str(value)
