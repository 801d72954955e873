"""Names that nobody bears: a plant for the family, a doubled or playful word for the person."""

from __future__ import annotations

from typing import Final

from app.demo.chance import Chance

_PLANTS: Final = "稻竹荷禾果茶柚蔗桂菇藕笋豆麦柿梨桃莲菱苗"
_WOMEN: Final = (
    "小香",
    "青青",
    "甜甜",
    "圆圆",
    "暖暖",
    "芽芽",
    "朵朵",
    "叶叶",
    "穗穗",
    "露露",
    "尖尖",
    "脆脆",
    "糯糯",
    "团团",
    "蜜蜜",
    "软软",
    "亮亮",
    "绵绵",
    "泡泡",
    "丫丫",
)
_FAMILY: Final = ("大壮", "小满", "立夏", "谷雨", "阿墩", "满仓", "墩墩", "阿憨", "大垄", "小垄", "秧哥", "田娃")


class Names:
    """Hands out names, each once."""

    def __init__(self, chance: Chance) -> None:
        self._women = chance.shuffled([plant + given for plant in _PLANTS for given in _WOMEN], "women")
        self._family = chance.shuffled([plant + given for plant in _PLANTS for given in _FAMILY], "family")

    def of(self, kind: str) -> str:
        """Return the next name for a mother, a family member or somebody of the staff."""
        return self._family.pop() if kind == "family" else self._women.pop()
