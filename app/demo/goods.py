"""Goods of the kind real villages use (domain rules §14, RC-07, RC-10, RC-20); ten points are about one yuan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from points.amounts import Fen, Points


@dataclass(frozen=True, slots=True)
class DemoItem:
    """A kind of goods: price in hundredths of a point, value in fen, days it keeps (None: it keeps for ever)."""

    name: str
    unit_name: str
    description: str
    price: Points
    value: Fen
    quantity: int
    keeps_days: int | None = None
    limit_quantity: int | None = None
    limit_period: str = "month"


ITEMS: Final = (
    DemoItem("肥皂", "块", "洗衣皂，226 克一块", Points(3000), Fen(320), 40, limit_quantity=2),
    DemoItem("毛巾", "条", "棉毛巾", Points(5000), Fen(500), 20),
    DemoItem("洗衣粉", "袋", "1 公斤一袋", Points(8000), Fen(850), 16),
    DemoItem("酱油", "瓶", "酿造酱油，500 毫升一瓶", Points(6000), Fen(600), 18, keeps_days=320),
    DemoItem("洗手液", "瓶", "500 毫升一瓶", Points(9000), Fen(950), 10, keeps_days=600),
    DemoItem("卷纸", "提", "10 卷一提", Points(12000), Fen(1250), 12, limit_quantity=1),
)
"""What stands on the shelf of every pickup point."""

NEAR_BEST_BEFORE_DAYS: Final = 35
"""A second delivery of soy sauce keeps only so long: it goes out first and the shop keeper is warned."""


@dataclass(frozen=True, slots=True)
class DemoDonor:
    """Somebody who gives goods; ``public`` is whether the name may be shown."""

    name: str
    kind: str
    public: bool
    funding_source: str


DONORS: Final = (
    DemoDonor("示例县爱心单位", "department", True, "department"),
    DemoDonor("小蜜蜂日用品商行（示例）", "company", True, "donation"),
    DemoDonor("不留名的热心人", "person", False, "donation"),
)
