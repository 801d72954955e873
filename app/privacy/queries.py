"""Reads about notices and consents."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.clock import local_date
from app.privacy.models import PURPOSES, Consent, PrivacyNotice

ASK_AGAIN_DAYS = 30
"""A refused purpose is not asked again earlier (网络数据安全管理条例 art. 22(5): 不得频繁征求同意)."""

State = Literal["given", "outdated", "refused", "withdrawn", "not_asked"]


@dataclass(frozen=True)
class Standing:
    """How a person stands to one purpose; ``may_ask`` tells whether a screen may ask her today."""

    purpose: str
    version: int
    state: State
    answer: Consent | None
    ask_again_on: dt.date | None
    may_ask: bool


def current_notices(session: Session, *, on: dt.date) -> list[PrivacyNotice]:
    """Return the text in force for every purpose on a day, the notice itself first."""
    rows = session.execute(
        select(PrivacyNotice)
        .where(PrivacyNotice.effective_on <= on)
        .ext(distinct_on(PrivacyNotice.purpose))
        .order_by(PrivacyNotice.purpose, PrivacyNotice.version.desc())
    ).scalars()
    return sorted(rows, key=lambda notice: PURPOSES.index(notice.purpose))


def list_versions(session: Session, *, on: dt.date) -> list[PrivacyNotice]:
    """Return every version of every text that was in force up to a day: the notice itself first, newest first."""
    rows = session.execute(
        select(PrivacyNotice).where(PrivacyNotice.effective_on <= on).order_by(PrivacyNotice.version.desc())
    ).scalars()
    return sorted(rows, key=lambda notice: PURPOSES.index(notice.purpose))


def current_version(session: Session, purpose: str, *, on: dt.date) -> int:
    """Return the number of the text in force for a purpose."""
    return next(notice.version for notice in current_notices(session, on=on) if notice.purpose == purpose)


def list_consents(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> Sequence[Consent]:
    """Return every answer a person ever gave, oldest first."""
    return (
        session.execute(
            select(Consent)
            .where(Consent.county_id == county_id, Consent.volunteer_id == volunteer_id)
            .order_by(Consent.id)
        )
        .scalars()
        .all()
    )


def standings(session: Session, *, county_id: str, volunteer_id: uuid.UUID, now: dt.datetime) -> list[Standing]:
    """Return how a person stands to every purpose today, the notice itself first."""
    today = local_date(now)
    latest = {row.purpose: row for row in list_consents(session, county_id=county_id, volunteer_id=volunteer_id)}
    return [_standing(notice, latest.get(notice.purpose), today) for notice in current_notices(session, on=today)]


def declines(session: Session, purpose: str, *, county_id: str, volunteer_id: uuid.UUID) -> bool:
    """Tell whether a person's latest answer to a purpose is a no, or a yes she withdrew."""
    answers = list_consents(session, county_id=county_id, volunteer_id=volunteer_id)
    latest = next((answer for answer in reversed(answers) if answer.purpose == purpose), None)
    return latest is not None and (latest.answer == "refused" or latest.withdrawn_at is not None)


def agrees(session: Session, purpose: str, *, county_id: str, volunteer_id: uuid.UUID) -> bool:
    """Tell whether a person's yes to a purpose stands; who was never asked did not say yes."""
    found = session.execute(
        select(Consent.id).where(
            Consent.county_id == county_id,
            Consent.volunteer_id == volunteer_id,
            Consent.purpose == purpose,
            Consent.answer == "given",
            Consent.withdrawn_at.is_(None),
        )
    ).first()
    return found is not None


def _standing(notice: PrivacyNotice, answer: Consent | None, today: dt.date) -> Standing:
    state: State = "not_asked"
    again: dt.date | None = None
    if answer is not None:
        said_no_at = answer.withdrawn_at or (answer.answered_at if answer.answer == "refused" else None)
        if said_no_at is not None:
            state = "withdrawn" if answer.withdrawn_at else "refused"
            again = local_date(said_no_at) + dt.timedelta(days=ASK_AGAIN_DAYS)
        else:
            state = "given" if answer.version == notice.version else "outdated"
    may_ask = state != "given" and (again is None or again <= today)
    return Standing(notice.purpose, notice.version, state, answer, again, may_ask)
