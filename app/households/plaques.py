"""What a household's plaque (户牌) shows to whoever scans it: only while the household agrees, and never a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.households.models import HouseholdPlaque
from app.identity.models import Household
from app.places.queries import find_division
from points.errors import NotFound

# What a household ever brought together: spending, holding and lapsing do not lower it, moving on does.
EARNED: Final = text(
    """
    WITH village AS MATERIALIZED (
        SELECT h.id FROM household h WHERE h.county_id = :county_id AND h.village_code = :village_code
            AND h.state = 'active'
    ), earned AS MATERIALIZED (
        SELECT v.id,
            (SELECT coalesce(sum(p.points), 0) FROM posting p
             WHERE p.county_id = :county_id AND p.target_household_id = v.id AND p.source = ANY(:brought))
            - (SELECT coalesce(sum(p.points), 0) FROM posting p
               WHERE p.county_id = :county_id AND p.source_household_id = v.id AND p.target = ANY(:brought)) AS points
        FROM village v
    )
    SELECT mine.points::bigint AS points, count(other.id) FILTER (WHERE other.points > mine.points) + 1 AS rank,
        count(other.id) AS households
    FROM earned mine CROSS JOIN earned other
    WHERE mine.id = :household_id
    GROUP BY mine.points
    """
)
BROUGHT: Final = ["issuance", "adjustment", "household", "relocation"]


@dataclass(frozen=True)
class Shown:
    """What the plaque says: the household's number, points (hundredths) ever earned, and its place in the village."""

    household_code: str
    village_name: str
    points: int
    rank: int
    households: int


def find_plaque(session: Session, *, county_id: str, code: str) -> tuple[HouseholdPlaque, Household]:
    """Return a plaque and its household while the household lets it be seen.

    Raises:
        NotFound: unknown, not agreed to any more, or the household is gone; nobody can tell which.
    """
    plaque = session.execute(
        select(HouseholdPlaque).where(
            HouseholdPlaque.county_id == county_id,
            HouseholdPlaque.code == code,
            HouseholdPlaque.withdrawn_at.is_(None),
        )
    ).scalar_one_or_none()
    household = None if plaque is None else session.get(Household, (county_id, plaque.household_id))
    if plaque is None or household is None or household.state != "active":
        raise NotFound()
    return plaque, household


def read_plaque(session: Session, *, county_id: str, code: str) -> Shown:
    """Return what a plaque shows at this moment.

    Raises:
        NotFound: see :func:`find_plaque`.
    """
    _, household = find_plaque(session, county_id=county_id, code=code)
    wanted = {
        "county_id": county_id,
        "village_code": household.village_code,
        "household_id": household.id,
        "brought": BROUGHT,
    }
    row = session.execute(EARNED, wanted).one()
    return Shown(
        household_code=household.code,
        village_name=village_of(session, household),
        points=row.points,
        rank=row.rank,
        households=row.households,
    )


def village_of(session: Session, household: Household) -> str:
    """Return the name of the village a household lives in."""
    village = find_division(session, code=household.village_code)
    return household.village_code if village is None else village.name
