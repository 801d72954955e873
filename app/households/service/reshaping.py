"""Splitting, merging and moving households: people move, points go by postings, minutes stay with the person (D4)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core import audit
from app.households.refusals import HouseholdClosed, OrdersOpen, OtherCounty, SameHousehold, SplitInvalid
from app.households.service.telling import members_of, tell_moved, tell_points_moved
from app.identity.models import Household, Volunteer
from app.identity.service.households import found_household, move_members
from app.messages.kinds import Kind
from app.places.queries import require_village
from points.amounts import NO_POINTS, Points
from points.ledger.accounts import household as account_of
from points.ledger.posting import lock_accounts, post
from points.redemption.models import RedemptionOrder

FORWARDED_MOST = 200
MERGED_WITH_POINTS = text(
    """
    SELECT h.county_id, h.id, h.merged_into_id
    FROM household h
    JOIN account a ON a.county_id = h.county_id AND a.household_id = h.id
    WHERE h.merged_into_id IS NOT NULL AND a.balance > 0
    ORDER BY h.county_id, h.id
    LIMIT :most
    """
)


def split(
    session: Session,
    household: Household,
    *,
    member_ids: Collection[uuid.UUID],
    points: Points,
    reason: str,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> Household:
    """Let members found a household of their own and give it part of the points (hundredths).

    Its head is who was registered first.

    Raises:
        HouseholdClosed: the household is no more.
        SplitInvalid: somebody is no member, or nobody would stay, or the head would go while others stay.
        OrdersOpen: goods wait to be picked up.
        InsufficientPoints: the household holds less.
    """
    session.refresh(household, with_for_update=True)
    _require_active(household)
    members = _lock_members(session, household)
    leaving = [member for member in members if member.id in member_ids]
    head_goes = any(member.id == household.head_volunteer_id for member in leaving)
    if not leaving or len(leaving) != len(set(member_ids)) or len(leaving) == len(members) or head_goes:
        raise SplitInvalid()
    lock_accounts(session, county_id=household.county_id, household_ids=[household.id])
    _require_no_open_orders(session, household)
    fresh = found_household(
        session, county_id=household.county_id, village_code=household.village_code, actor_id=actor_id, now=now
    )
    move_members(session, leaving, household=fresh, actor_id=actor_id, now=now)
    fresh.head_volunteer_id = next(iter(leaving)).id
    if points > NO_POINTS:
        _post(session, household, fresh, kind="split", points=points, reason=reason, actor_id=actor_id, now=now)
    _record(session, household, "household.split", actor_id=actor_id, now=now, facts={"into": str(fresh.id)})
    concerned = members_of(session, household, fresh)
    tell_points_moved(session, Kind.HOUSEHOLD_SPLIT, fresh, to=concerned, points=points, now=now)
    return fresh


def merge(
    session: Session, source: Household, target: Household, *, reason: str, actor_id: uuid.UUID, now: dt.datetime
) -> Points:
    """Bring all members and points of one household into another; the first one is closed. Return the points.

    What its people served and is not settled yet still settles in its own passbook and is forwarded from there.

    Raises:
        SameHousehold: both are one.
        HouseholdClosed: one of them is no more.
        OrdersOpen: goods of the household that ends wait to be picked up.
    """
    if source.id == target.id:
        raise SameHousehold()
    for household in sorted((source, target), key=lambda each: each.id):
        session.refresh(household, with_for_update=True)
        _require_active(household)
    held = lock_accounts(session, county_id=source.county_id, household_ids=[source.id, target.id])[source.id]
    _require_no_open_orders(session, source)
    move_members(session, _lock_members(session, source), household=target, actor_id=actor_id, now=now)
    source.head_volunteer_id, source.state, source.merged_into_id = None, "closed", target.id
    if held > NO_POINTS:
        _post(session, source, target, kind="merge", points=held, reason=reason, actor_id=actor_id, now=now)
    _record(session, source, "household.merge", actor_id=actor_id, now=now, facts={"into": str(target.id)})
    concerned = members_of(session, target)
    tell_points_moved(session, Kind.HOUSEHOLD_MERGED, target, to=concerned, points=held, now=now)
    return held


def forward_merged(session: Session, *, now: dt.datetime) -> int:
    """Forward what settled for households after they were merged; return how many postings. Safe to repeat."""
    waiting = session.execute(MERGED_WITH_POINTS, {"most": FORWARDED_MOST}).all()
    forwarded = 0
    for county_id, source_id, target_id in waiting:
        source = session.get_one(Household, (county_id, source_id))
        target = session.get_one(Household, (county_id, target_id))
        held = lock_accounts(session, county_id=source.county_id, household_ids=[source.id, target.id])[source.id]
        if held > NO_POINTS:
            _post(session, source, target, kind="merge", points=held, reason="并户后到账", actor_id=None, now=now)
            forwarded += 1
    return forwarded


def move(session: Session, household: Household, *, village_code: str, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """Let a household with all its members move to another village of the county; its account moves along unchanged.

    Raises:
        HouseholdClosed: the household is no more.
        OtherCounty: the village lies in another county.
        VillageUnknown: no village has this code.
    """
    session.refresh(household, with_for_update=True)
    _require_active(household)
    if village_code[:6] != household.county_id:
        raise OtherCounty()
    village = require_village(session, village_code=village_code)
    before = household.village_code
    household.village_code = village_code
    for member in _lock_members(session, household):
        member.village_code = village_code
    _record(
        session, household, "household.move", actor_id=actor_id, now=now, facts={"from": before, "to": village_code}
    )
    tell_moved(session, household, place=village.name, now=now)


def require_no_open_orders(session: Session, household: Household) -> None:
    """Demand that nothing waits to be picked up; the account is locked, so nothing new is ordered meanwhile.

    Raises:
        OrdersOpen: something does.
    """
    lock_accounts(session, county_id=household.county_id, household_ids=[household.id])
    _require_no_open_orders(session, household)


def _require_active(household: Household) -> None:
    if household.state != "active":
        raise HouseholdClosed()


def _require_no_open_orders(session: Session, household: Household) -> None:
    orders = session.execute(
        select(func.count()).where(
            RedemptionOrder.county_id == household.county_id,
            RedemptionOrder.household_id == household.id,
            RedemptionOrder.state == "placed",
        )
    ).scalar_one()
    if orders:
        raise OrdersOpen(orders=orders)


def _lock_members(session: Session, household: Household) -> Sequence[Volunteer]:
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


def _post(
    session: Session,
    source: Household,
    target: Household,
    *,
    kind: str,
    points: Points,
    reason: str,
    actor_id: uuid.UUID | None,
    now: dt.datetime,
) -> None:
    post(
        session,
        county_id=source.county_id,
        reference=f"household:{source.id}:{kind}:{target.id}:{now.isoformat()}",
        kind=kind,
        source=account_of(source.id),
        target=account_of(target.id),
        points=points,
        actor_id=actor_id,
        occurred_on=local_date(now),
        now=now,
        facts={"reason": reason},
    )


def _record(
    session: Session,
    household: Household,
    action: str,
    *,
    actor_id: uuid.UUID,
    now: dt.datetime,
    facts: dict[str, object],
) -> None:
    audit.record(
        session,
        county_id=household.county_id,
        actor_id=actor_id,
        action=action,
        subject_kind="household",
        subject_id=household.id,
        now=now,
        facts=facts,
    )
    session.flush()
