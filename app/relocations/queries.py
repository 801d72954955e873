"""Reads about moves between counties."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import RowMapping, and_, func, select
from sqlalchemy.orm import Session, aliased

from app.households.models import HouseholdRelocation
from app.identity.models import Household, Volunteer
from app.places.models import Division


def list_relocations(
    session: Session, *, county_id: str, direction: str, before: uuid.UUID | None, limit: int
) -> Sequence[RowMapping]:
    """Return the moves into or out of a county, newest first; who heads the household, by what the old county knows."""
    moving, home, head = HouseholdRelocation, aliased(Household), aliased(Volunteer)
    leaving = direction == "out"
    old_county = moving.county_id if leaving else moving.other_county_id
    old_household = moving.household_id if leaving else moving.other_household_id
    people = (
        select(func.count())
        .where(Volunteer.county_id == home.county_id, Volunteer.household_id == home.id)
        .correlate(home)
        .scalar_subquery()
    )
    query = (
        select(
            *moving.__table__.columns,
            home.code.label("household_code"),
            head.name.label("head_name"),
            people.label("members"),
            Division.name.label("village_name"),
        )
        .join(home, and_(home.county_id == old_county, home.id == old_household))
        .outerjoin(head, and_(head.county_id == home.county_id, head.id == home.head_volunteer_id))
        .outerjoin(Division, Division.code == moving.village_code)
        .where(moving.county_id == county_id, moving.direction == direction)
    )
    if before is not None:
        query = query.where(moving.id < before)
    return session.execute(query.order_by(moving.id.desc()).limit(limit)).mappings().all()
