"""Where self check-in by location alone would be acceptable; everywhere else distance is only a hint."""

from __future__ import annotations

from typing import Final

FEWEST_HEADS: Final = 100


def may_check_in_by_location(planned_heads: int, *, fewest: int = FEWEST_HEADS) -> bool:
    """Say whether an activity is so large that self check-in by location may be offered, 100 heads or more.

    Source: the Guangdong i志愿 notice (acceptance case RC-12).
    """
    return planned_heads >= fewest
