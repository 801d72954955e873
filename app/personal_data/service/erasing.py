"""What a person told of herself, wherever it stands, forgotten when she leaves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.identity.models import BindingHold, Volunteer
from app.personal_data.models import CorrectionRequest, Guardian, IdentityNumber, PersonMerge, VolunteerProfile


def merged_registrations(session: Session, volunteer: Volunteer) -> Sequence[Volunteer]:
    """Return the registrations that went over into a person's, locked; they still bear her name."""
    return (
        session.execute(
            select(Volunteer)
            .where(Volunteer.county_id == volunteer.county_id, Volunteer.merged_into_id == volunteer.id)
            .with_for_update()
        )
        .scalars()
        .all()
    )


def forget_what_was_told(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> None:
    """Delete what a person told of herself and blank every word about her; the rows that prove deeds stay."""
    for table in (VolunteerProfile, Guardian, IdentityNumber):
        session.execute(delete(table).where(table.county_id == county_id, table.volunteer_id == volunteer_id))
    session.execute(
        update(BindingHold)
        .where(BindingHold.county_id == county_id, BindingHold.volunteer_id == volunteer_id)
        .values(phone_before_cipher=None)
    )
    requests = update(CorrectionRequest).where(
        CorrectionRequest.county_id == county_id, CorrectionRequest.volunteer_id == volunteer_id
    )
    session.execute(requests.values(words=""))
    session.execute(requests.where(CorrectionRequest.answer.is_not(None)).values(answer=""))
    merges = update(PersonMerge).where(
        PersonMerge.county_id == county_id,
        or_(PersonMerge.survivor_id == volunteer_id, PersonMerge.other_id == volunteer_id),
    )
    session.execute(merges.values(reason=""))
    session.execute(merges.where(PersonMerge.answer.is_not(None)).values(answer=""))
