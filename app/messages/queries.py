"""Reads of one's own messages and consents."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity.models import Volunteer
from app.messages.models import InboxMessage, MessageConsent
from app.messages.wording import people_in

UNREAD_SHOWN: int = 99


def list_inbox(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID, before: uuid.UUID | None, limit: int
) -> Sequence[InboxMessage]:
    """Return a person's messages, newest first, older than ``before`` if given."""
    mine = [InboxMessage.county_id == county_id, InboxMessage.volunteer_id == volunteer_id]
    if before is not None:
        mine.append(InboxMessage.id < before)
    return session.scalars(select(InboxMessage).where(*mine).order_by(InboxMessage.id.desc()).limit(limit)).all()


def count_unread(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> int:
    """Return how many messages a person has not read; above 99 nobody counts."""
    unread = (
        select(InboxMessage.id)
        .where(
            InboxMessage.county_id == county_id,
            InboxMessage.volunteer_id == volunteer_id,
            InboxMessage.read_at.is_(None),
        )
        .limit(UNREAD_SHOWN + 1)
        .subquery()
    )
    return session.execute(select(func.count()).select_from(unread)).scalar_one()


def names_in(session: Session, messages: Sequence[InboxMessage], *, county_id: str) -> dict[str, str]:
    """Return the names of the people some messages speak of, by id."""
    wanted = {person for message in messages for person in people_in(message.params)}
    if not wanted:
        return {}
    rows = session.execute(
        select(Volunteer.id, Volunteer.name).where(Volunteer.county_id == county_id, Volunteer.id.in_(wanted))
    )
    return {str(row.id): row.name for row in rows}


def list_consents(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> dict[str, MessageConsent]:
    """Return a person's consents by template id; there are as many as templates she was ever asked for."""
    found = session.scalars(
        select(MessageConsent).where(MessageConsent.county_id == county_id, MessageConsent.volunteer_id == volunteer_id)
    )
    return {consent.template_id: consent for consent in found}
