"""Tell people what happened (站内消息): the one function every other slice calls inside its own transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import delete, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.messages.kinds import FORMS, Kind
from app.messages.models import InboxMessage
from app.messages.service.consents import forget_consents
from app.messages.service.queue import queue_outside
from app.messages.wording import Param, good_until, stored_params
from points.base import new_id

AT_ONCE: Final = 1000
KEPT: Final = dt.timedelta(days=400)


def notify(
    session: Session,
    kind: Kind,
    *,
    county_id: str,
    to: Iterable[uuid.UUID],
    about: uuid.UUID | None,
    now: dt.datetime,
    event: str | None = None,
    **params: Param,
) -> int:
    """Put a message into people's inboxes and return how many were told; nobody is told of one event twice.

    Whoever let us send her a subscribe message of the kind's purpose gets one as well: it is queued in the same
    transaction and sent by the worker once the command stands (D11).

    Args:
        session: The command's own session; the message exists exactly when the command commits.
        kind: Which message; ``app.messages.kinds.FORMS`` says what it needs.
        county_id: The county of the people.
        to: The people.
        about: The id of the thing it is about, which the client opens; its kind stands in ``FORMS``.
        now: The instant of the command.
        event: What happened, when the same may happen to one thing more than once; else ``kind`` and ``about``.
        params: What the sentence needs.

    Raises:
        ValueError: the parameters are not those of the kind.
    """
    kept = stored_params(kind, params)
    people = list(dict.fromkeys(to))
    told: dict[uuid.UUID, uuid.UUID] = {}
    for start in range(0, len(people), AT_ONCE):
        rows = [
            {
                "county_id": county_id,
                "volunteer_id": person,
                "id": new_id(),
                "kind": str(kind),
                "event": event or f"{kind}:{about}",
                "subject_id": about,
                "params": kept,
                "created_at": now,
            }
            for person in people[start : start + AT_ONCE]
        ]
        written = insert(InboxMessage).values(rows).on_conflict_do_nothing()
        returned = session.execute(written.returning(InboxMessage.volunteer_id, InboxMessage.id))
        told.update((row.volunteer_id, row.id) for row in returned)
    purpose = FORMS[kind].purpose
    if purpose is not None and told:
        until = good_until(kind, kept, now=now)
        queue_outside(session, told, county_id=county_id, purpose=purpose, until=until, now=now)
    return len(told)


def mark_read(
    session: Session,
    *,
    county_id: str,
    volunteer_id: uuid.UUID,
    message_ids: Sequence[uuid.UUID],
    up_to: uuid.UUID | None,
    now: dt.datetime,
) -> int:
    """Note that a person has seen messages of hers: those named, and every one up to ``up_to``. Twice is once."""
    named = InboxMessage.id.in_(message_ids)
    wanted = named if up_to is None else or_(named, InboxMessage.id <= up_to)
    changed = session.execute(
        update(InboxMessage)
        .where(
            InboxMessage.county_id == county_id,
            InboxMessage.volunteer_id == volunteer_id,
            InboxMessage.read_at.is_(None),
            wanted,
        )
        .values(read_at=now)
        .returning(InboxMessage.id)
    )
    return len(changed.all())


def forget_person(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> None:
    """Delete every message and consent of somebody who leaves for good; what was told stands in the books."""
    mine = (InboxMessage.county_id == county_id, InboxMessage.volunteer_id == volunteer_id)
    session.execute(delete(InboxMessage).where(*mine))
    forget_consents(session, county_id=county_id, volunteer_id=volunteer_id)


def forget_old_messages(session: Session, *, now: dt.datetime) -> int:
    """Delete messages older than 400 days, read or not; what they told of stands in the books."""
    old = delete(InboxMessage).where(InboxMessage.created_at < now - KEPT)
    return len(session.execute(old.returning(InboxMessage.id)).all())
