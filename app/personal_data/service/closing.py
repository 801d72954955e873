"""Leaving for good: what names the person is erased, what the household and the auditors need stays (domain.md §7)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import delete, func, or_, select, text
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core import audit
from app.core.idempotency import IdempotencyRecord
from app.core.pinyin import pinyin_key
from app.households.queries import former_registrations
from app.households.refusals import OrdersOpen
from app.identity.models import (
    Household,
    LoginCode,
    PendingRegistration,
    RoleGrant,
    StaffCredential,
    Volunteer,
    WeChatAccount,
)
from app.identity.service.households import close_household_of
from app.messages.service.inbox import forget_person
from app.personal_data.refusals import AccountClosedAlready, PointsLeft, RolesHeld
from app.personal_data.service.ending import end_what_stands
from app.personal_data.service.erasing import forget_what_was_told, merged_registrations
from points.amounts import NO_POINTS
from points.ledger.accounts import EXPIRED
from points.ledger.accounts import household as account_of
from points.ledger.posting import lock_accounts, post
from points.redemption.models import RedemptionOrder

FORGET_COLLECTOR = text("SELECT forget_collector(:county_id, :name)")


def close_account(
    session: Session, volunteer: Volunteer, *, give_up_points: bool, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    """Erase a person and keep the books: name → pseudonym, phone, birth date and WeChat gone, every consent withdrawn.

    Minutes and points that were booked stay. The points of a household that ends with her lapse by a posting, and
    only if she said that she knows.

    Raises:
        AccountClosedAlready: she left before.
        RolesHeld: she still holds a role.
        HeadMustStay: she heads a household that has other members.
        OrdersOpen: goods wait to be picked up.
        PointsLeft: points would lapse and she did not say that she knows.
    """
    session.refresh(volunteer, with_for_update=True)
    if volunteer.state == "left":
        raise AccountClosedAlready()
    _require_no_roles(session, volunteer, on=local_date(now))
    if volunteer.household_id is not None:
        _leave_home(session, volunteer, give_up_points=give_up_points, actor_id=actor_id, now=now)
    session.execute(FORGET_COLLECTOR, {"county_id": volunteer.county_id, "name": volunteer.name})
    end_what_stands(session, volunteer, actor_id=actor_id, now=now)
    forget_what_was_told(session, county_id=volunteer.county_id, volunteer_id=volunteer.id)
    _unlink(session, volunteer)
    forget_person(session, county_id=volunteer.county_id, volunteer_id=volunteer.id)
    _erase(volunteer)
    _erase_elsewhere(session, volunteer)
    for merged in merged_registrations(session, volunteer):
        forget_what_was_told(session, county_id=merged.county_id, volunteer_id=merged.id)
        forget_person(session, county_id=merged.county_id, volunteer_id=merged.id)
        session.execute(FORGET_COLLECTOR, {"county_id": merged.county_id, "name": merged.name})
        _erase(merged)
    session.flush()
    audit.record(
        session,
        county_id=volunteer.county_id,
        actor_id=actor_id,
        action="account.close",
        subject_kind="volunteer",
        subject_id=volunteer.id,
        now=now,
        on_behalf_of=None if actor_id == volunteer.id else volunteer.id,
    )


def _erase_elsewhere(session: Session, volunteer: Volunteer) -> None:
    """Erase her where she was registered before she moved here from another county (ADR 0013)."""
    for place in former_registrations(session, county_id=volunteer.county_id, volunteer_id=volunteer.id):
        former = session.get_one(Volunteer, place, with_for_update=True)
        session.execute(FORGET_COLLECTOR, {"county_id": former.county_id, "name": former.name})
        forget_person(session, county_id=former.county_id, volunteer_id=former.id)
        _erase(former)


def _require_no_roles(session: Session, volunteer: Volunteer, *, on: dt.date) -> None:
    held = session.execute(
        select(RoleGrant.id).where(
            RoleGrant.county_id == volunteer.county_id,
            RoleGrant.volunteer_id == volunteer.id,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
        )
    ).first()
    if held is not None:
        raise RolesHeld()


def _leave_home(
    session: Session, volunteer: Volunteer, *, give_up_points: bool, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    home = session.get_one(Household, (volunteer.county_id, volunteer.household_id), with_for_update=True)
    held = lock_accounts(session, county_id=home.county_id, household_ids=[home.id])[home.id]
    members = session.execute(
        select(func.count()).where(Volunteer.county_id == home.county_id, Volunteer.household_id == home.id)
    ).scalar_one()
    _require_no_orders(session, home, volunteer, alone=members == 1)
    close_household_of(session, volunteer, actor_id=actor_id, now=now)
    if members == 1 and held > NO_POINTS:
        if not give_up_points:
            raise PointsLeft(left_points=held)
        post(
            session,
            county_id=home.county_id,
            reference=f"household:{home.id}:closing",
            kind="closing",
            source=account_of(home.id),
            target=EXPIRED,
            points=held,
            actor_id=actor_id,
            occurred_on=local_date(now),
            now=now,
        )


def _require_no_orders(session: Session, home: Household, volunteer: Volunteer, *, alone: bool) -> None:
    mine = or_(RedemptionOrder.placed_by == volunteer.id, RedemptionOrder.on_behalf_of == volunteer.id)
    query = select(func.count()).where(
        RedemptionOrder.county_id == home.county_id,
        RedemptionOrder.household_id == home.id,
        RedemptionOrder.state == "placed",
    )
    orders = session.execute(query if alone else query.where(mine)).scalar_one()
    if orders:
        raise OrdersOpen(orders=orders)


def _unlink(session: Session, volunteer: Volunteer) -> None:
    """Forget the openid wherever it stands, and stored answers that may repeat what she wrote."""
    county_id, person = volunteer.county_id, volunteer.id
    mine = (WeChatAccount.county_id == county_id, WeChatAccount.volunteer_id == person)
    openids = list(session.execute(select(WeChatAccount.openid).where(*mine)).scalars())
    session.execute(delete(LoginCode).where(LoginCode.openid.in_(openids)))
    session.execute(delete(PendingRegistration).where(PendingRegistration.openid.in_(openids)))
    session.execute(delete(WeChatAccount).where(*mine))
    session.execute(
        delete(StaffCredential).where(StaffCredential.county_id == county_id, StaffCredential.volunteer_id == person)
    )
    session.execute(
        delete(IdempotencyRecord).where(IdempotencyRecord.county_id == county_id, IdempotencyRecord.actor_id == person)
    )


def _erase(volunteer: Volunteer) -> None:
    pseudonym = f"已注销{volunteer.id.hex[-6:]}"
    volunteer.name, volunteer.name_pinyin = pseudonym, pinyin_key(pseudonym)
    volunteer.birth_on = volunteer.guardian_consent_at = None
    volunteer.phone_cipher = volunteer.phone_hash = None
    volunteer.national_volunteer_no = volunteer.suspended_reason = None
    volunteer.state = "left"
