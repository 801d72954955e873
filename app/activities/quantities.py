"""Quantities that people only roughly know: 200余, 约200 (forms.md §3.3, RC-17)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from app.core.messages import message


class Mark(StrEnum):
    """How sure a quantity is: exact, over (余) or about (约)."""

    EXACT = "exact"
    OVER = "over"
    ABOUT = "about"


_STRENGTH: Final = (Mark.EXACT, Mark.OVER, Mark.ABOUT)


def total(parts: Iterable[tuple[int, str]]) -> tuple[int, Mark]:
    """Return the sum of marked quantities: one 约 makes it 约, else one 余 makes it 余; 余 itself adds nothing."""
    quantity, mark = 0, Mark.EXACT
    for number, marked in parts:
        quantity += number
        mark = max(mark, Mark(marked), key=_STRENGTH.index)
    return quantity, mark


def written(quantity: int, mark: str) -> str:
    """Return a quantity as it is printed."""
    return message(f"quantity.{mark}", quantity=str(quantity))
