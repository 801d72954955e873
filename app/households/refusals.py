"""Why something about households or acting for somebody is refused."""

from __future__ import annotations

from points.errors import Conflict, Invalid, Refused


class JoinRequestOpen(Conflict):
    """She has asked a household already; she takes that back first."""

    code = "join_request_open"


class JoinRequestDecided(Conflict):
    """Nothing is to be decided any more; ``state`` tells how it ended."""

    code = "join_request_decided"


class OrdersOpen(Conflict):
    """Goods wait to be picked up; ``orders`` tells how many. They are collected or cancelled first."""

    code = "orders_open"


class SameHousehold(Invalid):
    """A household cannot be merged into itself."""

    code = "same_household"


class SplitInvalid(Invalid):
    """Those who leave must be members, and somebody must stay."""

    code = "split_invalid"


class HouseholdClosed(Conflict):
    """The household was closed or merged."""

    code = "household_closed"


class OtherCounty(Invalid):
    """Books are kept by county; a household cannot be carried into another one."""

    code = "other_county"


class OwnHouseholdChange(Refused):
    """Nobody splits, merges or moves her own household; a colleague does it."""

    code = "own_household_change"


class ProxyDatesInvalid(Invalid):
    """A proxy begins today at the earliest and lasts at most ``days_max`` days."""

    code = "proxy_dates_invalid"


class ProxyStanding(Conflict):
    """Somebody holds this very proxy already."""

    code = "proxy_standing"


class ProxySelf(Invalid):
    """Nobody is her own proxy."""

    code = "proxy_self"
