"""A rule version as people read it (规则说明): short Chinese sentences, one rule each."""

from __future__ import annotations

from typing import Final

from points.amounts import (
    NO_POINTS,
    TIMES_ONE,
    Minutes,
    Translate,
    as_written,
    display_minutes,
    display_percent,
    display_points,
)
from points.scoring.rulebook import DifficultyClass, PointSource, Rounding, RuleVersion

EFFECTIVE: Final = "从 {year} 年 {month} 月 {day} 日起用，第 {version} 版"
CLASS_PLAIN: Final = "{name}：每小时 {rate} 分"
CLASS_FACTOR: Final = "{name}：每小时 {rate} 分 × 难度 {factor}"
CLASS_BASE: Final = "，到场 {base} 分"
SOURCE: Final = "{name}：{points} 分"
SOURCE_FIRST: Final = "，第一次 {points} 分"
SOURCE_MONTH: Final = "，一个月最多 {times} 次"
ROUNDINGS: Final = {
    Rounding.FLOOR: "零头不算",
    Rounding.HALF_UP: "零头四舍五入",
    Rounding.HALF_HOUR_FLOOR: "不足半小时的不算分",
}
MINIMUM_MINUTES: Final = "不到 {minutes}的不计"
MINIMUM_PRESENCE: Final = "做满一场的 {percent}% 才计"
FAMILY_COUNTS: Final = "家里人来做，也给家里记分"
FAMILY_NOT: Final = "家里人来做，只记时长"
FREE: Final = "前 {minutes}只记时长"
REDEEM_FLOOR: Final = "家里积分 {points} 分以上的部分可以兑换"
SUSPEND: Final = "家里积分不到 {points} 分，先不兑换"
MINUTE_CAPS: Final = (("event_minutes", "一场最多算 {amount}"), ("day_minutes", "一天最多算 {amount}"))
POINT_CAPS: Final = (
    ("event_points", "一场最多记 {amount} 分"),
    ("day_points", "一天最多记 {amount} 分"),
    ("week_points", "一周最多记 {amount} 分"),
    ("month_points", "一个月最多记 {amount} 分"),
    ("season_points", "一季最多记 {amount} 分"),
)
FORMULA: Final = "积分 = 时长 × 每小时积分 × 难度 + 到场分"
FORMULA_ONE_RATE: Final = "积分 = 时长 × 每小时 {rate} 分 × 难度"
FORMULA_ONE_RATE_AND_BASE: Final = "积分 = 时长 × 每小时 {rate} 分 × 难度 + 到场 {base} 分"


def describe(rule: RuleVersion, *, translate: Translate = as_written) -> list[str]:
    """Return the rule version in sentences: from when, every class and source, and each limit that is set."""
    day = rule.effective_on
    lines = [translate(EFFECTIVE).format(year=day.year, month=day.month, day=day.day, version=rule.version)]
    lines += [_class(difficulty, translate) for difficulty in rule.difficulty_classes]
    lines += [_source(source, translate) for source in rule.point_sources]
    lines.append(translate(ROUNDINGS[rule.rounding]))
    lines += _limits(rule, translate)
    return lines


def formula(rule: RuleVersion, *, translate: Translate = as_written) -> str:
    """Return the sum in one line for the foot of a published list, with the numbers when all classes share them."""
    rates = {difficulty.rate for difficulty in rule.difficulty_classes}
    bases = {difficulty.base for difficulty in rule.difficulty_classes}
    if len(rates) != 1 or len(bases) != 1:
        return translate(FORMULA)
    base = bases.pop()
    template = FORMULA_ONE_RATE if base == NO_POINTS else FORMULA_ONE_RATE_AND_BASE
    return translate(template).format(rate=display_points(rates.pop()), base=display_points(base))


def _class(difficulty: DifficultyClass, translate: Translate) -> str:
    template = CLASS_PLAIN if difficulty.factor == TIMES_ONE else CLASS_FACTOR
    line = translate(template).format(
        name=difficulty.name, rate=display_points(difficulty.rate), factor=display_percent(difficulty.factor)
    )
    if difficulty.base > NO_POINTS:
        line += translate(CLASS_BASE).format(base=display_points(difficulty.base))
    return line


def _source(source: PointSource, translate: Translate) -> str:
    line = translate(SOURCE).format(name=source.name, points=display_points(source.points))
    if source.first_points is not None:
        line += translate(SOURCE_FIRST).format(points=display_points(source.first_points))
    if source.per_month is not None:
        line += translate(SOURCE_MONTH).format(times=source.per_month)
    return line


def _limits(rule: RuleVersion, translate: Translate) -> list[str]:
    lines = []
    if rule.minimum_minutes:
        lines.append(
            translate(MINIMUM_MINUTES).format(minutes=display_minutes(rule.minimum_minutes, translate=translate))
        )
    if rule.minimum_presence_percent:
        lines.append(translate(MINIMUM_PRESENCE).format(percent=rule.minimum_presence_percent))
    for name, template in MINUTE_CAPS:
        cap: Minutes | None = getattr(rule.caps, name)
        if cap is not None:
            lines.append(translate(template).format(amount=display_minutes(cap, translate=translate)))
    for name, template in POINT_CAPS:
        points = getattr(rule.caps, name)
        if points is not None:
            lines.append(translate(template).format(amount=display_points(points)))
    lines.append(translate(FAMILY_COUNTS if rule.family_members_count else FAMILY_NOT))
    if rule.free_minutes:
        lines.append(translate(FREE).format(minutes=display_minutes(rule.free_minutes, translate=translate)))
    if rule.redeem_floor:
        lines.append(translate(REDEEM_FLOOR).format(points=display_points(rule.redeem_floor)))
    if rule.redeem_suspend_below is not None:
        lines.append(translate(SUSPEND).format(points=display_points(rule.redeem_suspend_below)))
    return lines
