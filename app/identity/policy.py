"""Who may do what to whom, beyond the policy table; and who is old enough."""

from __future__ import annotations

import datetime as dt
import unicodedata
import uuid

from app.core.actor import Actor
from app.core.permissions import Role
from app.identity.models import Volunteer
from app.identity.refusals import BirthDateImpossible, GuardianConsentMissing, TooYoung

AGE_MIN = 14
AGE_OF_CONSENT = 18
AGE_MAX = 120

NAME_LENGTH_MAX = 40
NAME_SIGNS = frozenset("·'- ")

EXCLUSIVE = frozenset({Role.CHECKER, Role.SHOP_KEEPER, Role.SUPERVISOR})
"""No two of these are ever held by one person at the same time (security.md §2)."""

GRANTS: dict[Role, frozenset[Role]] = {
    Role.COUNTY_STAFF: frozenset({Role.ORGANIZER, Role.CHECKER, Role.SHOP_KEEPER, Role.SUPERVISOR}),
    Role.CITY_STAFF: frozenset({Role.COUNTY_STAFF}),
    Role.ADMINISTRATOR: frozenset(Role) - {Role.VOLUNTEER},
}
"""Which roles each role may grant and end, always inside its own place: by the level above."""

PLACE_LENGTHS: dict[Role, frozenset[int]] = {
    Role.ORGANIZER: frozenset({9, 12}),
    Role.CHECKER: frozenset({9, 12}),
    Role.SHOP_KEEPER: frozenset({9, 12}),
    Role.SUPERVISOR: frozenset({6, 9, 12}),
    Role.COUNTY_STAFF: frozenset({6}),
    Role.CITY_STAFF: frozenset({4}),
    Role.ADMINISTRATOR: frozenset({2, 4}),
}
"""Levels of the tree a role may be held for, as lengths of the division's code."""


def clean_name(name: str) -> str:
    """Return a person's name as it is kept: letters of any script with ·, hyphen, apostrophe and single spaces.

    Raises:
        ValueError: nothing of it is a letter, or something is no part of a name.
    """
    name = " ".join(unicodedata.normalize("NFC", name).replace("•", "·").replace("．", "·").split())
    if not name or not any(unicodedata.category(sign).startswith("L") for sign in name):
        raise ValueError("a name has letters")
    if any(sign not in NAME_SIGNS and unicodedata.category(sign)[0] not in "LM" for sign in name):
        raise ValueError("not a name")
    return name


def age_on(birth_on: dt.date, day: dt.date) -> int:
    """Return the full years on a day; who was born on 29 February has her birthday on 1 March otherwise."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def is_minor(birth_on: dt.date | None, *, day: dt.date) -> bool:
    """Tell whether somebody is known to be under 18 on a day; whose birth date nobody knows is taken for grown up."""
    return birth_on is not None and age_on(birth_on, day) < AGE_OF_CONSENT


def require_age(birth_on: dt.date, *, guardian_consent: bool, day: dt.date) -> None:
    """Demand an age at which one may have an account (domain.md §3.3).

    Raises:
        BirthDateImpossible: in the future or more than 120 years ago.
        TooYoung: under 14.
        GuardianConsentMissing: under 18 without a guardian's consent.
    """
    age = age_on(birth_on, day)
    if birth_on > day or age > AGE_MAX:
        raise BirthDateImpossible()
    if age < AGE_MIN:
        raise TooYoung(age_min=AGE_MIN)
    if age < AGE_OF_CONSENT and not guardian_consent:
        raise GuardianConsentMissing(age_min=AGE_OF_CONSENT)


def may_act_for(actor: Actor, volunteer: Volunteer) -> bool:
    """Tell whether the caller may act for a person: herself, or an elder of the same household.

    Whoever acts for another writes the other's id as ``on_behalf_of`` into the audit trail.
    """
    if actor.county_id != volunteer.county_id or actor.state != "active":
        return False
    if actor.volunteer_id == volunteer.id:
        return True
    return actor.household_id is not None and actor.household_id == volunteer.household_id


def may_see_name(actor: Actor, *, volunteer_id: uuid.UUID, household_id: uuid.UUID | None, village_code: str) -> bool:
    """Tell whether the caller sees a full name: her own household's, or as organizer or checker of the place."""
    if actor.volunteer_id == volunteer_id or (household_id is not None and household_id == actor.household_id):
        return True
    named = {Role.ORGANIZER, Role.CHECKER, Role.COUNTY_STAFF}
    return any(grant.role in named and village_code.startswith(grant.place_code) for grant in actor.grants)


def may_grant(actor: Actor, role: Role, place_code: str) -> bool:
    """Tell whether the caller may grant or end a role for a place."""
    return any(
        role in GRANTS.get(grant.role, frozenset()) and place_code.startswith(grant.place_code)
        for grant in actor.grants
    )
