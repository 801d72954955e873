"""Shapes of redeeming for somebody else."""

from __future__ import annotations

import datetime as dt
import uuid

from app.http.schemas import InstantOut, PointsOut, View
from app.redemption.schemas.orders import State


class ProxiedOrder(View):
    """One order made by or for the person."""

    id: uuid.UUID
    points: PointsOut
    state: State
    placed_at: InstantOut


class ProxiedAccount(View):
    """The points of a person the caller redeems for, and the newest orders made by or for that person.

    ``order_limit_points`` is what she may spend at once; None is no limit.
    """

    volunteer_id: uuid.UUID
    volunteer_name: str
    household_code: str
    village_code: str
    ends_on: dt.date
    redeemable: PointsOut
    held: PointsOut
    order_limit_points: PointsOut | None
    orders: list[ProxiedOrder]
