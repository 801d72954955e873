"""The activities of the demonstration villages: what is done there on Saturdays and Wednesday evenings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.activities.themes import Theme


@dataclass(frozen=True, slots=True)
class Occasion:
    """A kind of activity as an organizer would describe it."""

    title: str
    difficulty_code: str
    themes: tuple[Theme, ...]
    place_name: str
    risk_note: str
    hazardous: bool = False


RIVER: Final = Occasion(
    "清理桥头河边垃圾",
    "river",
    (Theme.MEILI_JIAYUAN, Theme.RIVER_PATROL),
    "桥头河边",
    "河边湿滑，请穿防滑鞋，不下深水，两人一组。",
    hazardous=True,
)
SWEEPING: Final = Occasion(
    "全村大扫除", "daily", (Theme.MEILI_JIAYUAN,), "村委会门口", "请戴手套，小心碎玻璃和路上的车。"
)
VISITING: Final = Occasion(
    "入户讲垃圾分类",
    "sorting",
    (Theme.WASTE_SORTING, Theme.PUBLICITY),
    "村委会门口",
    "两人一组入户，注意家犬。",
)
OLD_HEAP: Final = Occasion(
    "清掉老晒坪的陈年垃圾",
    "old_waste",
    (Theme.MEILI_JIAYUAN, Theme.WASTE_SORTING),
    "老晒坪",
    "请戴口罩和手套，重物两人一起搬。",
    hazardous=True,
)
EVENING: Final = Occasion(
    "垃圾分类小课堂", "sorting", (Theme.LECTURE, Theme.WASTE_SORTING), "村委会二楼", "晚上走路带手电筒。"
)

SATURDAYS: Final = {4: RIVER, 3: SWEEPING, 2: VISITING, 1: OLD_HEAP, 0: RIVER, -1: SWEEPING}
"""What happens on which Saturday: 4 is four weeks ago, 1 the last one, 0 the coming one."""
INSURANCE: Final = "已为报名的人买好当天的意外险（示例）。"
