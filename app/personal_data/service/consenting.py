"""Fields that are kept only under a consent of their own, and what happens at once when that consent ends."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from app.personal_data.models import IdentityNumber, VolunteerProfile
from app.personal_data.refusals import ConsentNeeded
from app.privacy.queries import agrees
from app.privacy.service import Answer, answer, when_withdrawn

BACKGROUND: Final = "background"
ID_NUMBER: Final = "id_number"

FORGET_DISTANCE: Final = text(
    """
    UPDATE attendance SET flags = array_remove(flags, 'far_away')
    WHERE county_id = :county_id AND volunteer_id = :volunteer_id AND 'far_away' = ANY (flags)
    """
)
FORGET_DISTANCE_IN_RECORDS: Final = text(
    """
    UPDATE service_record SET flags = array_remove(flags, 'far_away')
    WHERE county_id = :county_id AND volunteer_id = :volunteer_id AND 'far_away' = ANY (flags)
    """
)


def require_consent(
    session: Session,
    purpose: str,
    *,
    version: int | None,
    county_id: str,
    volunteer_id: uuid.UUID,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Demand that a person's yes to a purpose stands; naming the version of the text she was shown is one.

    Raises:
        ConsentNeeded: it does not stand and no version was named.
        NoticeOutdated: another text is in force.
    """
    if version is not None:
        said = Answer(purpose=purpose, version=version, on_paper=actor_id != volunteer_id)
        answer(session, said, county_id=county_id, volunteer_id=volunteer_id, actor_id=actor_id, now=now)
    elif not agrees(session, purpose, county_id=county_id, volunteer_id=volunteer_id):
        raise ConsentNeeded(purpose=purpose)


@when_withdrawn(BACKGROUND)
def forget_background(session: Session, county_id: str, volunteer_id: uuid.UUID, now: dt.datetime) -> None:
    """Forget 民族, 文化程度 and 政治面貌."""
    session.execute(
        update(VolunteerProfile)
        .where(VolunteerProfile.county_id == county_id, VolunteerProfile.volunteer_id == volunteer_id)
        .values(ethnic_group=None, education=None, political_status=None, changed_at=now)
    )


@when_withdrawn(ID_NUMBER)
def forget_number(session: Session, county_id: str, volunteer_id: uuid.UUID, now: dt.datetime) -> None:
    """Forget the ID number."""
    session.execute(
        delete(IdentityNumber).where(IdentityNumber.county_id == county_id, IdentityNumber.volunteer_id == volunteer_id)
    )


@when_withdrawn("location")
def forget_distances(session: Session, county_id: str, volunteer_id: uuid.UUID, now: dt.datetime) -> None:
    """Forget that she was ever far from a meeting place; minutes and points stay as they are."""
    who = {"county_id": county_id, "volunteer_id": volunteer_id}
    session.execute(FORGET_DISTANCE, who)
    session.execute(FORGET_DISTANCE_IN_RECORDS, who)
