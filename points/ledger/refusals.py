"""What the ledger refuses."""

from __future__ import annotations

from points.errors import Conflict, NotFound


class InsufficientPoints(Conflict):
    """A household cannot spend more than it has: ``required_points`` against ``available_points``, in hundredths."""

    code = "insufficient_points"


class AccountClosed(Conflict):
    """The household's account takes no more postings."""

    code = "account_closed"


class AccountUnknown(NotFound):
    """The household has no account."""

    code = "account_unknown"


class AccountNotEmpty(Conflict):
    """An account can be closed only when nothing (``held_points``, hundredths) is left in it."""

    code = "account_not_empty"
