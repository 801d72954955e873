"""What redemption refuses because of who asks."""

from __future__ import annotations

from app.http.problems import TooManyRequests
from points.errors import Conflict, NotFound, Refused


class BindingHeld(Refused):
    """A new phone number or WeChat was bound within the last day: until then she orders at the counter only."""

    code = "binding_held"


class RedeemNotAllowed(Refused):
    """The household lets only its head or its adults redeem, or the person is suspended."""

    code = "redeem_not_allowed"


class CardNotFound(NotFound):
    """No active paper card has this code."""

    code = "card_not_found"


class OrderLimitExceeded(Refused):
    """The order costs ``required_points``; the household lets a member spend ``limit_points`` at once (hundredths)."""

    code = "order_limit_exceeded"


class NoHousehold(Conflict):
    """Points belong to a household, and this person is in none that is active."""

    code = "no_household"


class TooManyPickupCodes(TooManyRequests):
    """Too many wrong pickup codes in a row; ``retry_after`` is in seconds."""

    code = "pickup_code_tries"


class DonorExists(Conflict):
    """The county has a donor of this name already."""

    code = "donor_exists"


class ItemExists(Conflict):
    """The pickup point has an item of this name already."""

    code = "item_exists"


class ReversalAsked(Conflict):
    """Somebody asked to undo this hand-over already."""

    code = "reversal_asked"


class LotPhotosFull(Conflict):
    """A delivery has ``most`` pictures already."""

    code = "lot_photos_full"
