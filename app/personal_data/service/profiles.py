"""The optional fields of the registration form."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core import audit
from app.personal_data.models import VolunteerProfile
from app.personal_data.service.consenting import BACKGROUND, require_consent


@dataclass(frozen=True)
class Profile:
    """What a person tells of herself; every field may be empty."""

    sex: str | None
    residence: str | None
    service_kinds: tuple[str, ...]
    service_times: tuple[str, ...]
    skills: str | None
    ethnic_group: str | None = None
    education: str | None = None
    political_status: str | None = None
    notice_version: int | None = None
    """The version of the text about the last three that she was shown, when she says yes to it by this."""

    @property
    def needs_consent(self) -> bool:
        """Whether something is told that is kept only under a consent of its own."""
        return any((self.ethnic_group, self.education, self.political_status))


def write_profile(
    session: Session,
    told: Profile,
    *,
    county_id: str,
    volunteer_id: uuid.UUID,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Write down what a person tells of herself in place of what she told before; named twice counts once.

    Raises:
        ConsentNeeded: 民族, 文化程度 or 政治面貌 is told and no consent to keeping them stands or comes along.
        NoticeOutdated: another text is in force than the one she was shown.
    """
    if told.needs_consent:
        require_consent(
            session,
            BACKGROUND,
            version=told.notice_version,
            county_id=county_id,
            volunteer_id=volunteer_id,
            actor_id=actor_id,
            now=now,
        )
    values = {
        "sex": told.sex,
        "residence": told.residence,
        "service_kinds": list(dict.fromkeys(told.service_kinds)),
        "service_times": list(dict.fromkeys(told.service_times)),
        "skills": told.skills,
        "ethnic_group": told.ethnic_group,
        "education": told.education,
        "political_status": told.political_status,
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
