"""Prices of items: the first one comes with the item, every later one is announced a day ahead by two persons."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.amounts import Points
from points.base import new_id
from points.errors import NotFound
from points.stock.models import ItemPrice, PriceProposal, RewardItem
from points.stock.refusals import DecisionMade, PriceInstantTaken, PriceTooSoon, SecondPersonNeeded

NOTICE_HOURS: Final = 24


def set_first_price(
    session: Session, *, county_id: str, item_id: uuid.UUID, points: Points, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    """Give a new item its first price (hundredths of points), in force at once."""
    _write(session, county_id, item_id, points, effective_at=now, proposed_by=actor_id, approved_by=None, now=now)


def propose_price(
    session: Session,
    *,
    county_id: str,
    item_id: uuid.UUID,
    points: Points,
    effective_at: dt.datetime,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> PriceProposal:
    """Ask for another price (hundredths of points) from an instant at least 24 hours ahead (security B12).

    Raises:
        PriceTooSoon: the instant is nearer.
    """
    _require_notice(effective_at, now)
    proposal = PriceProposal(
        county_id=county_id,
        id=new_id(),
        item_id=item_id,
        points=points,
        effective_at=effective_at,
        proposed_by=actor_id,
        proposed_at=now,
        decided_by=None,
        decided_at=None,
        state="proposed",
    )
    session.add(proposal)
    return proposal


def decide_price(
    session: Session, *, county_id: str, proposal_id: uuid.UUID, accepted: bool, actor_id: uuid.UUID, now: dt.datetime
) -> PriceProposal:
    """Accept or reject a proposed price as the second person. Deciding the same way twice is once.

    Raises:
        NotFound: there is no such proposal in this county.
        SecondPersonNeeded: whoever proposed cannot decide.
        DecisionMade: somebody decided differently before.
        PriceTooSoon: less than 24 hours are left until it would apply.
        PriceInstantTaken: another price begins at the same instant.
    """
    proposal = session.execute(
        select(PriceProposal)
        .where(PriceProposal.county_id == county_id, PriceProposal.id == proposal_id)
        .with_for_update()
    ).scalar_one_or_none()
    if proposal is None:
        raise NotFound()
    wanted = "accepted" if accepted else "rejected"
    if proposal.state == wanted and proposal.decided_by == actor_id:
        return proposal
    if proposal.state != "proposed":
        raise DecisionMade(state=proposal.state)
    if proposal.proposed_by == actor_id:
        raise SecondPersonNeeded()
    proposal.state, proposal.decided_by, proposal.decided_at = wanted, actor_id, now
    if accepted:
        _require_notice(proposal.effective_at, now)
        _require_free_instant(session, proposal)
        _write(
            session,
            county_id,
            proposal.item_id,
            Points(proposal.points),
            effective_at=proposal.effective_at,
            proposed_by=proposal.proposed_by,
            approved_by=actor_id,
            now=now,
        )
    return proposal


def _require_free_instant(session: Session, proposal: PriceProposal) -> None:
    """Refuse a second price from the same instant; deciders of one item queue up for this look."""
    key = (proposal.county_id, proposal.item_id)
    session.get_one(RewardItem, key, with_for_update=True)
    if session.get(ItemPrice, (*key, proposal.effective_at)) is not None:
        raise PriceInstantTaken()


def _require_notice(effective_at: dt.datetime, now: dt.datetime) -> None:
    if effective_at < now + dt.timedelta(hours=NOTICE_HOURS):
        raise PriceTooSoon(hours=NOTICE_HOURS)


def _write(
    session: Session,
    county_id: str,
    item_id: uuid.UUID,
    points: Points,
    *,
    effective_at: dt.datetime,
    proposed_by: uuid.UUID,
    approved_by: uuid.UUID | None,
    now: dt.datetime,
) -> None:
    session.add(
        ItemPrice(
            county_id=county_id,
            item_id=item_id,
            effective_at=effective_at,
            points=points,
            proposed_by=proposed_by,
            approved_by=approved_by,
            recorded_at=now,
        )
    )
    session.flush()
