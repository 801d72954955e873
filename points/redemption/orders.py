"""What happens to a redemption order (兑换单) after it was placed: cancelled, expired, handed over, undone.

Placing one and handing one over by its code are hot paths; they call the same database functions.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ARRAY, Uuid, bindparam, text
from sqlalchemy.orm import Session

import points.stock.refusals  # noqa: F401 - registers the refusals that the database functions raise
from points.base import new_id

EXPIRED_AT_ONCE = 200

CLOSE = text("SELECT id FROM close_order(:county_id, :order_id, :posting_id, :state, :reason, :actor_id, :now, :today)")
DECIDE_REVERSAL = text(
    "SELECT decide_reversal(:county_id, :reversal_id, :accepted, :posting_ids, :actor_id, :now, :today)"
).bindparams(bindparam("posting_ids", type_=ARRAY(Uuid)))

DUE = text("SELECT county_id, order_id FROM lock_due_orders(:now, :most)")


def cancel_order(
    session: Session,
    *,
    county_id: str,
    order_id: uuid.UUID,
    reason: str,
    actor_id: uuid.UUID,
    now: dt.datetime,
    today: dt.date,
) -> None:
    """Cancel an order before hand-over: goods, points and allowance go back. Twice is once (D9).

    Raises:
        NotFound: there is no such order in this county.
        OrderNotOpen: it was handed over or has expired.
    """
    session.execute(
        CLOSE,
        {
            "county_id": county_id,
            "order_id": order_id,
            "posting_id": new_id(),
            "state": "cancelled",
            "reason": reason,
            "actor_id": actor_id,
            "now": now,
            "today": today,
        },
    )


def expire_orders(session: Session, *, now: dt.datetime, today: dt.date) -> int:
    """Give back what was not collected in time, at most 200 orders a call; return how many (D9, reliability I8)."""
    due = session.execute(DUE, {"now": now, "most": EXPIRED_AT_ONCE}).all()
    for county_id, order_id in due:
        session.execute(
            CLOSE,
            {
                "county_id": county_id,
                "order_id": order_id,
                "posting_id": new_id(),
                "state": "expired",
                "reason": None,
                "actor_id": None,
                "now": now,
                "today": today,
            },
        )
    return len(due)


def decide_reversal(
    session: Session,
    *,
    county_id: str,
    reversal_id: uuid.UUID,
    accepted: bool,
    actor_id: uuid.UUID,
    now: dt.datetime,
    today: dt.date,
) -> None:
    """Undo a hand-over, or reject that. Goods come back or are written off, points return. Twice is once.

    Raises:
        NotFound: nobody asked for this in this county.
        SecondPersonNeeded: whoever asked cannot decide.
        DecisionMade: somebody decided differently before.
    """
    session.execute(
        DECIDE_REVERSAL,
        {
            "county_id": county_id,
            "reversal_id": reversal_id,
            "accepted": accepted,
            "posting_ids": [new_id(), new_id()],
            "actor_id": actor_id,
            "now": now,
            "today": today,
        },
    )
