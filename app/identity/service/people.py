"""People: made once, changed with a trace, suspended with a reason."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core import audit
from app.core.crypto import FieldCipher
from app.core.pinyin import pinyin_key
from app.identity.models import Volunteer
from app.identity.policy import require_age
from app.identity.refusals import PossibleDuplicate, VolunteerNotActive, VolunteerNotSuspended
from points.base import new_id
from points.errors import NotFound

PHONE_FIELD = "volunteer.phone"


@dataclass(frozen=True)
class NewPerson:
    """What is known of somebody who is not in the books yet."""

    name: str
    kind: str
    village_code: str
    birth_on: dt.date | None
    guardian_consent: bool = False


def add_person(
    session: Session, person: NewPerson, *, state: str, actor_id: uuid.UUID | None, now: dt.datetime
) -> Volunteer:
    """Write a person down, without a household yet. ``actor_id`` None means she registers herself.

    Raises:
        BirthDateImpossible, TooYoung, GuardianConsentMissing: see ``policy.require_age``.
    """
    day = local_date(now)
    if person.birth_on is not None:
        require_age(person.birth_on, guardian_consent=person.guardian_consent, day=day)
    volunteer = Volunteer(
        county_id=person.village_code[:6],
        id=new_id(),
        household_id=None,
        kind=person.kind,
        name=person.name,
        name_pinyin=pinyin_key(person.name),
        birth_on=person.birth_on,
        guardian_consent_at=now if person.guardian_consent else None,
        phone_cipher=None,
        phone_hash=None,
        village_code=person.village_code,
        state=state,
        suspended_reason=None,
        national_volunteer_no=None,
        joined_on=day,
        created_at=now,
    )
    session.add(volunteer)
    session.flush()
    record_on(session, volunteer, "volunteer.add", actor_id=actor_id or volunteer.id, now=now)
    return volunteer


def require_no_duplicate(session: Session, person: NewPerson) -> None:
    """Demand that nobody with the same name and birth date lives in the village already.

    Raises:
        PossibleDuplicate: somebody does; the organizer looks and, if it is another person, says so.
    """
    found = session.execute(
        select(Volunteer.id)
        .where(
            Volunteer.county_id == person.village_code[:6],
            Volunteer.village_code == person.village_code,
            Volunteer.name_pinyin == pinyin_key(person.name),
            Volunteer.name == person.name,
            Volunteer.birth_on.is_(None) if person.birth_on is None else Volunteer.birth_on == person.birth_on,
            Volunteer.state != "left",
        )
        .limit(1)
    ).scalar_one_or_none()
    if found is not None:
        raise PossibleDuplicate(volunteer_id=str(found))


def get_volunteer(session: Session, *, county_id: str, volunteer_id: uuid.UUID, lock: bool = False) -> Volunteer:
    """Return a person, locked for change if asked.

    Raises:
        NotFound: there is nobody with this id in the county.
    """
    found = session.get(Volunteer, (county_id, volunteer_id), with_for_update=lock or None)
    if found is None:
        raise NotFound()
    return found


def change_phone(
    session: Session,
    *,
    county_id: str,
    volunteer_id: uuid.UUID,
    phone: str,
    cipher: FieldCipher,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Keep a phone number, encrypted, with a keyed hash for finding it again (D20)."""
    volunteer = get_volunteer(session, county_id=county_id, volunteer_id=volunteer_id, lock=True)
    volunteer.phone_cipher = cipher.encrypt(phone, field=PHONE_FIELD)
    volunteer.phone_hash = cipher.lookup_hash(phone, field=PHONE_FIELD)
    record_on(session, volunteer, "volunteer.phone", actor_id=actor_id, now=now)


def suspend(session: Session, volunteer: Volunteer, *, reason: str, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """Suspend a person with a reason she can read: she can neither serve nor exchange until reinstated.

    Raises:
        VolunteerNotActive: she is not active.
    """
    if volunteer.state != "active":
        raise VolunteerNotActive()
    volunteer.state = "suspended"
    volunteer.suspended_reason = reason
    record_on(session, volunteer, "volunteer.suspend", actor_id=actor_id, now=now)


def reinstate(session: Session, volunteer: Volunteer, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """End a suspension.

    Raises:
        VolunteerNotSuspended: there is none.
    """
    if volunteer.state != "suspended":
        raise VolunteerNotSuspended()
    volunteer.state = "active"
    volunteer.suspended_reason = None
    record_on(session, volunteer, "volunteer.reinstate", actor_id=actor_id, now=now)


def record_on(
    session: Session,
    volunteer: Volunteer,
    action: str,
    *,
    actor_id: uuid.UUID | None,
    now: dt.datetime,
    facts: dict[str, object] | None = None,
) -> None:
    """Write an audit line about a person: ids and codes only."""
    audit.record(
        session,
        county_id=volunteer.county_id,
        actor_id=actor_id,
        action=action,
        subject_kind="volunteer",
        subject_id=volunteer.id,
        now=now,
        facts=facts,
    )
