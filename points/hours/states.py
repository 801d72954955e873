"""The states of a service record (工时记录). What is not in the table does not exist.

The table is the diagram, the test matrix, and, by a trigger, the law of the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from points.errors import IllegalTransition


class RecordState(StrEnum):
    """Where a record stands between the check-out and the passbook."""

    CLAIMED = "claimed"
    VERIFIED = "verified"
    DISCLOSED = "disclosed"
    SETTLED = "settled"
    REJECTED = "rejected"
    DISPUTED = "disputed"
    CORRECTED = "corrected"


class Action(StrEnum):
    """What can be done to a record. Each deed leaves one decision."""

    FIRST_VERIFY = "first_verify"
    """The first of two persons vouches for a long day."""
    VERIFY = "verify"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    """The attendance behind it was undone."""
    DISCLOSE = "disclose"
    SETTLE = "settle"
    UPHOLD = "uphold"
    """An objection against the disclosed line was right."""
    DISMISS = "dismiss"
    """An objection was not right; the line goes on."""
    CORRECT = "correct"
    """Another revision takes its place."""


NEXT: Final[Mapping[tuple[RecordState, Action], RecordState]] = {
    (RecordState.CLAIMED, Action.FIRST_VERIFY): RecordState.CLAIMED,
    (RecordState.CLAIMED, Action.VERIFY): RecordState.VERIFIED,
    (RecordState.CLAIMED, Action.REJECT): RecordState.REJECTED,
    (RecordState.CLAIMED, Action.WITHDRAW): RecordState.REJECTED,
    (RecordState.CLAIMED, Action.CORRECT): RecordState.CORRECTED,
    (RecordState.VERIFIED, Action.WITHDRAW): RecordState.REJECTED,
    (RecordState.VERIFIED, Action.DISCLOSE): RecordState.DISCLOSED,
    (RecordState.VERIFIED, Action.SETTLE): RecordState.SETTLED,
    (RecordState.VERIFIED, Action.CORRECT): RecordState.CORRECTED,
    (RecordState.DISCLOSED, Action.DISMISS): RecordState.DISCLOSED,
    (RecordState.DISCLOSED, Action.UPHOLD): RecordState.REJECTED,
    (RecordState.DISCLOSED, Action.SETTLE): RecordState.SETTLED,
    (RecordState.DISCLOSED, Action.CORRECT): RecordState.CORRECTED,
    (RecordState.SETTLED, Action.CORRECT): RecordState.CORRECTED,
    (RecordState.REJECTED, Action.CORRECT): RecordState.CORRECTED,
    (RecordState.DISPUTED, Action.CORRECT): RecordState.CORRECTED,
}
"""``verified → settled`` happens only to a correction that lowers what already stood (see ``settlement``)."""

DISPUTABLE: Final = frozenset(
    {
        RecordState.CLAIMED,
        RecordState.VERIFIED,
        RecordState.DISCLOSED,
        RecordState.SETTLED,
        RecordState.REJECTED,
    }
)
"""A volunteer may dispute her own record in these states; a dismissed dispute returns it to where it was."""

COUNTED: Final = frozenset(
    {
        RecordState.CLAIMED,
        RecordState.VERIFIED,
        RecordState.DISCLOSED,
        RecordState.SETTLED,
        RecordState.DISPUTED,
    }
)
"""Records that use up limits, except disputed ones that had been rejected."""

OPEN: Final = frozenset({RecordState.CLAIMED, RecordState.VERIFIED})
"""Records whose points may still be computed anew; from the disclosure on they are frozen."""

PENDING: Final = frozenset({RecordState.VERIFIED, RecordState.DISCLOSED})
"""Records whose points are vouched for and not yet spendable (待公示)."""


def advance(state: str, action: Action) -> RecordState:
    """Return the state after the action.

    Raises:
        IllegalTransition: the table has no such step.

    """
    try:
        return NEXT[RecordState(state), action]
    except KeyError:
        raise IllegalTransition(state=str(state), action=str(action)) from None


def dispute_from(state: str) -> RecordState:
    """Return the state a dispute starts from, to be remembered while it is open.

    Raises:
        IllegalTransition: the record is already disputed or replaced by another revision.

    """
    if RecordState(state) not in DISPUTABLE:
        raise IllegalTransition(state=str(state), action="dispute")
    return RecordState(state)


def legal_jumps() -> frozenset[tuple[str, str]]:
    """Return every change of state that can ever happen, for the trigger in the database and its test."""
    steps = {(before.value, after.value) for (before, _), after in NEXT.items() if before is not after}
    steps |= {(state.value, RecordState.DISPUTED.value) for state in DISPUTABLE}
    steps |= {(RecordState.DISPUTED.value, state.value) for state in DISPUTABLE}
    return frozenset(steps)
