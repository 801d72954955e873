"""The trace of a decision: each rule that fired, with its numbers.

A step is a code and integers, so it can be stored as JSON beside the award and explained again years later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class StepCode(StrEnum):
    """Every rule that can leave a trace, in the order in which they fire."""

    SERVED = "served"
    BELOW_MINIMUM_MINUTES = "below_minimum_minutes"
    BELOW_MINIMUM_PRESENCE = "below_minimum_presence"
    CAP_EVENT_MINUTES = "cap_event_minutes"
    CAP_DAY_MINUTES = "cap_day_minutes"
    FAMILY_NOT_COUNTED = "family_not_counted"
    FREE_MINUTES = "free_minutes"
    HALF_HOUR_FLOOR = "half_hour_floor"
    BASE_ALREADY_GIVEN = "base_already_given"
    FORMULA = "formula"
    ROUNDED_DOWN = "rounded_down"
    ROUNDED_HALF_UP = "rounded_half_up"
    ITEM = "item"
    ITEM_MONTH_LIMIT = "item_month_limit"
    CAP_EVENT_POINTS = "cap_event_points"
    CAP_DAY_POINTS = "cap_day_points"
    CAP_WEEK_POINTS = "cap_week_points"
    CAP_MONTH_POINTS = "cap_month_points"
    CAP_SEASON_POINTS = "cap_season_points"


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that fired and the integers it worked with."""

    code: StepCode
    params: Mapping[str, int]

    def as_json(self) -> dict[str, str | int]:
        """Return the step as a flat JSON object, ``code`` first."""
        return {"code": self.code.value, **self.params}


def step(code: StepCode, **params: int) -> Step:
    """Return the step of a rule that fired with these numbers."""
    return Step(code, params)


def step_from_json(document: Mapping[str, str | int]) -> Step:
    """Return the step a stored JSON object stands for; the inverse of ``Step.as_json``."""
    params = {name: int(value) for name, value in document.items() if name != "code"}
    return Step(StepCode(str(document["code"])), params)
