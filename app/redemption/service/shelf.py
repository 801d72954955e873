"""Commands about goods: donors, items, prices, deliveries and counts."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.db import constraint_of
from app.redemption.refusals import DonorExists, ItemExists
from app.redemption.service.trail import record_deed
from points.amounts import Points
from points.base import new_id
from points.scoring.spending import require_not_cash_like
from points.stock import lots, prices
from points.stock.goods import is_cash_like
from points.stock.lots import NewLot
from points.stock.models import Donor, PriceProposal, RewardItem, Stocktake


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """A kind of goods for one pickup point, with its first price in hundredths of points."""

    pickup_point_id: uuid.UUID
    name: str
    unit_name: str
    description: str
    picture: str
    points: Points
    limit_quantity: int | None
    limit_period: str


def add_donor(
    session: Session, *, county_id: str, name: str, kind: str, public: bool, actor_id: uuid.UUID, now: dt.datetime
) -> uuid.UUID:
    """Write a donor down. ``public`` only after asking: unwilling donors stay unnamed (慈善法 art. 82).

    Raises:
        DonorExists: the county has a donor of this name.
    """
    donor = Donor(county_id=county_id, id=new_id(), name=name, kind=kind, public=public, created_at=now)
    session.add(donor)
    _flush(session, "uq_donor_county_id_name", DonorExists)
    record_deed(
        session,
        "donor.added",
        ("donor", donor.id),
        county_id=county_id,
        actor_id=actor_id,
        now=now,
        facts={"public": public},
    )
    return donor.id


def add_item(session: Session, item: NewItem, *, county_id: str, actor_id: uuid.UUID, now: dt.datetime) -> uuid.UUID:
    """Put a new item up at a pickup point, at a price that applies at once.

    Raises:
        CashLikeRefused: it is money in disguise (RC-22).
        ItemExists: the pickup point has an item of this name.
    """
    require_not_cash_like(item.name, cash_like=is_cash_like(item.name))
    item_id = new_id()
    session.add(
        RewardItem(
            county_id=county_id,
            id=item_id,
            pickup_point_id=item.pickup_point_id,
            name=item.name,
            unit_name=item.unit_name,
            description=item.description,
            picture=item.picture,
            limit_quantity=item.limit_quantity,
            limit_period=item.limit_period,
            state="offered",
            created_at=now,
        )
    )
    _flush(session, "uq_reward_item_county_id_pickup_point_id_name", ItemExists)
    prices.set_first_price(
        session, county_id=county_id, item_id=item_id, points=item.points, actor_id=actor_id, now=now
    )
    record_deed(
        session,
        "item.added",
        ("reward_item", item_id),
        county_id=county_id,
        actor_id=actor_id,
        now=now,
        facts={"points": item.points},
    )
    return item_id


def set_offered(
    session: Session, item: RewardItem, *, offered: bool, actor_id: uuid.UUID, now: dt.datetime
) -> uuid.UUID:
    """Take an item off the shelf or put it back. Orders that stand are not touched. Twice is once."""
    wanted = "offered" if offered else "withdrawn"
    if item.state != wanted:
        item.state = wanted
        record_deed(
            session, f"item.{wanted}", ("reward_item", item.id), county_id=item.county_id, actor_id=actor_id, now=now
        )
    return item.id


def propose_price(
    session: Session,
    *,
    county_id: str,
    item_id: uuid.UUID,
    points: Points,
    effective_at: dt.datetime,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> uuid.UUID:
    """Ask for another price, at least a day ahead.

    Raises:
        PriceTooSoon: the instant is nearer than 24 hours.
    """
    proposal: PriceProposal = prices.propose_price(
        session,
        county_id=county_id,
        item_id=item_id,
        points=points,
        effective_at=effective_at,
        actor_id=actor_id,
        now=now,
    )
    record_deed(
        session,
        "price.proposed",
        ("price_proposal", proposal.id),
        county_id=county_id,
        actor_id=actor_id,
        now=now,
        facts={"points": points},
    )
    return proposal.id


def decide_price(
    session: Session, *, county_id: str, proposal_id: uuid.UUID, accepted: bool, actor_id: uuid.UUID, now: dt.datetime
) -> uuid.UUID:
    """Accept or reject a proposed price as the second person.

    Raises:
        NotFound, SecondPersonNeeded, DecisionMade, PriceTooSoon: see ``points.stock.prices.decide_price``.
    """
    prices.decide_price(
        session, county_id=county_id, proposal_id=proposal_id, accepted=accepted, actor_id=actor_id, now=now
    )
    record_deed(
        session,
        "price.decided",
        ("price_proposal", proposal_id),
        county_id=county_id,
        actor_id=actor_id,
        now=now,
        facts={"accepted": accepted},
    )
    return proposal_id


def receive_lot(
    session: Session, lot: NewLot, *, grant_allowed: bool, actor_id: uuid.UUID, now: dt.datetime
) -> uuid.UUID:
    """Book a delivery with its papers.

    Raises:
        GrantNotForGifts, LotExpired, ReceiptNumberTaken: see ``points.stock.lots.receive_lot``.
    """
    lot_id = new_id()
    lots.receive_lot(
        session,
        lot,
        lot_id=lot_id,
        grant_allowed=grant_allowed,
        actor_id=actor_id,
        today=local_date(now),
        now=now,
    )
    record_deed(
        session,
        "lot.received",
        ("lot", lot_id),
        county_id=lot.county_id,
        actor_id=actor_id,
        now=now,
        facts={"quantity": lot.quantity},
    )
    return lot_id


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
    """Write a count down; nothing moves before a second person has confirmed it."""
    taken = lots.count_lot(
        session, county_id=county_id, lot_id=lot_id, counted=counted, reason=reason, actor_id=actor_id, now=now
    )
    record_deed(
        session,
        "lot.counted",
        ("stocktake", taken.id),
        county_id=county_id,
        actor_id=actor_id,
        now=now,
        facts={"expected": taken.expected, "counted": counted},
    )
    return taken


def decide_stocktake(
    session: Session,
    *,
    county_id: str,
    stocktake_id: uuid.UUID,
    accepted: bool,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> uuid.UUID:
    """Confirm a count, which writes missing pieces off or found ones in, or dismiss it.

    Raises:
        NotFound, SecondPersonNeeded, DecisionMade, OutOfStock: see ``points.stock.lots.decide_stocktake``.
    """
    lots.decide_stocktake(
        session, county_id=county_id, stocktake_id=stocktake_id, confirmed=accepted, actor_id=actor_id, now=now
    )
    record_deed(
        session,
        "stocktake.decided",
        ("stocktake", stocktake_id),
        county_id=county_id,
        actor_id=actor_id,
        now=now,
        facts={"accepted": accepted},
    )
    return stocktake_id


def _flush(session: Session, constraint: str, refusal: type[DonorExists | ItemExists]) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if constraint_of(error) == constraint:
            raise refusal() from error
        raise
