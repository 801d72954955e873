"""ID numbers and guardians: encrypted, optional, shown as little as possible, forgotten as early as possible."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.crypto import FieldCipher
from app.identity.models import Volunteer
from app.identity.policy import AGE_OF_CONSENT, is_minor
from app.identity.service.people import record_on
from app.personal_data.models import (
    GUARDIAN_NAME_FIELD,
    GUARDIAN_PHONE_FIELD,
    NUMBER_FIELD,
    Guardian,
    IdentityNumber,
)
from app.personal_data.numbers import birth_of, clean_number
from app.personal_data.refusals import IdNumberInvalid, IdNumberMismatch, IdNumbersOff, NotAMinor
from app.personal_data.service.consenting import ID_NUMBER, forget_number, require_consent
from app.places.models import CountyPolicy
from app.places.queries import county_policy

COUNTED_FROM = 1900


@dataclass(frozen=True)
class GuardianTold:
    """Who agreed for a minor."""

    name: str
    relation: str
    phone: str | None


def write_number(
    session: Session,
    person: Volunteer,
    number: str,
    *,
    notice_version: int | None,
    cipher: FieldCipher,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Keep a person's ID number, encrypted, with a keyed hash by which a second registration of hers is found.

    Raises:
        IdNumbersOff: the county keeps none (the default: 志愿服务条例 art. 7 does not demand them).
        IdNumberInvalid: it is none.
        IdNumberMismatch: the birth date in it is not the one on record.
        ConsentNeeded, NoticeOutdated: see ``require_consent`` (个人信息保护法 art. 29: separate consent).
    """
    if not county_policy(session, county_id=person.county_id).id_numbers:
        raise IdNumbersOff()
    try:
        number = clean_number(number)
    except ValueError:
        raise IdNumberInvalid() from None
    if birth_of(number).year < COUNTED_FROM:
        raise IdNumberInvalid()
    if person.birth_on is not None and person.birth_on != birth_of(number):
        raise IdNumberMismatch()
    require_consent(
        session,
        ID_NUMBER,
        version=notice_version,
        county_id=person.county_id,
        volunteer_id=person.id,
        actor_id=actor_id,
        now=now,
    )
    values = {
        "number_cipher": cipher.encrypt(number, field=NUMBER_FIELD),
        "number_hash": cipher.lookup_hash(number, field=NUMBER_FIELD),
        "on_paper": actor_id != person.id,
        "recorded_by": actor_id,
        "recorded_at": now,
    }
    session.execute(
        insert(IdentityNumber)
        .values(county_id=person.county_id, volunteer_id=person.id, **values)
        .on_conflict_do_update(index_elements=["county_id", "volunteer_id"], set_=values)
    )
    record_on(session, person, "volunteer.id_number", actor_id=actor_id, now=now)


def erase_number(session: Session, person: Volunteer, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """Forget a person's ID number. Safe to repeat."""
    forget_number(session, person.county_id, person.id, now)
    record_on(session, person, "volunteer.id_number_erased", actor_id=actor_id, now=now)


def forget_unkept_numbers(session: Session, *, now: dt.datetime) -> int:
    """Forget every number of counties that keep none any more; return how many. Safe to repeat."""
    kept = exists().where(CountyPolicy.county_id == IdentityNumber.county_id, CountyPolicy.id_numbers)
    gone = session.execute(delete(IdentityNumber).where(~kept).returning(IdentityNumber.volunteer_id))
    return len(gone.all())


def write_guardian(
    session: Session,
    person: Volunteer,
    told: GuardianTold,
    *,
    cipher: FieldCipher,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Keep who agreed for a minor, name and phone encrypted; from now on the guardian's consent stands.

    Raises:
        NotAMinor: she is 18 or more, or nobody knows her birth date.
    """
    if not is_minor(person.birth_on, day=local_date(now)):
        raise NotAMinor()
    values = {
        "name_cipher": cipher.encrypt(told.name, field=GUARDIAN_NAME_FIELD),
        "phone_cipher": cipher.encrypt(told.phone, field=GUARDIAN_PHONE_FIELD) if told.phone else None,
        "relation": told.relation,
        "on_paper": actor_id != person.id,
        "agreed_at": now,
        "recorded_by": actor_id,
        "recorded_at": now,
    }
    session.execute(
        insert(Guardian)
        .values(county_id=person.county_id, volunteer_id=person.id, **values)
        .on_conflict_do_update(index_elements=["county_id", "volunteer_id"], set_=values)
    )
    person.guardian_consent_at = person.guardian_consent_at or now
    record_on(session, person, "volunteer.guardian", actor_id=actor_id, now=now)


def forget_guardians_of_grown(session: Session, *, now: dt.datetime) -> int:
    """Forget the guardians of everybody who has come of age; return how many. Safe to repeat."""
    today = local_date(now)
    grown = (
        select(Guardian)
        .join(Volunteer, (Volunteer.county_id == Guardian.county_id) & (Volunteer.id == Guardian.volunteer_id))
        .where(Volunteer.birth_on <= _years_before(today, AGE_OF_CONSENT))
        .with_for_update(of=Guardian, skip_locked=True)
    )
    found = list(session.execute(grown).scalars())
    for guardian in found:
        session.delete(guardian)
    return len(found)


def _years_before(day: dt.date, years: int) -> dt.date:
    """Return the last birthday on which somebody is so many years old today; 29 February counts from 1 March."""
    if (day.month, day.day) == (2, 29):
        return dt.date(day.year - years, 2, 28)
    return day.replace(year=day.year - years)
