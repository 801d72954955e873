"""What redemption refuses."""

from __future__ import annotations

from points.errors import Conflict, Invalid, NotFound, Refused


class RedemptionDayClosed(Conflict):
    """Points are exchanged only while a redemption day is open, from ``opens_at`` until ``closes_at``."""

    code = "redemption_day_closed"


class ItemNotOffered(Conflict):
    """The pickup point does not offer this item now, or it has no price yet."""

    code = "item_not_offered"


class ItemLimitReached(Conflict):
    """The household has taken as many of ``item`` as it may (``limit`` in ``period``)."""

    code = "item_limit_reached"


class RedemptionLimitReached(Conflict):
    """The household has redeemed as often as it may at this pickup point (``limit`` times in ``period``)."""

    code = "redemption_limit_reached"


class RedeemingSuspended(Conflict):
    """The balance is below ``suspend_below_points``: the household may not redeem until it has earned more."""

    code = "redeeming_suspended"


class PickupCodeTaken(Conflict):
    """Another order of this pickup point has drawn the same code; the caller draws another order id."""

    code = "pickup_code_taken"


class PickupCodeUnknown(NotFound):
    """No order of this pickup point has this code."""

    code = "pickup_code_unknown"


class OrderNotOpen(Conflict):
    """The order was already handed over, cancelled or expired: its ``state`` says which."""

    code = "order_not_open"


class MoreThanOrdered(Invalid):
    """What is to be handed over is not in the order, or not so many of it."""

    code = "more_than_ordered"


class OrderExpired(Conflict):
    """The pickup code was valid until ``expires_at``; goods and points have gone back."""

    code = "order_expired"


class OrderStillOpen(Conflict):
    """The pickup code is still valid, so the order has not expired."""

    code = "order_still_open"


class OwnHousehold(Refused):
    """Nobody hands goods to herself or to her own household."""

    code = "own_household_order"


class RedemptionDayInvalid(Invalid):
    """A redemption day closes after it opened, on the same day, and not in the past."""

    code = "redemption_day_invalid"
