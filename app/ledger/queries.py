"""Reads of the ledger's faces: households, proposals, announcements."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.identity.models import Household
from app.ledger.models import PointProposal, PointsExpiry
from app.places.models import Site
from points.errors import NotFound


def get_household(session: Session, *, county_id: str, household_id: uuid.UUID) -> Household:
    """Return a household of the county.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Household, (county_id, household_id))
    if found is None:
        raise NotFound()
    return found


def find_site_of(session: Session, *, county_id: str, village_code: str) -> uuid.UUID | None:
    """Return the newest active site of a village, whose rules hold there, or None."""
    return session.execute(
        select(Site.id)
        .where(Site.county_id == county_id, Site.village_code == village_code, Site.state == "active")
        .order_by(Site.year.desc())
        .limit(1)
    ).scalar_one_or_none()


def get_proposal(session: Session, *, county_id: str, proposal_id: uuid.UUID) -> PointProposal:
    """Return a proposal of the county.

    Raises:
        NotFound: there is none.
    """
    found = session.get(PointProposal, (county_id, proposal_id))
    if found is None:
        raise NotFound()
    return found


def list_proposals(
    session: Session,
    *,
    county_id: str,
    places: Sequence[str] = (),
    household_id: uuid.UUID | None = None,
    state: str | None = None,
    after: uuid.UUID | None = None,
    limit: int,
) -> list[PointProposal]:
    """Return the newest proposals for households below any of the places, or for one household."""
    wanted = select(PointProposal).where(PointProposal.county_id == county_id)
    if household_id is not None:
        wanted = wanted.where(PointProposal.household_id == household_id)
    else:
        wanted = wanted.join(
            Household,
            (Household.county_id == PointProposal.county_id) & (Household.id == PointProposal.household_id),
        ).where(or_(*[Household.village_code.startswith(place, autoescape=True) for place in places]))
    if state is not None:
        wanted = wanted.where(PointProposal.state == state)
    if after is not None:
        wanted = wanted.where(PointProposal.id < after)
    return list(session.scalars(wanted.order_by(PointProposal.id.desc()).limit(limit)))


def get_expiry(session: Session, *, county_id: str, expiry_id: uuid.UUID) -> PointsExpiry:
    """Return an announcement of lapsing points.

    Raises:
        NotFound: there is none in this county.
    """
    found = session.get(PointsExpiry, (county_id, expiry_id))
    if found is None:
        raise NotFound()
    return found


def list_expiries(
    session: Session, *, county_id: str, after: uuid.UUID | None = None, limit: int
) -> list[PointsExpiry]:
    """Return the announcements of the county, newest first; everybody may read them."""
    wanted = select(PointsExpiry).where(PointsExpiry.county_id == county_id)
    if after is not None:
        wanted = wanted.where(PointsExpiry.id < after)
    return list(session.scalars(wanted.order_by(PointsExpiry.id.desc()).limit(limit)))
