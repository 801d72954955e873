"""The states of a redemption order: a transition that is not in this table does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from points.errors import IllegalTransition


class OrderState(StrEnum):
    """Where an order stands."""

    PLACED = "placed"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REVERSED = "reversed"


NEXT: Final[Mapping[tuple[OrderState, str], OrderState]] = {
    (OrderState.PLACED, "fulfil"): OrderState.FULFILLED,
    (OrderState.PLACED, "cancel"): OrderState.CANCELLED,
    (OrderState.PLACED, "expire"): OrderState.EXPIRED,
    (OrderState.FULFILLED, "reverse"): OrderState.REVERSED,
}
"""The database functions of this package allow exactly these; a test walks every pair."""


def advance(state: OrderState, action: str) -> OrderState:
    """Return the state after an action.

    Raises:
        IllegalTransition: the table has no such step.

    """
    try:
        return NEXT[state, action]
    except KeyError:
        raise IllegalTransition(state=state.value, action=action) from None
