"""Commands about orders after they were placed. The hot deeds have statements of their own in ``hot.py``."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.db import constraint_of
from app.redemption.refusals import ReversalAsked
from app.redemption.service.trail import record_deed
from points.base import new_id
from points.redemption import orders
from points.redemption.models import RedemptionOrder, RedemptionReversal
from points.redemption.refusals import OrderNotOpen, OwnHousehold


def cancel_order(
    session: Session, order: RedemptionOrder, *, reason: str, actor_id: uuid.UUID, now: dt.datetime
) -> uuid.UUID:
    """Cancel an order before hand-over; goods, points and allowance go back. Twice is once.

    Raises:
        OrderNotOpen: it was handed over or has expired.
    """
    orders.cancel_order(
        session,
        county_id=order.county_id,
        order_id=order.id,
        reason=reason,
        actor_id=actor_id,
        now=now,
        today=local_date(now),
    )
    record_deed(
        session,
        "order.cancelled",
        ("redemption_order", order.id),
        county_id=order.county_id,
        actor_id=actor_id,
        now=now,
    )
    return order.id


def expire_orders(session: Session, *, now: dt.datetime) -> int:
    """Give back what nobody collected in time; return how many orders ended so. Safe to repeat."""
    return orders.expire_orders(session, now=now, today=local_date(now))


def ask_reversal(
    session: Session,
    order: RedemptionOrder,
    *,
    reason: str,
    usable: bool,
    actor_id: uuid.UUID,
    actor_household_id: uuid.UUID | None,
    now: dt.datetime,
) -> uuid.UUID:
    """Ask for a hand-over to be undone; a second person decides.

    Raises:
        OrderNotOpen: the goods were never handed over, or it was undone already.
        OwnHousehold: the order is of the caller's own household.
        ReversalAsked: somebody asked before.
    """
    if order.state != "fulfilled":
        raise OrderNotOpen(state=order.state)
    if order.household_id == actor_household_id:
        raise OwnHousehold()
    reversal = RedemptionReversal(
        county_id=order.county_id,
        id=new_id(),
        order_id=order.id,
        reason=reason,
        usable=usable,
        proposed_by=actor_id,
        proposed_at=now,
        decided_by=None,
        decided_at=None,
        state="proposed",
    )
    session.add(reversal)
    try:
        session.flush()
    except IntegrityError as error:
        if constraint_of(error) == "uq_redemption_reversal_open":
            raise ReversalAsked() from error
        raise
    record_deed(
        session,
        "reversal.proposed",
        ("redemption_order", order.id),
        county_id=order.county_id,
        actor_id=actor_id,
        now=now,
    )
    return reversal.id


def decide_reversal(
    session: Session,
    order: RedemptionOrder,
    *,
    reversal_id: uuid.UUID,
    accepted: bool,
    actor_id: uuid.UUID,
    actor_household_id: uuid.UUID | None,
    now: dt.datetime,
) -> uuid.UUID:
    """Undo a hand-over or reject that, as the second person; never for one's own household.

    Raises:
        OwnHousehold: the order is of the caller's own household.
        NotFound, SecondPersonNeeded, DecisionMade: see ``points.redemption.orders.decide_reversal``.
    """
    if order.household_id == actor_household_id:
        raise OwnHousehold()
    orders.decide_reversal(
        session,
        county_id=order.county_id,
        reversal_id=reversal_id,
        accepted=accepted,
        actor_id=actor_id,
        now=now,
        today=local_date(now),
    )
    record_deed(
        session,
        "reversal.decided",
        ("redemption_order", order.id),
        county_id=order.county_id,
        actor_id=actor_id,
        now=now,
        facts={"accepted": accepted},
    )
    return reversal_id
