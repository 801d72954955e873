"""Forward what settled in a county after the household had left it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.households.models import HouseholdRelocation
from app.relocations.service.moving import ARRIVED_LATER, carry_over
from points.amounts import NO_POINTS

ROUND_MOST: Final = 200
LEFT_BEHIND: Final = text(
    """
    SELECT r.county_id, r.id
    FROM household_relocation r
    JOIN account a ON a.county_id = r.county_id AND a.household_id = r.household_id
    WHERE r.direction = 'out' AND r.state = 'done' AND a.balance > 0
    ORDER BY r.county_id, r.id
    LIMIT :most
    """
)


def forward_relocated(session: Session, *, now: dt.datetime) -> int:
    """Forward what settled for households after they moved and return for how many. Safe to repeat."""
    forwarded = 0
    for county_id, relocation_id in session.execute(LEFT_BEHIND, {"most": ROUND_MOST}).all():
        leaving = session.get_one(HouseholdRelocation, (county_id, relocation_id), with_for_update=True)
        if carry_over(session, leaving, reason=ARRIVED_LATER, actor_id=None, now=now) > NO_POINTS:
            forwarded += 1
    return forwarded
