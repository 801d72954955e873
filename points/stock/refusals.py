"""What the stock book refuses."""

from __future__ import annotations

from points.errors import Conflict, Invalid, Refused


class OutOfStock(Conflict):
    """Fewer pieces of an ``item`` are left than are wanted: ``wanted`` pieces."""

    code = "out_of_stock"


class ReceiptNumberTaken(Conflict):
    """Another lot of the county was booked under this ``receipt_no``."""

    code = "receipt_no_taken"


class GrantNotForGifts(Refused):
    """The activity grant pays for activities and publicity; goods from it need the operator's leave."""

    code = "grant_not_for_gifts"


class LotExpired(Invalid):
    """Goods past their best-before date are not taken in."""

    code = "lot_expired"


class SecondPersonNeeded(Refused):
    """Whoever asked for it cannot also decide it."""

    code = "second_person_needed"


class DecisionMade(Conflict):
    """Somebody has decided it already: ``state`` says how."""

    code = "decision_made"


class CountOutdated(Conflict):
    """Another count of the lot was confirmed after this one, so this one's difference is no longer true."""

    code = "count_outdated"


class PriceInstantTaken(Conflict):
    """Another price of the item begins at the same instant."""

    code = "price_instant_taken"


class PriceTooSoon(Invalid):
    """A price change must be announced at least ``hours`` hours ahead."""

    code = "price_too_soon"
