"""One person of a household that moves into another county: written down there, and gone here."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.households.models import FormerRegistration
from app.identity.models import BindingHold, Household, HouseholdMembership, Volunteer, WeChatAccount
from app.identity.service.people import record_on
from app.messages.models import MessageConsent
from app.personal_data.models import Guardian, VolunteerProfile
from app.personal_data.service.ending import end_what_stands
from app.privacy.models import Consent
from app.privacy.service import BASE
from points.base import Base, new_id

CARRIED = (
    "kind",
    "name",
    "name_pinyin",
    "birth_on",
    "guardian_consent_at",
    "phone_cipher",
    "phone_hash",
    "state",
    "suspended_reason",
    "national_volunteer_no",
    "joined_on",
)
"""What is known of a person and moves with her; the day she joined stays what it was."""


def bring_person(
    session: Session, old: Volunteer, household: Household, *, actor_id: uuid.UUID, now: dt.datetime
) -> Volunteer:
    """Write a person (locked) down in the county of a household and let her leave the old one.

    The old row keeps her name for the books of that county and nothing else that could reach her; her minutes there
    are found through ``former_registration``. Consents other than the one to being registered are asked for anew, so
    her ID number is forgotten with its consent; who agreed for a minor goes with her (民法典 art. 27).
    """
    fresh = Volunteer(
        county_id=household.county_id,
        id=new_id(),
        household_id=household.id,
        village_code=household.village_code,
        created_at=now,
        **{name: getattr(old, name) for name in CARRIED},
    )
    session.add(fresh)
    session.flush()
    session.add_all(
        [
            HouseholdMembership(
                county_id=fresh.county_id,
                id=new_id(),
                household_id=household.id,
                volunteer_id=fresh.id,
                joined_at=now,
                left_at=None,
            ),
            FormerRegistration(
                county_id=fresh.county_id,
                volunteer_id=fresh.id,
                former_county_id=old.county_id,
                former_volunteer_id=old.id,
                moved_at=now,
            ),
        ]
    )
    _carry_base_consent(session, old, fresh)
    _end_here(session, old, actor_id=actor_id, now=now)  # first, so that nothing goes with her whose consent does not
    _carry_what_she_said(session, old, fresh)
    record_on(session, fresh, "volunteer.moved_in", actor_id=actor_id, now=now)
    return fresh


def _carry_base_consent(session: Session, old: Volunteer, fresh: Volunteer) -> None:
    base = select(Consent).where(
        Consent.county_id == old.county_id,
        Consent.volunteer_id == old.id,
        Consent.purpose == BASE,
        Consent.withdrawn_at.is_(None),
    )
    for consent in session.execute(base).scalars():
        _copy(session, consent, fresh, id=new_id(), answered_by=fresh.id)


def _carry_what_she_said(session: Session, old: Volunteer, fresh: Volunteer) -> None:
    session.execute(
        update(WeChatAccount)
        .where(WeChatAccount.county_id == old.county_id, WeChatAccount.volunteer_id == old.id)
        .values(county_id=fresh.county_id, volunteer_id=fresh.id)
    )
    for kind in (VolunteerProfile, Guardian, MessageConsent):
        mine: Any = (kind.county_id == old.county_id, kind.volunteer_id == old.id)
        for row in session.execute(select(kind).where(*mine)).scalars():
            _copy(session, row, fresh)
        session.flush()
        session.execute(delete(kind).where(*mine))


def _copy(session: Session, row: Base, fresh: Volunteer, **changed: object) -> None:
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    values |= {"county_id": fresh.county_id, "volunteer_id": fresh.id, **changed}
    session.add(type(row)(**values))


def _end_here(session: Session, old: Volunteer, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    county_id, person = old.county_id, old.id
    end_what_stands(session, old, actor_id=actor_id, now=now)
    session.execute(
        update(HouseholdMembership)
        .where(
            HouseholdMembership.county_id == county_id,
            HouseholdMembership.volunteer_id == person,
            HouseholdMembership.left_at.is_(None),
        )
        .values(left_at=now)
    )
    session.execute(
        update(BindingHold)
        .where(BindingHold.county_id == county_id, BindingHold.volunteer_id == person, BindingHold.outcome.is_(None))
        .values(outcome="lapsed", ended_at=now, phone_before_cipher=None)
    )
    old.household_id = None
    old.phone_cipher = old.phone_hash = old.birth_on = old.guardian_consent_at = None
    old.suspended_reason = old.national_volunteer_no = None
    old.state = "left"
    session.flush()
    record_on(session, old, "volunteer.moved_out", actor_id=actor_id, now=now)
