"""Why something about a person's own data is refused."""

from __future__ import annotations

from points.errors import Conflict, Invalid, Refused


class AccountClosedAlready(Conflict):
    """The account was closed before."""

    code = "account_closed_already"


class RolesHeld(Conflict):
    """She still holds a role; whoever granted it ends it first."""

    code = "roles_held"


class PointsLeft(Conflict):
    """She is the last of her household and ``left_points`` (hundredths) would lapse; she has to say that she knows."""

    code = "points_left"


class CorrectionAnswered(Conflict):
    """The request was answered before."""

    code = "correction_answered"


class OwnCorrection(Refused):
    """Nobody answers her own request."""

    code = "own_correction"


class CorrectionUnfit(Invalid):
    """A new name or birth date fits only a granted request about just that."""

    code = "correction_unfit"
