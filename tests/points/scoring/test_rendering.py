"""A rule version in words: short sentences that a villager can check."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from points.amounts import Minutes, Percent, Points
from points.scoring.rendering import describe, formula
from points.scoring.rulebook import Caps, DifficultyClass, PointSource, Rounding, RuleVersion

DITCH = DifficultyClass(code="ditch", name="清沟渠", factor=Percent(120), base=Points(200), rate=Points(400))
TALK = DifficultyClass(code="talk", name="上门讲分类", rate=Points(400))


def rule(**fields: Any) -> RuleVersion:
    """Return a version with one class unless told otherwise."""
    classes = fields.pop("difficulty_classes", (DITCH,))
    return RuleVersion(
        id=uuid.uuid4(), version=3, effective_on=dt.date(2026, 7, 1), difficulty_classes=classes, **fields
    )


def test_rule_with_every_limit_is_told_completely() -> None:
    full = rule(
        difficulty_classes=(DITCH, TALK),
        rounding=Rounding.HALF_UP,
        minimum_minutes=Minutes(30),
        minimum_presence_percent=60,
        family_members_count=False,
        free_minutes=Minutes(3000),
        redeem_floor=Points(100_00),
        redeem_suspend_below=Points(70_00),
        caps=Caps(
            event_minutes=Minutes(120),
            day_minutes=Minutes(480),
            event_points=Points(1000),
            day_points=Points(2000),
            week_points=Points(5000),
            month_points=Points(10000),
            season_points=Points(20000),
        ),
        point_sources=(
            PointSource(code="yard", name="整洁庭院", points=Points(500), first_points=Points(1000), per_month=1),
            PointSource(code="wrong", name="更正", points=Points(-200)),
        ),
    )

    assert describe(full) == [
        "从 2026 年 7 月 1 日起用，第 3 版",
        "清沟渠：每小时 4 分 × 难度 1.2，到场 2 分",
        "上门讲分类：每小时 4 分",
        "整洁庭院：5 分，第一次 10 分，一个月最多 1 次",
        "更正：−2 分",
        "零头四舍五入",
        "不到 30 分钟的不计",
        "做满一场的 60% 才计",
        "一场最多算 2 小时",
        "一天最多算 8 小时",
        "一场最多记 10 分",
        "一天最多记 20 分",
        "一周最多记 50 分",
        "一个月最多记 100 分",
        "一季最多记 200 分",
        "家里人来做，只记时长",
        "前 50 小时只记时长",
        "家里积分 100 分以上的部分可以兑换",
        "家里积分不到 70 分，先不兑换",
    ]


def test_formula_shows_numbers_only_when_all_classes_share_them() -> None:
    assert formula(rule()) == "积分 = 时长 × 每小时 4 分 × 难度 + 到场 2 分"
    assert formula(rule(difficulty_classes=(TALK,))) == "积分 = 时长 × 每小时 4 分 × 难度"
    assert formula(rule(difficulty_classes=(DITCH, TALK))) == "积分 = 时长 × 每小时积分 × 难度 + 到场分"
