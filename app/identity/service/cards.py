"""Paper cards (纸卡) for people without a phone: random, stored as a hash, one in use per person."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.crypto import token_hash
from app.identity.models import PaperCard, Volunteer
from app.identity.refusals import CardActive, NoActiveCard, VolunteerNotActive
from app.identity.service.people import record_on
from points.attendance.printed import new_paper_card
from points.base import new_id

SUFFIX_LETTERS = 4


def issue_card(
    session: Session, volunteer: Volunteer, *, entropy: bytes, actor_id: uuid.UUID | None, now: dt.datetime
) -> str:
    """Issue a card made from ten random bytes and return its code, which is shown this once and printed.

    Raises:
        VolunteerNotActive: not confirmed, suspended or gone.
        CardActive: there is a card in use.
    """
    session.refresh(volunteer, with_for_update=True)
    if volunteer.state != "active":
        raise VolunteerNotActive()
    if find_active_card(session, volunteer) is not None:
        raise CardActive()
    card = new_paper_card(volunteer.county_id, entropy=entropy)
    card_id = new_id()
    session.add(
        PaperCard(
            county_id=volunteer.county_id,
            id=card_id,
            card_hash=token_hash(card.code),
            card_suffix=card.secret[-SUFFIX_LETTERS:],
            volunteer_id=volunteer.id,
            state="active",
            issued_by=actor_id,
            issued_at=now,
            closed_at=None,
        )
    )
    session.flush()
    record_on(session, volunteer, "card.issue", actor_id=actor_id, now=now, facts={"card_id": str(card_id)})
    return card.code


def close_card(session: Session, volunteer: Volunteer, *, state: str, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """Take the card in use out of use: ``lost`` or ``returned``. From now on a scan of it counts for nobody.

    Raises:
        NoActiveCard: there is none.
    """
    session.refresh(volunteer, with_for_update=True)
    card = find_active_card(session, volunteer)
    if card is None:
        raise NoActiveCard()
    card.state = state
    card.closed_at = now
    record_on(session, volunteer, f"card.{state}", actor_id=actor_id, now=now, facts={"card_id": str(card.id)})


def find_active_card(session: Session, volunteer: Volunteer) -> PaperCard | None:
    """Return the card a person uses, or None."""
    return session.execute(
        select(PaperCard).where(
            PaperCard.county_id == volunteer.county_id,
            PaperCard.volunteer_id == volunteer.id,
            PaperCard.state == "active",
        )
    ).scalar_one_or_none()
