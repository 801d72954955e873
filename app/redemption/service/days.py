"""Commands about redemption days (兑换日) and how often a household may redeem."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.clock import local_date
from app.places.models import PickupPoint
from app.redemption.service.trail import record_deed
from points.base import new_id
from points.redemption.models import RedemptionDay, RedemptionLimit
from points.redemption.refusals import RedemptionDayInvalid


def plan_day(
    session: Session,
    *,
    county_id: str,
    pickup_point_id: uuid.UUID,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    note: str,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> uuid.UUID:
    """Announce when points can be exchanged at a pickup point (定期兑换, seed 000). The same hours twice are one day.

    Raises:
        RedemptionDayInvalid: it closes in the past, before it opens, or on another day.
    """
    if closes_at <= max(opens_at, now) or local_date(opens_at) != local_date(closes_at):
        raise RedemptionDayInvalid()
    point = (PickupPoint.county_id == county_id, PickupPoint.id == pickup_point_id)
    session.execute(select(PickupPoint.id).where(*point).with_for_update())
    planned = session.scalar(
        select(RedemptionDay.id).where(
            RedemptionDay.county_id == county_id,
            RedemptionDay.pickup_point_id == pickup_point_id,
            RedemptionDay.opens_at == opens_at,
            RedemptionDay.closes_at == closes_at,
            RedemptionDay.state == "planned",
        )
    )
    if planned:
        return planned
    day = RedemptionDay(
        county_id=county_id,
        id=new_id(),
        pickup_point_id=pickup_point_id,
        opens_at=opens_at,
        closes_at=closes_at,
        note=note,
        state="planned",
        created_by=actor_id,
        created_at=now,
    )
    session.add(day)
    record_deed(
        session, "redemption_day.planned", ("redemption_day", day.id), county_id=county_id, actor_id=actor_id, now=now
    )
    return day.id


def cancel_day(session: Session, day: RedemptionDay, *, actor_id: uuid.UUID, now: dt.datetime) -> uuid.UUID:
    """Call a redemption day off: no new orders; those that stand can still be collected or run out. Twice is once."""
    if day.state != "cancelled":
        day.state = "cancelled"
        record_deed(
            session,
            "redemption_day.cancelled",
            ("redemption_day", day.id),
            county_id=day.county_id,
            actor_id=actor_id,
            now=now,
        )
    return day.id


def set_limit(
    session: Session,
    *,
    county_id: str,
    pickup_point_id: uuid.UUID,
    orders: int | None,
    period: str,
    actor_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Say how often a household may redeem at a pickup point in a period; None lifts the limit (RC-03)."""
    limit = session.get(RedemptionLimit, (county_id, pickup_point_id))
    if orders is None:
        if limit is not None:
            session.delete(limit)
    else:
        values = {"orders": orders, "period": period, "set_by": actor_id, "set_at": now}
        session.execute(
            insert(RedemptionLimit)
            .values(county_id=county_id, pickup_point_id=pickup_point_id, **values)
            .on_conflict_do_update(index_elements=["county_id", "pickup_point_id"], set_=values)
        )
    record_deed(
        session,
        "redemption_limit.set",
        ("pickup_point", pickup_point_id),
        county_id=county_id,
        actor_id=actor_id,
        now=now,
        facts={"orders": orders, "period": period},
    )
