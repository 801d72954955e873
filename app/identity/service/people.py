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


def require_no_twin(session: Session, volunteer: Volunteer, *, phone_hash: bytes | None = None) -> None:
    """Demand that a person is not written down a second time; the phone may be one she does not have on record yet.

    The phone counts in the whole county, name and birth date in the village.

    Raises:
        PossibleDuplicate: she seems to be; ``evidence`` says what is the same. The organizer asks her, and proposes a
            merger or says that they are two.
    """
    phone_hash = phone_hash or volunteer.phone_hash
    birth_on = volunteer.birth_on
    same_facts = (
        (Volunteer.village_code == volunteer.village_code)
        & (Volunteer.name_pinyin == volunteer.name_pinyin)
        & (Volunteer.name == volunteer.name)
        & (Volunteer.birth_on.is_(None) if birth_on is None else Volunteer.birth_on == birth_on)
    )
    found = session.execute(
        select(Volunteer.id, Volunteer.phone_hash)
        .where(
            Volunteer.county_id == volunteer.county_id,
            Volunteer.state != "left",
            Volunteer.id != volunteer.id,
            same_facts if phone_hash is None else same_facts | (Volunteer.phone_hash == phone_hash),
        )
        .order_by(Volunteer.id)
        .limit(1)
    ).one_or_none()
    if found is not None:
        same_phone = phone_hash is not None and found.phone_hash == phone_hash
        evidence = "same_phone" if same_phone else "same_name_and_birth"
        raise PossibleDuplicate(volunteer_id=str(found.id), evidence=evidence)


def get_volunteer(session: Session, *, county_id: str, volunteer_id: uuid.UUID, lock: bool = False) -> Volunteer:
    """Return a person, locked for change if asked; the id of a registration merged into another leads to that one.

    Raises:
        NotFound: there is nobody with this id in the county.
    """
    found = session.get(Volunteer, (county_id, volunteer_id), with_for_update=lock or None)
    if found is None:
        raise NotFound()
    if found.merged_into_id is not None:
        return session.get_one(Volunteer, (county_id, found.merged_into_id), with_for_update=lock or None)
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
