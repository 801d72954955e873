"""A household moves into another county: announced there, accepted here, each county's books for itself (ADR 0013)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core import audit
from app.households.models import HouseholdRelocation
from app.households.refusals import HouseholdClosed
from app.households.service.reshaping import require_no_open_orders
from app.households.service.telling import members_of
from app.identity.models import Household, RoleGrant, Volunteer
from app.identity.service.households import found_household
from app.messages.kinds import Kind
from app.messages.service.inbox import notify
from app.places.queries import require_village
from app.relocations.refusals import HouseholdEmpty, MemberHoldsRole, RelocationDecided, RelocationOpen, SameCounty
from app.relocations.service.people import bring_person
from points.amounts import NO_POINTS, Points
from points.base import new_id
from points.errors import NotFound
from points.ledger.accounts import RELOCATION
from points.ledger.accounts import household as account_of
from points.ledger.posting import lock_accounts, post

ARRIVED_LATER = "迁移后到账"


@dataclass(frozen=True)
class Halves:
    """Both counties' rows of one move."""

    leaving: HouseholdRelocation
    arriving: HouseholdRelocation


def announce(
    session: Session, household: Household, *, village_code: str, reason: str, actor_id: uuid.UUID, now: dt.datetime
) -> HouseholdRelocation:
    """Announce to another county that a household wants to move there; nothing moves yet.

    Raises:
        HouseholdClosed, HouseholdEmpty: there is nobody to move.
        SameCounty, VillageUnknown: the village.
        RelocationOpen: it is announced already.
    """
    session.refresh(household, with_for_update=True)
    if household.state != "active":
        raise HouseholdClosed()
    if village_code[:6] == household.county_id:
        raise SameCounty()
    require_village(session, village_code=village_code)
    if not _members(session, household):
        raise HouseholdEmpty()
    there = village_code[:6]
    both: dict[str, Any] = {
        "id": new_id(),
        "village_code": village_code,
        "reason": reason,
        "state": "announced",
        "announced_by": actor_id,
        "announced_at": now,
    }
    leaving = HouseholdRelocation(
        county_id=household.county_id, direction="out", household_id=household.id, other_county_id=there, **both
    )
    arriving = HouseholdRelocation(
        county_id=there,
        direction="in",
        other_household_id=household.id,
        other_county_id=household.county_id,
        **both,
    )
    try:
        with session.begin_nested():
            session.add_all([leaving, arriving])
    except IntegrityError:
        raise RelocationOpen() from None
    _note(session, leaving, "household.relocation.announced", actor_id=actor_id, now=now)
    return leaving


def get_half(session: Session, *, county_id: str, relocation_id: uuid.UUID, direction: str) -> HouseholdRelocation:
    """Return one county's row of a move.

    Raises:
        NotFound: there is none in the county, or it is the other direction.
    """
    found = session.get(HouseholdRelocation, (county_id, relocation_id))
    if found is None or found.direction != direction:
        raise NotFound()
    return found


def end(
    session: Session,
    half: HouseholdRelocation,
    *,
    state: str,
    answer: str | None,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Refuse an announced move, or take it back; nothing has moved.

    Raises:
        RelocationDecided: it has ended before.
    """
    halves = _locked(session, half)
    _decide(halves, state, answer=answer, actor_id=actor_id, now=now)
    _note(session, half, f"household.relocation.{state}", actor_id=actor_id, now=now)


def accept(session: Session, half: HouseholdRelocation, *, actor_id: uuid.UUID, now: dt.datetime) -> Household:
    """Take a household in: people are written down here, points go over by a posting in each county's books.

    Minutes stay in the book of the county that recorded them and go on counting for the person. What settles later
    in the old county is forwarded.

    Raises:
        RelocationDecided: it has ended before.
        HouseholdClosed, HouseholdEmpty: there is nobody to move any more.
        OrdersOpen: goods wait to be picked up.
        MemberHoldsRole: somebody holds a role in the county she leaves.
    """
    halves = _locked(session, half)
    old = session.get_one(Household, (halves.leaving.county_id, halves.leaving.household_id), with_for_update=True)
    if old.state != "active":
        raise HouseholdClosed()
    members = _members(session, old)
    if not members:
        raise HouseholdEmpty()
    _require_no_roles(session, members, on=local_date(now))
    require_no_open_orders(session, old)
    fresh = _founded(session, old, half, members, actor_id=actor_id, now=now)
    half.household_id, halves.leaving.other_household_id = fresh.id, fresh.id
    _decide(halves, "done", answer=None, actor_id=actor_id, now=now)
    session.flush()
    points = carry_over(session, halves.leaving, reason=half.reason, actor_id=actor_id, now=now)
    notify(
        session,
        Kind.HOUSEHOLD_MOVED_COUNTY,
        county_id=fresh.county_id,
        to=members_of(session, fresh),
        about=fresh.id,
        now=now,
        place=require_village(session, village_code=fresh.village_code).name,
        points=points,
    )
    for each in (halves.leaving, half):
        _note(session, each, "household.relocation.done", actor_id=actor_id, now=now)
    return fresh


def carry_over(
    session: Session, leaving: HouseholdRelocation, *, reason: str, actor_id: uuid.UUID | None, now: dt.datetime
) -> Points:
    """Post what the household left behind holds into the other county's books; returns how much (hundredths)."""
    assert leaving.household_id is not None
    assert leaving.other_household_id is not None
    held = lock_accounts(session, county_id=leaving.county_id, household_ids=[leaving.household_id])
    points = held[leaving.household_id]
    if points == NO_POINTS:
        return points
    names = {way: f"relocation:{leaving.id}:{way}:{now.isoformat()}" for way in ("out", "in")}
    sides = (
        ("out", leaving.county_id, leaving.other_county_id, account_of(leaving.household_id), RELOCATION),
        ("in", leaving.other_county_id, leaving.county_id, RELOCATION, account_of(leaving.other_household_id)),
    )
    for way, county_id, other, source, target in sides:
        counterpart = names["in" if way == "out" else "out"]
        post(
            session,
            county_id=county_id,
            reference=names[way],
            kind=f"relocation_{way}",
            source=source,
            target=target,
            points=points,
            actor_id=actor_id,
            occurred_on=local_date(now),
            now=now,
            facts={"reason": reason, "county_id": other, "counterpart": counterpart},
        )
    return points


def _founded(
    session: Session,
    old: Household,
    half: HouseholdRelocation,
    members: Sequence[Volunteer],
    *,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> Household:
    fresh = found_household(
        session, county_id=half.county_id, village_code=half.village_code, actor_id=actor_id, now=now
    )
    fresh.redeem_by, fresh.order_limit = old.redeem_by, old.order_limit
    head_id = old.head_volunteer_id
    for member in members:
        moved = bring_person(session, member, fresh, actor_id=actor_id, now=now)
        if head_id == member.id or fresh.head_volunteer_id is None:
            fresh.head_volunteer_id = moved.id
    old.head_volunteer_id, old.state = None, "closed"
    session.flush()
    return fresh


def _locked(session: Session, half: HouseholdRelocation) -> Halves:
    """Lock both rows, the one where the household leaves first."""
    out_county = half.county_id if half.direction == "out" else half.other_county_id
    in_county = half.other_county_id if half.direction == "out" else half.county_id
    rows = [
        session.get_one(HouseholdRelocation, (county, half.id), with_for_update=True, populate_existing=True)
        for county in (out_county, in_county)
    ]
    if rows[0].state != "announced":
        raise RelocationDecided(state=rows[0].state)
    return Halves(*rows)


def _decide(halves: Halves, state: str, *, answer: str | None, actor_id: uuid.UUID, now: dt.datetime) -> None:
    for each in (halves.leaving, halves.arriving):
        each.state, each.answer, each.decided_by, each.decided_at = state, answer, actor_id, now


def _members(session: Session, household: Household) -> Sequence[Volunteer]:
    return (
        session.execute(
            select(Volunteer)
            .where(Volunteer.county_id == household.county_id, Volunteer.household_id == household.id)
            .order_by(Volunteer.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        .scalars()
        .all()
    )


def _require_no_roles(session: Session, members: Sequence[Volunteer], *, on: dt.date) -> None:
    held = session.execute(
        select(RoleGrant.id).where(
            RoleGrant.county_id == members[0].county_id,
            RoleGrant.volunteer_id.in_([member.id for member in members]),
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
        )
    ).first()
    if held is not None:
        raise MemberHoldsRole()


def _note(session: Session, half: HouseholdRelocation, action: str, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=half.county_id,
        actor_id=actor_id,
        action=action,
        subject_kind="household_relocation",
        subject_id=half.id,
        now=now,
        facts={"other_county_id": half.other_county_id, "direction": half.direction},
    )
    session.flush()
