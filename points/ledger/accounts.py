"""Accounts (账户): households hold points; system accounts are the other ends and store no balance."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class AccountRef:
    """One end of a posting."""

    kind: str
    household_id: uuid.UUID | None = None


def household(household_id: uuid.UUID) -> AccountRef:
    """Return the account of a household."""
    return AccountRef("household", household_id)


ISSUANCE = AccountRef("issuance")
"""Where awarded points come from."""
ESCROW = AccountRef("escrow")
"""Points held for orders that were placed but not handed over."""
REDEEMED = AccountRef("redeemed")
"""Points that became goods."""
EXPIRED = AccountRef("expired")
"""Points that lapsed under the rules."""
ADJUSTMENT = AccountRef("adjustment")
"""The other end of reasoned manual entries."""
RELOCATION = AccountRef("relocation")
"""Points that households carried into another county, or brought from one; over all counties it holds nothing."""
