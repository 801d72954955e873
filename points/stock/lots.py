"""Lots (批次): taking deliveries in and counting them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ARRAY, Uuid, bindparam, func, select, text
from sqlalchemy.orm import Session

from points.amounts import Fen
from points.base import new_id
from points.errors import NotFound
from points.stock.models import Stocktake, Unit
from points.stock.refusals import GrantNotForGifts, LotExpired

RECEIVE = text(
    "SELECT receive_lot(:county_id, :lot_id, :item_id, :donor_id, :receipt_no, :unit_ids, :unit_value_fen,"
    " :value_basis, :best_before, :funding_source, :actor_id, :now)"
).bindparams(bindparam("unit_ids", type_=ARRAY(Uuid)))

DECIDE = text("SELECT decide_stocktake(:county_id, :stocktake_id, :confirmed, :found_ids, :actor_id, :now)").bindparams(
    bindparam("found_ids", type_=ARRAY(Uuid))
)


@dataclass(frozen=True, kw_only=True)
class NewLot:
    """A delivery as its papers describe it; ``unit_value`` is in fen, no best-before means that it keeps."""

    county_id: str
    item_id: uuid.UUID
    donor_id: uuid.UUID
    receipt_no: str
    quantity: int
    unit_value: Fen
    value_basis: str
    best_before: dt.date | None
    funding_source: str


def receive_lot(
    session: Session,
    lot: NewLot,
    *,
    lot_id: uuid.UUID,
    grant_allowed: bool,
    actor_id: uuid.UUID,
    today: dt.date,
    now: dt.datetime,
) -> None:
    """Book a delivery and make one row for each piece of it (D9; 公益事业捐赠法 art. 16: receipt and register).

    Raises:
        GrantNotForGifts: it was paid from the activity grant and the operator has not allowed that (seed 000, 三(2)).
        LotExpired: it is past its best-before date.
        ReceiptNumberTaken: the receipt number is booked already.
    """
    if lot.funding_source == "activity_grant" and not grant_allowed:
        raise GrantNotForGifts()
    if lot.best_before is not None and lot.best_before < today:
        raise LotExpired()
    session.execute(
        RECEIVE,
        {
            "county_id": lot.county_id,
            "lot_id": lot_id,
            "item_id": lot.item_id,
            "donor_id": lot.donor_id,
            "receipt_no": lot.receipt_no,
            "unit_ids": [new_id() for _ in range(lot.quantity)],
            "unit_value_fen": lot.unit_value,
            "value_basis": lot.value_basis,
            "best_before": lot.best_before,
            "funding_source": lot.funding_source,
            "actor_id": actor_id,
            "now": now,
        },
    )


def on_hand(session: Session, *, county_id: str, lot_id: uuid.UUID) -> int:
    """Return how many pieces of a lot should be on the shelf: available and reserved ones."""
    return session.execute(
        select(func.count())
        .select_from(Unit)
        .where(Unit.county_id == county_id, Unit.lot_id == lot_id, Unit.state.in_(("available", "reserved")))
    ).scalar_one()


def count_lot(
    session: Session,
    *,
    county_id: str,
    lot_id: uuid.UUID,
    counted: int,
    reason: str,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> Stocktake:
    """Write down a count of a lot (盘点). Nothing moves before a second person has confirmed it."""
    taken = Stocktake(
        county_id=county_id,
        id=new_id(),
        lot_id=lot_id,
        expected=on_hand(session, county_id=county_id, lot_id=lot_id),
        counted=counted,
        reason=reason,
        counted_by=actor_id,
        counted_at=now,
        decided_by=None,
        decided_at=None,
        state="counted",
    )
    session.add(taken)
    return taken


def decide_stocktake(
    session: Session,
    *,
    county_id: str,
    stocktake_id: uuid.UUID,
    confirmed: bool,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Confirm a count, which posts its difference, or dismiss it. Deciding the same way twice is once.

    Raises:
        NotFound: there is no such count in this county.
        SecondPersonNeeded: the person who counted cannot confirm.
        DecisionMade: somebody decided differently before.
        OutOfStock: what is missing is reserved for households.
        CountOutdated: another count of the lot moved pieces after this one was taken.
    """
    taken = session.get(Stocktake, (county_id, stocktake_id))
    if taken is None:
        raise NotFound()
    session.execute(
        DECIDE,
        {
            "county_id": county_id,
            "stocktake_id": stocktake_id,
            "confirmed": confirmed,
            "found_ids": [new_id() for _ in range(max(0, taken.counted - taken.expected))],
            "actor_id": actor_id,
            "now": now,
        },
    )
    session.expire(taken)
