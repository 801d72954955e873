"""Reads about places."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.places.models import CountyPolicy, Division, GrantSpending, PickupPoint, Site, SiteQuota
from app.places.refusals import VillageUnknown
from points.errors import NotFound

CHILDREN_MAX = 500


def list_divisions(session: Session, *, parent_code: str) -> list[Division]:
    """Return the divisions directly below a code, in official order. The root is ``45`` (Guangxi)."""
    return list(
        session.execute(
            select(Division).where(Division.parent_code == parent_code).order_by(Division.code).limit(CHILDREN_MAX)
        ).scalars()
    )


def require_village(session: Session, *, village_code: str) -> Division:
    """Return a village or community by its official code of twelve digits.

    Raises:
        VillageUnknown: it is not in the official list.
    """
    found = session.get(Division, village_code)
    if found is None or found.level != "village":
        raise VillageUnknown()
    return found


def find_division(session: Session, *, code: str) -> Division | None:
    """Return a division of any level by its code, or None."""
    return session.get(Division, code)


def get_site(session: Session, *, county_id: str, site_id: uuid.UUID) -> Site:
    """Return a demonstration site.

    Raises:
        NotFound: there is none with this id in the county.
    """
    found = session.get(Site, (county_id, site_id))
    if found is None:
        raise NotFound()
    return found


def count_sites(session: Session, *, county_id: str, year: int) -> int:
    """Return how many sites a county has created in a year, closed ones included."""
    return session.execute(
        select(func.count()).select_from(Site).where(Site.county_id == county_id, Site.year == year)
    ).scalar_one()


def list_sites(
    session: Session, *, county_id: str, year: int | None, after: uuid.UUID | None, limit: int
) -> Sequence[Site]:
    """Return a county's sites, newest first, one more than ``limit`` if there are more."""
    query = select(Site).where(Site.county_id == county_id)
    if year is not None:
        query = query.where(Site.year == year)
    if after is not None:
        query = query.where(Site.id < after)
    return session.execute(query.order_by(Site.id.desc()).limit(limit + 1)).scalars().all()


def list_quotas(session: Session, *, place_code: str, year: int) -> Sequence[SiteQuota]:
    """Return the quotas of a year for a county, or for every county of a city."""
    return (
        session.execute(
            select(SiteQuota)
            .where(SiteQuota.county_id.startswith(place_code, autoescape=True), SiteQuota.year == year)
            .order_by(SiteQuota.county_id)
        )
        .scalars()
        .all()
    )


def spent_fen(session: Session, site: Site) -> int:
    """Return what of a site's grant is spent, in fen; reversed spendings count nothing."""
    signed = case((GrantSpending.reverses_id.is_(None), GrantSpending.amount_fen), else_=-GrantSpending.amount_fen)
    return int(
        session.execute(
            select(func.coalesce(func.sum(signed), 0)).where(
                GrantSpending.county_id == site.county_id, GrantSpending.site_id == site.id
            )
        ).scalar_one()
    )


def find_spending(session: Session, site: Site, *, spending_id: uuid.UUID) -> GrantSpending:
    """Return one spending of a site.

    Raises:
        NotFound: the site has none with this id.
    """
    found = session.get(GrantSpending, (site.county_id, spending_id))
    if found is None or found.site_id != site.id:
        raise NotFound()
    return found


def list_spendings(session: Session, site: Site, *, after: uuid.UUID | None, limit: int) -> Sequence[GrantSpending]:
    """Return a site's spendings, newest first, one more than ``limit`` if there are more."""
    query = select(GrantSpending).where(GrantSpending.county_id == site.county_id, GrantSpending.site_id == site.id)
    if after is not None:
        query = query.where(GrantSpending.id < after)
    return session.execute(query.order_by(GrantSpending.id.desc()).limit(limit + 1)).scalars().all()


def list_pickup_points(session: Session, *, county_id: str, village_code: str | None) -> Sequence[PickupPoint]:
    """Return the pickup points of a county, or of one village, by village and name."""
    query = select(PickupPoint).where(PickupPoint.county_id == county_id)
    if village_code is not None:
        query = query.where(PickupPoint.village_code == village_code)
    ordered = query.order_by(PickupPoint.village_code, PickupPoint.name).limit(CHILDREN_MAX)
    return session.execute(ordered).scalars().all()


@dataclass(frozen=True)
class Policy:
    """What holds in a county for all its villages."""

    activity_approval: bool = False
    forming_teams_count: bool = True
    id_numbers: bool = False


def county_policy(session: Session, *, county_id: str) -> Policy:
    """Return what a county has decided, or the defaults where it has decided nothing."""
    found = session.get(CountyPolicy, county_id)
    if found is None:
        return Policy()
    return Policy(found.activity_approval, found.forming_teams_count, found.id_numbers)
