"""Roles: granted and ended by the level above, for a place and some days."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.actor import Actor
from app.core.permissions import Role
from app.identity.models import RoleGrant, Volunteer
from app.identity.policy import EXCLUSIVE, PLACE_LENGTHS, may_grant
from app.identity.refusals import (
    OwnRole,
    PlaceUnfit,
    RoleAboveYou,
    RoleDatesInvalid,
    RoleHeld,
    RoleOver,
    RolesExclude,
    VolunteerNotActive,
)
from app.identity.service.people import record_on
from app.places.queries import find_division
from points.base import new_id
from points.errors import NotFound


def require_may_grant(actor: Actor, *, volunteer_id: uuid.UUID, role: Role, place_code: str) -> None:
    """Demand that the caller stands above a role and does not mean herself.

    Raises:
        OwnRole: she means herself.
        RoleAboveYou: the role, or the place, is not hers to give.
    """
    if actor.volunteer_id == volunteer_id:
        raise OwnRole()
    if not may_grant(actor, role, place_code):
        raise RoleAboveYou()


def require_stands_above(session: Session, actor: Actor, volunteer: Volunteer, *, now: dt.datetime) -> None:
    """Demand that the caller could end every role a person holds or will hold, and does not mean herself.

    Raises:
        OwnRole: she means herself.
        RoleAboveYou: the person holds a role of the caller's own level or above.
    """
    if (actor.county_id, actor.volunteer_id) == (volunteer.county_id, volunteer.id):
        raise OwnRole()
    for held in _held_between(session, volunteer, local_date(now), None):
        if not may_grant(actor, Role(held.role), held.place_code):
            raise RoleAboveYou()


def grant_role(
    session: Session,
    volunteer: Volunteer,
    *,
    role: Role,
    place_code: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    actor_id: uuid.UUID | None,
    now: dt.datetime,
) -> RoleGrant:
    """Give a person a role for a place and everything below it, from a day until a day (both included).

    Raises:
        VolunteerNotActive: she is not active.
        PlaceUnfit: no such place, not where she belongs, or of the wrong level for the role.
        RoleDatesInvalid: the last day is before the first or before today.
        RoleHeld: she holds it in these days already.
        RolesExclude: checker, shop keeper and supervisor exclude each other.
    """
    session.refresh(volunteer, with_for_update=True)
    if volunteer.state != "active":
        raise VolunteerNotActive()
    if ends_on is not None and ends_on < max(starts_on, local_date(now)):
        raise RoleDatesInvalid()
    _require_place(session, volunteer, role, place_code)
    for held in _held_between(session, volunteer, starts_on, ends_on):
        if held.role == role and held.place_code == place_code:
            raise RoleHeld()
        if role in EXCLUSIVE and Role(held.role) in EXCLUSIVE - {role}:
            raise RolesExclude()
    grant = RoleGrant(
        county_id=volunteer.county_id,
        id=new_id(),
        volunteer_id=volunteer.id,
        role=str(role),
        place_code=place_code,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=actor_id,
        granted_at=now,
    )
    session.add(grant)
    session.flush()
    facts: dict[str, object] = {"grant_id": str(grant.id), "role": str(role), "place_code": place_code}
    record_on(session, volunteer, "role.grant", actor_id=actor_id, now=now, facts=facts)
    return grant


def end_role(session: Session, grant: RoleGrant, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """End a role at once: yesterday was its last day.

    Raises:
        RoleOver: it ended before.
    """
    session.refresh(grant, with_for_update=True)
    yesterday = local_date(now) - dt.timedelta(days=1)
    if grant.ends_on is not None and grant.ends_on <= yesterday:
        raise RoleOver()
    grant.ends_on = max(yesterday, grant.starts_on - dt.timedelta(days=1))
    volunteer = session.get_one(Volunteer, (grant.county_id, grant.volunteer_id))
    facts: dict[str, object] = {"grant_id": str(grant.id), "role": grant.role, "place_code": grant.place_code}
    record_on(session, volunteer, "role.end", actor_id=actor_id, now=now, facts=facts)


def get_grant(session: Session, *, county_id: str, grant_id: uuid.UUID) -> RoleGrant:
    """Return a role grant.

    Raises:
        NotFound: there is none with this id in the county.
    """
    found = session.get(RoleGrant, (county_id, grant_id))
    if found is None:
        raise NotFound()
    return found


def _require_place(session: Session, volunteer: Volunteer, role: Role, place_code: str) -> None:
    belongs = place_code.startswith(volunteer.county_id) or volunteer.county_id.startswith(place_code)
    if len(place_code) not in PLACE_LENGTHS[role] or not belongs:
        raise PlaceUnfit()
    if find_division(session, code=place_code) is None:
        raise PlaceUnfit()


def _held_between(
    session: Session, volunteer: Volunteer, starts_on: dt.date, ends_on: dt.date | None
) -> list[RoleGrant]:
    held = select(RoleGrant).where(
        RoleGrant.county_id == volunteer.county_id,
        RoleGrant.volunteer_id == volunteer.id,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= starts_on),
    )
    if ends_on is not None:
        held = held.where(RoleGrant.starts_on <= ends_on)
    return list(session.execute(held).scalars())
