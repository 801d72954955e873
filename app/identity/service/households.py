"""Households: founding, joining, leaving, the head."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core import audit
from app.identity.models import Household, HouseholdMembership, Volunteer
from app.identity.refusals import AlreadyAMember, HeadMustStay, HouseholdUnknown, NotAMember
from points.amounts import Points
from points.base import new_id
from points.errors import NotFound

CODE_DIGITS = 8


def found_household(
    session: Session, *, county_id: str, village_code: str, actor_id: uuid.UUID | None, now: dt.datetime
) -> Household:
    """Found a household with an open account and a code of eight digits that says nothing about it."""
    household_id = new_id()
    taken = True
    while taken:
        taken = (
            session.execute(
                insert(Household)
                .values(
                    county_id=county_id,
                    id=household_id,
                    code=f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}",
                    village_code=village_code,
                    head_volunteer_id=None,
                    redeem_by="adults",
                    state="active",
                    created_at=now,
                )
                .on_conflict_do_nothing(index_elements=["county_id", "code"])
                .returning(Household.id)
            ).scalar_one_or_none()
            is None
        )
    session.execute(text("SELECT open_account(:county, :household)"), {"county": county_id, "household": household_id})
    household = session.get_one(Household, (county_id, household_id))
    _record(session, household, "household.found", actor_id=actor_id, now=now)
    return household


def find_household(session: Session, *, county_id: str, code: str) -> Household:
    """Return the active household with a code.

    Raises:
        HouseholdUnknown: there is none in the county.
    """
    found = session.execute(
        select(Household).where(Household.county_id == county_id, Household.code == code, Household.state == "active")
    ).scalar_one_or_none()
    if found is None:
        raise HouseholdUnknown()
    return found


def get_household(session: Session, *, county_id: str, household_id: uuid.UUID) -> Household:
    """Return a household.

    Raises:
        NotFound: there is none with this id in the county.
    """
    found = session.get(Household, (county_id, household_id))
    if found is None:
        raise NotFound()
    return found


def join_household(
    session: Session, volunteer: Volunteer, household: Household, *, actor_id: uuid.UUID | None, now: dt.datetime
) -> None:
    """Make a person a member; the first one becomes the head. What she earned before stays where it is.

    Raises:
        AlreadyAMember: she is one.
        HeadMustStay: she is the head of another household that still has other members.
    """
    session.refresh(volunteer, with_for_update=True)
    if volunteer.household_id == household.id:
        raise AlreadyAMember()
    if volunteer.household_id is not None:
        leave_household(session, volunteer, actor_id=actor_id, now=now)
    session.refresh(household, with_for_update=True)
    if household.head_volunteer_id is None:
        household.head_volunteer_id = volunteer.id
    _open_membership(session, volunteer, household, now=now)
    session.flush()
    _record(session, household, "household.join", actor_id=actor_id, now=now, volunteer=volunteer)


def move_members(
    session: Session, members: Sequence[Volunteer], *, household: Household, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    """Close the memberships of people (locked by the caller) and open new ones in another household of the county."""
    for member in members:
        _close_membership(session, member, now=now)
        session.flush()
        _open_membership(session, member, household, now=now)
        _record(session, household, "household.join", actor_id=actor_id, now=now, volunteer=member)
    session.flush()


def _open_membership(session: Session, volunteer: Volunteer, household: Household, *, now: dt.datetime) -> None:
    volunteer.household_id = household.id
    session.add(
        HouseholdMembership(
            county_id=volunteer.county_id,
            id=new_id(),
            household_id=household.id,
            volunteer_id=volunteer.id,
            joined_at=now,
            left_at=None,
        )
    )


def _close_membership(session: Session, volunteer: Volunteer, *, now: dt.datetime) -> None:
    membership = session.execute(
        select(HouseholdMembership).where(
            HouseholdMembership.county_id == volunteer.county_id,
            HouseholdMembership.volunteer_id == volunteer.id,
            HouseholdMembership.left_at.is_(None),
        )
    ).scalar_one()
    membership.left_at = now
    volunteer.household_id = None


def leave_household(session: Session, volunteer: Volunteer, *, actor_id: uuid.UUID | None, now: dt.datetime) -> None:
    """Close a membership; the points stay with the household.

    Raises:
        NotAMember: she belongs to no household.
        HeadMustStay: she is the head and others remain.
    """
    if volunteer.household_id is None:
        raise NotAMember()
    household = get_household(session, county_id=volunteer.county_id, household_id=volunteer.household_id)
    session.refresh(household, with_for_update=True)
    if household.head_volunteer_id == volunteer.id:
        if _count_members(session, household) > 1:
            raise HeadMustStay()
        household.head_volunteer_id = None
    _close_membership(session, volunteer, now=now)
    session.flush()
    _record(session, household, "household.leave", actor_id=actor_id, now=now, volunteer=volunteer)


def take_place_of(
    session: Session, volunteer: Volunteer, leaving: Volunteer, *, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    """Let a person stand in another's place in a household, as its head if she was; both are locked by the caller."""
    assert leaving.household_id is not None
    household = get_household(session, county_id=leaving.county_id, household_id=leaving.household_id)
    session.refresh(household, with_for_update=True)
    if volunteer.household_id is None:
        _open_membership(session, volunteer, household, now=now)
        _record(session, household, "household.join", actor_id=actor_id, now=now, volunteer=volunteer)
    if household.head_volunteer_id == leaving.id:
        household.head_volunteer_id = volunteer.id
    _close_membership(session, leaving, now=now)
    session.flush()
    _record(session, household, "household.leave", actor_id=actor_id, now=now, volunteer=leaving)


def close_household_of(session: Session, volunteer: Volunteer, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """Let a person leave her household and close it if nobody remains in it.

    Raises:
        HeadMustStay: she is the head and others remain.
    """
    assert volunteer.household_id is not None
    household = get_household(session, county_id=volunteer.county_id, household_id=volunteer.household_id)
    leave_household(session, volunteer, actor_id=actor_id, now=now)
    if _count_members(session, household) == 0:
        household.state = "closed"
        _record(session, household, "household.close", actor_id=actor_id, now=now)


def change_household(
    session: Session,
    household: Household,
    *,
    head_volunteer_id: uuid.UUID,
    redeem_by: str,
    order_limit: Points | None,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Name the head, and say who may exchange points: the head alone or every adult member.

    ``order_limit`` (hundredths) is the most that one order of anybody but the head may cost; None sets no limit.

    Raises:
        NotAMember: the new head does not belong to the household.
    """
    session.refresh(household, with_for_update=True)
    head = session.get(Volunteer, (household.county_id, head_volunteer_id))
    if head is None or head.household_id != household.id:
        raise NotAMember()
    household.head_volunteer_id = head.id
    household.redeem_by, household.order_limit = redeem_by, order_limit
    _record(session, household, "household.change", actor_id=actor_id, now=now, volunteer=head)


def _count_members(session: Session, household: Household) -> int:
    return session.execute(
        select(func.count()).where(Volunteer.county_id == household.county_id, Volunteer.household_id == household.id)
    ).scalar_one()


def _record(
    session: Session,
    household: Household,
    action: str,
    *,
    actor_id: uuid.UUID | None,
    now: dt.datetime,
    volunteer: Volunteer | None = None,
) -> None:
    audit.record(
        session,
        county_id=household.county_id,
        actor_id=actor_id,
        action=action,
        subject_kind="household",
        subject_id=household.id,
        now=now,
        facts={"volunteer_id": str(volunteer.id)} if volunteer else None,
    )
