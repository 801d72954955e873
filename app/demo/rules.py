"""The county's scoring rule: ten points an hour, times the difficulty of the work."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from points.amounts import Minutes, Percent, Points
from points.scoring.rulebook import Caps, DifficultyClass, PointSource, Rounding, RuleVersion

RATE: Final = Points(1000)

CLASSES: Final = (
    DifficultyClass(code="daily", name="日常清扫", factor=Percent(100), rate=RATE),
    DifficultyClass(code="sorting", name="垃圾分类入户宣传", factor=Percent(120), rate=RATE),
    DifficultyClass(code="river", name="河道清理", factor=Percent(150), rate=RATE),
    DifficultyClass(code="old_waste", name="清理陈年垃圾", factor=Percent(200), rate=RATE),
)

SOURCES: Final = (
    PointSource(code="tidy_courtyard", name="美丽庭院月评", points=Points(1000), per_month=1),
    PointSource(code="quiz", name="垃圾分类知识问答", points=Points(200), per_month=4),
)


def county_rule(*, effective_on: dt.date) -> RuleVersion:
    """Return the rule every demonstration county begins with; its id and version are given when it is drafted."""
    return RuleVersion(
        id=uuid.UUID(int=0),
        version=1,
        effective_on=effective_on,
        difficulty_classes=CLASSES,
        rounding=Rounding.FLOOR,
        caps=Caps(day_minutes=Minutes(8 * 60), month_points=Points(60_000)),
        minimum_minutes=Minutes(30),
        family_members_count=True,
        point_sources=SOURCES,
    )
