"""The optional fields of the registration form."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core import audit
from app.personal_data.models import VolunteerProfile


@dataclass(frozen=True)
class Profile:
    """What a person tells of herself; every field may be empty."""

    sex: str | None
    residence: str | None
    service_kinds: tuple[str, ...]
    service_times: tuple[str, ...]
    skills: str | None


def write_profile(
    session: Session,
    told: Profile,
    *,
    county_id: str,
    volunteer_id: uuid.UUID,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Write down what a person tells of herself in place of what she told before; named twice counts once."""
    values = {
        "sex": told.sex,
        "residence": told.residence,
        "service_kinds": list(dict.fromkeys(told.service_kinds)),
        "service_times": list(dict.fromkeys(told.service_times)),
        "skills": told.skills,
        "changed_by": actor_id,
        "changed_at": now,
    }
    session.execute(
        insert(VolunteerProfile)
        .values(county_id=county_id, volunteer_id=volunteer_id, **values)
        .on_conflict_do_update(index_elements=["county_id", "volunteer_id"], set_=values)
    )
    audit.record(
        session,
        county_id=county_id,
        actor_id=actor_id,
        action="volunteer.profile",
        subject_kind="volunteer",
        subject_id=volunteer_id,
        now=now,
        on_behalf_of=None if actor_id == volunteer_id else volunteer_id,
    )
