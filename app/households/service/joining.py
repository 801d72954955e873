"""Joining a household by its code: the person asks, the head or an organizer decides; and leaving one."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import audit
from app.households.models import JoinRequest
from app.households.refusals import HouseholdClosed, JoinRequestDecided, JoinRequestOpen
from app.households.service.reshaping import merge
from app.households.service.telling import tell_join
from app.identity.models import Household, Volunteer
from app.identity.refusals import AlreadyAMember, VolunteerNotActive
from app.identity.service.households import find_household, found_household, join_household, leave_household
from app.identity.service.people import get_volunteer
from app.messages.kinds import Kind
from points.base import new_id
from points.errors import NotFound


def ask_to_join(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID, code: str, now: dt.datetime
) -> JoinRequest:
    """Ask the household with a code to take a person in.

    Raises:
        HouseholdUnknown: no household has this code.
        VolunteerNotActive: she is not confirmed yet, or suspended.
        AlreadyAMember: she belongs to it.
        JoinRequestOpen: she has asked one already.
    """
    volunteer = get_volunteer(session, county_id=county_id, volunteer_id=volunteer_id)
    household = find_household(session, county_id=county_id, code=code)
    if volunteer.state != "active":
        raise VolunteerNotActive()
    if volunteer.household_id == household.id:
        raise AlreadyAMember()
    request = JoinRequest(
        county_id=county_id,
        id=new_id(),
        household_id=household.id,
        volunteer_id=volunteer.id,
        state="open",
        requested_at=now,
        decided_by=None,
        decided_at=None,
    )
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError:
        raise JoinRequestOpen() from None
    _record(session, request, "household.ask", actor_id=volunteer.id, now=now)
    tell_join(session, request, Kind.HOUSEHOLD_JOIN_ASKED, now=now)
    return request


def find_own_request(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID
) -> tuple[JoinRequest, Household] | None:
    """Return the request of a person that waits for an answer, with the household she asked; or None."""
    found = session.execute(
        select(JoinRequest, Household)
        .join(Household, (Household.county_id == JoinRequest.county_id) & (Household.id == JoinRequest.household_id))
        .where(
            JoinRequest.county_id == county_id,
            JoinRequest.volunteer_id == volunteer_id,
            JoinRequest.state == "open",
        )
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def get_join_request(session: Session, *, county_id: str, request_id: uuid.UUID) -> JoinRequest:
    """Return a request, locked.

    Raises:
        NotFound: there is none with this id in the county.
    """
    found = session.get(JoinRequest, (county_id, request_id), with_for_update=True)
    if found is None:
        raise NotFound()
    return found


def decide(session: Session, request: JoinRequest, *, outcome: str, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """Approve, refuse or take back a request. Who lived alone brings her household's points along.

    Raises:
        JoinRequestDecided: it has ended before.
        HouseholdClosed: the household is no more.
        HeadMustStay: she heads another household that still has other members.
        OrdersOpen: goods of the household she would bring along wait to be picked up.
    """
    if request.state != "open":
        raise JoinRequestDecided(state=request.state)
    request.state, request.decided_by, request.decided_at = outcome, actor_id, now
    _record(session, request, f"household.{outcome}", actor_id=actor_id, now=now)
    if outcome == "approved":
        _take_in(session, request, actor_id=actor_id, now=now)
        tell_join(session, request, Kind.HOUSEHOLD_JOINED, now=now)
    elif outcome == "refused":
        tell_join(session, request, Kind.HOUSEHOLD_JOIN_REFUSED, now=now)


def _take_in(session: Session, request: JoinRequest, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    household = session.get_one(Household, (request.county_id, request.household_id))
    volunteer = session.get_one(Volunteer, (request.county_id, request.volunteer_id))
    if household.state != "active":
        raise HouseholdClosed()
    old = None
    if volunteer.household_id is not None:
        old = session.get_one(Household, (volunteer.county_id, volunteer.household_id))
    if old is not None and old.id != household.id and _members(session, old) == 1:
        merge(session, old, household, reason="本人申请并入", actor_id=actor_id, now=now)
    else:
        join_household(session, volunteer, household, actor_id=actor_id, now=now)


def leave_for_own(session: Session, *, county_id: str, volunteer_id: uuid.UUID, now: dt.datetime) -> Household:
    """Let a person leave and found a household of her own; the points stay with those who remain.

    Who lives alone has one already and keeps it, with its points.

    Raises:
        NotAMember: she belongs to none.
        VolunteerNotActive: she is not confirmed yet, or suspended.
        HeadMustStay: she is the head and others remain.
    """
    volunteer = get_volunteer(session, county_id=county_id, volunteer_id=volunteer_id, lock=True)
    if volunteer.state != "active":
        raise VolunteerNotActive()
    if volunteer.household_id is not None:
        present = session.get_one(Household, (county_id, volunteer.household_id))
        if _members(session, present) == 1:
            return present
    leave_household(session, volunteer, actor_id=volunteer_id, now=now)
    own = found_household(
        session, county_id=county_id, village_code=volunteer.village_code, actor_id=volunteer_id, now=now
    )
    join_household(session, volunteer, own, actor_id=volunteer_id, now=now)
    return own


def _members(session: Session, household: Household) -> int:
    return session.execute(
        select(func.count()).where(Volunteer.county_id == household.county_id, Volunteer.household_id == household.id)
    ).scalar_one()


def _record(session: Session, request: JoinRequest, action: str, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=request.county_id,
        actor_id=actor_id,
        action=action,
        subject_kind="household",
        subject_id=request.household_id,
        now=now,
        on_behalf_of=None if actor_id == request.volunteer_id else request.volunteer_id,
        facts={"volunteer_id": str(request.volunteer_id)},
    )
