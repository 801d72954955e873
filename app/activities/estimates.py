"""What a service would be worth (大约多少分): the rule of its day applied to the planned minutes.

Published rule versions never change and apply a day after they were published, so each process keeps those of a
county for a few minutes; a list of activities then needs no look at the rules at all.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from app.core.db import Database
from points.amounts import Minutes, Points
from points.scoring.calculator import PersonKind, Served, assess
from points.scoring.refusals import DifficultyUnknown, RuleNotInForce
from points.scoring.rulebook import LONGEST_DAY, DifficultyClass, RuleVersion, rule_in_force
from points.scoring.store import list_published

KEPT_FOR: Final = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The difficulty class as people read it, and what the planned time would earn (hundredths)."""

    difficulty: DifficultyClass
    points: Points


class Estimator:
    """Estimates points from rule versions kept in memory, those of one county at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[str, tuple[dt.datetime, list[RuleVersion]]] = {}

    def estimate(
        self, county_id: str, difficulty_code: str, *, site_id: uuid.UUID, on: dt.date, minutes: int, kind: str
    ) -> Estimate | None:
        """Return what so many minutes on a business date would earn a person of that kind, or None without a rule.

        Caps of day, week, month and season are left out: what else she does until then nobody knows.
        """
        served = Served(
            minutes=Minutes(min(max(minutes, 0), LONGEST_DAY)),
            planned_minutes=Minutes(min(max(minutes, 0), LONGEST_DAY)),
            local_date=on,
            difficulty=difficulty_code,
            kind=PersonKind.FAMILY if kind == PersonKind.FAMILY else PersonKind.MOTHER,
        )
        try:
            rule = rule_in_force(self._kept[county_id][1], on=on, site_id=site_id)
            return Estimate(rule.difficulty(difficulty_code), assess(served, rule).points)
        except (RuleNotInForce, DifficultyUnknown):
            return None

    def refresh(self, county_id: str, *, now: dt.datetime) -> None:
        """Read the county's published versions if they were not read lately."""
        kept = self._kept.get(county_id)
        if kept is None or not dt.timedelta() <= now - kept[0] < KEPT_FOR:
            with self._database.session() as session:
                self._kept[county_id] = (now, list_published(session, county_id=county_id))
