"""The activity list from rows to what travels: one's own part in each, and about how many points it brings."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from app import clock
from app.activities import hot
from app.activities.estimates import Estimator
from points.amounts import Points, format_points

FIRST_DAY: Final = dt.date(2020, 1, 1)
LAST_DAY: Final = dt.date(2100, 12, 31)

SENT: Final = hot.COLUMNS[: hot.COLUMNS.index("in_at")]
"""Columns that travel as they are."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which activities somebody wants to see; without ``home``, ``mine`` means only those she has a part in."""

    county_id: str | None = None
    village_code: str | None = None
    first_on: dt.date = FIRST_DAY
    last_on: dt.date = LAST_DAY
    theme: str | None = None
    free: bool = False
    mine: bool = False
    home: str | None = None
    over: bool | None = None
    newest_first: bool = False
    after: tuple[dt.datetime, uuid.UUID] | None = None
    limit: int = 20

    @property
    def statement(self) -> str:
        """The prepared text for this wish."""
        return hot.STATEMENTS[self.village_code is not None, self.after is not None, self.newest_first]

    def parameters(self, token: tuple[str, bytes], *, now: dt.datetime) -> dict[str, Any]:
        """Return the values of the statement; it reads one row more than wanted, to know whether there are more."""
        return {
            "token_county": token[0],
            "token_hash": token[1],
            "now": now,
            "today": clock.local_date(now),
            "organizing": hot.ORGANIZING_ROLES,
            "county_id": self.county_id,
            "village_code": self.village_code,
            "from_at": clock.local_midnight(self.first_on),
            "until_at": clock.local_midnight(self.last_on + dt.timedelta(days=1)),
            "theme": self.theme,
            "free": self.free,
            "mine": self.mine,
            "home": self.home,
            "over": self.over,
            "after_at": self.after and self.after[0],
            "after_id": self.after and self.after[1],
            "limit": self.limit + 1,
        }


def items_of(rows: Sequence[Sequence[Any]], estimator: Estimator, *, now: dt.datetime) -> list[dict[str, Any]]:
    """Return the activities in some rows of the list; points are hundredths."""
    named = [dict(zip(hot.COLUMNS, row[1:], strict=True)) for row in rows if row[1] is not None]
    if named:
        estimator.refresh(named[0]["reads"], now=now)
    return [_item(row, estimator) for row in named]


def _item(row: dict[str, Any], estimator: Estimator) -> dict[str, Any]:
    estimate = estimator.estimate(
        row["reads"],
        row["difficulty_code"],
        site_id=row["site_id"],
        on=clock.local_date(row["starts_at"]),
        minutes=row["minutes"] or 0,
        kind=row["kind"],
    )
    in_at, out_at = row["in_at"], row["out_at"]
    return {
        **{name: row[name] for name in SENT},
        "my_attendance": "none" if in_at is None else "checked_in" if out_at is None else "checked_out",
        "my_in_at": in_at,
        "my_out_at": out_at,
        "difficulty_name": estimate and estimate.difficulty.name,
        "factor_percent": estimate and estimate.difficulty.factor,
        "estimated_points": estimate and estimate.points,
    }


def sent(item: dict[str, Any]) -> dict[str, Any]:
    """Return an activity as it travels: points as a decimal string."""
    points = item["estimated_points"]
    return item | {"estimated_points": None if points is None else format_points(Points(points))}
