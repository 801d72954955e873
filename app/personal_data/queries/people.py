"""Reads about a person's own words: requests to correct, and what she told of herself."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.models import Volunteer
from app.personal_data.models import CorrectionRequest, VolunteerProfile


def list_own_corrections(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> Sequence[CorrectionRequest]:
    """Return the requests of a person, newest first; at most 50."""
    return (
        session.execute(
            select(CorrectionRequest)
            .where(CorrectionRequest.county_id == county_id, CorrectionRequest.volunteer_id == volunteer_id)
            .order_by(CorrectionRequest.id.desc())
            .limit(50)
        )
        .scalars()
        .all()
    )


def list_open_corrections(
    session: Session,
    *,
    county_id: str,
    place_code: str,
    due_before: dt.date | None,
    after: uuid.UUID | None,
    limit: int,
) -> Sequence[tuple[CorrectionRequest, Volunteer]]:
    """Return what waits for an answer at a place, oldest first, one more than ``limit`` if there are more.

    ``due_before`` leaves only what was due before that day.
    """
    query = (
        select(CorrectionRequest, Volunteer)
        .join(
            Volunteer,
            (Volunteer.county_id == CorrectionRequest.county_id) & (Volunteer.id == CorrectionRequest.volunteer_id),
        )
        .where(
            CorrectionRequest.county_id == county_id,
            CorrectionRequest.state == "open",
            Volunteer.village_code.startswith(place_code, autoescape=True),
        )
    )
    if due_before is not None:
        query = query.where(CorrectionRequest.due_on < due_before)
    if after is not None:
        query = query.where(CorrectionRequest.id > after)
    rows = session.execute(query.order_by(CorrectionRequest.id).limit(limit + 1))
    return [(request, person) for request, person in rows]


def find_profile(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> VolunteerProfile | None:
    """Return what a person told of herself, or None."""
    return session.get(VolunteerProfile, (county_id, volunteer_id))
