"""The first administrators: made on the machine itself, because nobody stands above them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.crypto import FieldCipher
from app.core.permissions import Role
from app.identity.service.people import NewPerson, add_person
from app.identity.service.roles import grant_role
from app.identity.service.staff import IssuedCredential, issue_credential

CODE_DIGITS = 12
COUNTY_DIGITS = 6


def create_administrator(
    session: Session,
    *,
    name: str,
    login_name: str,
    password: str | None,
    place_code: str,
    cipher: FieldCipher,
    now: dt.datetime,
) -> IssuedCredential:
    """Make a person who administers a province or city, with a console account; a random password unless given.

    Raises:
        PlaceUnfit: the place is neither a province nor a city of the imported divisions.
        LoginNameTaken: somebody has this login name.
        PasswordWeak: the given password is too short or common.
    """
    home = place_code.ljust(COUNTY_DIGITS, "0").ljust(CODE_DIGITS, "0")
    person = NewPerson(name=name, kind="staff", village_code=home, birth_on=None)
    volunteer = add_person(session, person, state="active", actor_id=None, now=now)
    grant_role(
        session,
        volunteer,
        role=Role.ADMINISTRATOR,
        place_code=place_code,
        starts_on=local_date(now),
        ends_on=None,
        actor_id=None,
        now=now,
    )
    return issue_credential(
        session, volunteer, login_name=login_name, password=password, cipher=cipher, actor_id=None, now=now
    )
