"""Count how many subscribe messages a person still lets us send (订阅次数, wechat.md §4.2)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Final

from sqlalchemy import Update, case, delete, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.messages.models import MessageConsent

REMAINING_MOST: Final = 1000
ANSWERS: Final = {
    "accept": "accept",
    "acceptWithAudio": "accept",
    "acceptWithAlert": "accept",
    "reject": "reject",
    "ban": "ban",
    "filter": "filter",
}
"""What wx.requestSubscribeMessage may answer per template → what we keep."""


def report_answers(
    session: Session,
    answers: Mapping[str, str],
    *,
    purposes: Mapping[str, str],
    county_id: str,
    volunteer_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Write down what a phone's consent dialog answered: each ``accept`` is the right to one more message.

    Templates we no longer use are passed over. A rejection takes nothing away that was granted before: the platform
    tells separately when it does.

    Args:
        session: The command's session.
        answers: Template id → answer of wx.requestSubscribeMessage.
        purposes: Template id → purpose, of the templates in use.
        county_id: The person's county.
        volunteer_id: The person.
        now: When she answered.
    """
    for template_id in sorted(answers.keys() & purposes.keys()):
        answer = ANSWERS[answers[template_id]]
        accepted = 1 if answer == "accept" else 0
        row = insert(MessageConsent).values(
            county_id=county_id,
            volunteer_id=volunteer_id,
            template_id=template_id,
            purpose=purposes[template_id],
            remaining=accepted,
            last_answer=answer,
            answered_at=now,
            lapsed_at=None,
        )
        session.execute(
            row.on_conflict_do_update(
                index_elements=["county_id", "volunteer_id", "template_id"],
                set_={
                    "remaining": func.least(MessageConsent.remaining + accepted, REMAINING_MOST),
                    "purpose": row.excluded.purpose,
                    "last_answer": row.excluded.last_answer,
                    "answered_at": row.excluded.answered_at,
                    "lapsed_at": case((row.excluded.last_answer == "accept", None), else_=MessageConsent.lapsed_at),
                },
            )
        )


def take_consent(session: Session, *, county_id: str, volunteer_id: uuid.UUID, template_id: str) -> bool:
    """Use up the right to one message and return whether there was one."""
    return _add(session, -1, county_id=county_id, volunteer_id=volunteer_id, template_id=template_id)


def give_back_consent(session: Session, *, county_id: str, volunteer_id: uuid.UUID, template_id: str) -> None:
    """Return a right that was not used after all, because the message certainly did not go out."""
    _add(session, 1, county_id=county_id, volunteer_id=volunteer_id, template_id=template_id)


def zero_consent(
    session: Session,
    *,
    county_id: str,
    volunteer_id: uuid.UUID,
    template_id: str,
    lapsed_at: dt.datetime | None = None,
    rejected: bool = False,
) -> None:
    """Note that no right is left: the platform said so (``lapsed_at``), or the person took it back (``rejected``)."""
    values: dict[str, object] = {"remaining": 0}
    if lapsed_at is not None:
        values["lapsed_at"] = lapsed_at
    if rejected:
        values |= {"last_answer": "reject", "lapsed_at": None}
    session.execute(_of(county_id, volunteer_id, template_id).values(values))


def note_rejection(session: Session, *, county_id: str, volunteer_id: uuid.UUID, template_id: str) -> None:
    """Note that a person said no in the dialog, so that she is not asked again; what she granted before stays."""
    session.execute(_of(county_id, volunteer_id, template_id).values(last_answer="reject", lapsed_at=None))


def forget_consents(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> None:
    """Delete every consent of a person who has cut the tie to WeChat."""
    session.execute(
        delete(MessageConsent).where(MessageConsent.county_id == county_id, MessageConsent.volunteer_id == volunteer_id)
    )


def _add(session: Session, number: int, *, county_id: str, volunteer_id: uuid.UUID, template_id: str) -> bool:
    changed = session.execute(
        _of(county_id, volunteer_id, template_id)
        .where(MessageConsent.remaining + number >= 0)
        .values(remaining=MessageConsent.remaining + number)
        .returning(MessageConsent.remaining)
    )
    return changed.first() is not None


def _of(county_id: str, volunteer_id: uuid.UUID, template_id: str) -> Update:
    return update(MessageConsent).where(
        MessageConsent.county_id == county_id,
        MessageConsent.volunteer_id == volunteer_id,
        MessageConsent.template_id == template_id,
    )
