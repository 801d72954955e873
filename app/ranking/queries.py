"""Who came how often: settled services only, by times and minutes, never by points.

Somebody appears to others only after she agreed to that (domain.md §7: name on board is a switch of its own), with a
masked name, and never before she is eighteen; everybody else is counted without a row. One's own row shows to oneself.
A household appears when its head agreed, and its row counts what members did who agreed.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

NEIGHBOURS: Final = 3
"""Rows above and below one's own; without a row of one's own, the first of the list in the same number."""

_AGREED = """
    v.state = 'active' AND (v.birth_on IS NULL OR v.birth_on <= :adult_since) AND EXISTS (
        SELECT FROM consent c
        WHERE c.county_id = v.county_id AND c.volunteer_id = v.id AND c.purpose = 'ranking' AND c.answer = 'given'
          AND c.withdrawn_at IS NULL)
"""
_SERVED = f"""
    served AS MATERIALIZED (
        SELECT v.id, v.name, r.household_id, count(*)::int AS times, sum(r.minutes)::int AS minutes,
            {_AGREED} AS agreed
        FROM service_record r
        JOIN volunteer v ON v.county_id = r.county_id AND v.id = r.volunteer_id
        WHERE r.county_id = :county_id AND r.state = 'settled' AND r.minutes > 0
          AND r.local_date BETWEEN :first_on AND :last_on AND v.village_code = :village_code
        GROUP BY v.county_id, v.id, r.household_id
    )
"""  # noqa: S608 - made of constants of this module
_VOLUNTEERS = f"""
    {_SERVED},
    counted AS (
        SELECT id, min(name) AS name, sum(times)::int AS times, sum(minutes)::int AS minutes,
            bool_and(agreed) AS listed, id = :volunteer_id AS mine
        FROM served GROUP BY id
    )
"""  # noqa: S608 - made of constants of this module
_HOUSEHOLDS = f"""
    {_SERVED},
    counted AS (
        SELECT h.id, v.name, t.mine,
            CASE WHEN t.mine THEN t.times ELSE t.times_agreed END AS times,
            CASE WHEN t.mine THEN t.minutes ELSE t.minutes_agreed END AS minutes,
            coalesce({_AGREED}, false) AND t.times_agreed > 0 AND h.state = 'active' AS listed
        FROM (
            SELECT household_id, coalesce(household_id = :household_id, false) AS mine,
                sum(times)::int AS times, sum(minutes)::int AS minutes,
                coalesce(sum(times) FILTER (WHERE agreed), 0)::int AS times_agreed,
                coalesce(sum(minutes) FILTER (WHERE agreed), 0)::int AS minutes_agreed
            FROM served GROUP BY household_id
        ) t
        JOIN household h ON h.county_id = :county_id AND h.id = t.household_id
        LEFT JOIN volunteer v ON v.county_id = h.county_id AND v.id = h.head_volunteer_id
    )
"""  # noqa: S608 - made of constants of this module
_ROWS = f"""
    , seated AS (
        SELECT *, row_number() OVER (ORDER BY times DESC, minutes DESC, id) AS seat
        FROM counted WHERE listed OR mine
    )
    SELECT s.name, s.times, s.minutes, s.mine, s.listed
    FROM seated s LEFT JOIN seated m ON m.mine
    WHERE CASE WHEN m.seat IS NULL THEN s.seat <= {2 * NEIGHBOURS + 1}
        ELSE s.seat BETWEEN m.seat - {NEIGHBOURS} AND m.seat + {NEIGHBOURS} END
    ORDER BY s.seat
"""  # noqa: S608 - made of constants of this module
_TOTALS = """
    SELECT count(DISTINCT %s)::int AS number, coalesce(sum(times), 0)::int AS times,
        coalesce(sum(minutes), 0)::int AS minutes
    FROM served
"""
STATEMENTS: Final = {
    "volunteers": (text(f"WITH {_VOLUNTEERS} {_ROWS}"), text(f"WITH {_VOLUNTEERS} {_TOTALS % 'id'}")),
    "households": (text(f"WITH {_HOUSEHOLDS} {_ROWS}"), text(f"WITH {_HOUSEHOLDS} {_TOTALS % 'household_id'}")),
}


@dataclass(frozen=True)
class Viewer:
    """Whose neighbours are wanted, in which village, from when to when."""

    county_id: str
    village_code: str
    volunteer_id: uuid.UUID
    household_id: uuid.UUID | None
    first_on: dt.date
    last_on: dt.date
    adult_since: dt.date
    """Whoever was born after this day is under eighteen."""


def ranking(
    session: Session, of: Literal["volunteers", "households"], viewer: Viewer
) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """Return the totals of the whole village, and the rows around the viewer's own, most often first."""
    rows, totals = STATEMENTS[of]
    facts = vars(viewer)
    return session.execute(totals, facts).one(), session.execute(rows, facts).all()
