"""The head lets the plaque of her household be read, and takes that back at once when she likes."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from typing import Final

from sqlalchemy.orm import Session

from app.core import audit
from app.households.models import HouseholdPlaque
from app.identity.models import Household
from points.attendance.alphabet import LETTERS

CODE_LETTERS: Final = 12


def agree(session: Session, household: Household, *, actor_id: uuid.UUID, now: dt.datetime) -> HouseholdPlaque:
    """Let anybody who scans the plaque see points and place of a household; a plaque printed before works again."""
    plaque = session.get(HouseholdPlaque, (household.county_id, household.id), with_for_update=True)
    if plaque is None:
        plaque = HouseholdPlaque(
            county_id=household.county_id,
            household_id=household.id,
            code="".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS)),
            agreed_by=actor_id,
            agreed_at=now,
            withdrawn_by=None,
            withdrawn_at=None,
        )
        session.add(plaque)
    elif plaque.withdrawn_at is not None:
        plaque.agreed_by, plaque.agreed_at = actor_id, now
        plaque.withdrawn_by = plaque.withdrawn_at = None
    else:
        return plaque
    session.flush()
    _record(session, plaque, "household.plaque.agreed", actor_id=actor_id, now=now)
    return plaque


def withdraw(session: Session, household: Household, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """Let the plaque show nothing from this moment on. Twice is once."""
    plaque = session.get(HouseholdPlaque, (household.county_id, household.id), with_for_update=True)
    if plaque is None or plaque.withdrawn_at is not None:
        return
    plaque.withdrawn_by, plaque.withdrawn_at = actor_id, now
    session.flush()
    _record(session, plaque, "household.plaque.withdrawn", actor_id=actor_id, now=now)


def _record(session: Session, plaque: HouseholdPlaque, action: str, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=plaque.county_id,
        actor_id=actor_id,
        action=action,
        subject_kind="household",
        subject_id=plaque.household_id,
        now=now,
    )
