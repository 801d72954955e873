"""Marks made inside a command: by name, and from uploads; the same database functions as the hot path."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from points.attendance.windows import EARLY_ARRIVAL, LATE_LEAVING
from points.base import new_id
from points.errors import PointsError

Direction = Literal["in", "out"]
CHECK_IN: Final = text(
    """
    SELECT refusal, facts::text, replayed, answer::text
    FROM check_in(:county_id, :id, :person_id, :short_id, :at, :now, :means, :mode, :nonce, :actor_id, :confirmed,
        :children, :flags, :reason, :code_hash, :early)
    """
)
CHECK_OUT: Final = text(
    """
    SELECT refusal, facts::text, replayed, answer::text
    FROM check_out(:county_id, :id, :person_id, :short_id, :at, :now, :means, :mode, :nonce, :actor_id, :confirmed,
        :flags, :reason, :code_hash, :late)
    """
)


@dataclass(frozen=True)
class Mark:
    """A mark of a person at an activity, at a moment that may have passed."""

    direction: Direction
    county_id: str
    person_id: uuid.UUID
    actor_id: uuid.UUID
    short_id: str
    at: dt.datetime
    means: str
    mode: str
    nonce: str
    confirmed: bool = True
    children: int = 0
    flags: tuple[str, ...] = ()
    reason: str | None = None
    code_hash: bytes | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a mark: the row as it went over the wire, or why it was refused."""

    attendance: dict[str, Any] | None = None
    replayed: bool = False
    refusal: PointsError | None = None


def make_mark(session: Session, mark: Mark, *, now: dt.datetime) -> Outcome:
    """Make one mark; a refusal is returned, not raised, and has changed nothing."""
    statement = CHECK_IN if mark.direction == "in" else CHECK_OUT
    parameters: dict[str, Any] = {
        "county_id": mark.county_id,
        "id": new_id(),
        "person_id": mark.person_id,
        "short_id": mark.short_id,
        "at": mark.at,
        "now": now,
        "means": mark.means,
        "mode": mark.mode,
        "nonce": mark.nonce,
        "actor_id": mark.actor_id,
        "confirmed": mark.confirmed,
        "flags": sorted(set(mark.flags)),
        "reason": mark.reason,
        "code_hash": mark.code_hash,
    }
    if mark.direction == "in":
        parameters |= {"children": mark.children, "early": EARLY_ARRIVAL}
    else:
        parameters |= {"late": LATE_LEAVING}
    refusal, facts, replayed, answer = session.execute(statement, parameters).one()
    if refusal is not None:
        return Outcome(refusal=PointsError.registry[refusal](**orjson.loads(facts)))
    return Outcome(attendance=orjson.loads(answer), replayed=replayed)
