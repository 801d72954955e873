"""Giving, refusing and withdrawing consent."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core import audit
from app.privacy.models import Consent
from app.privacy.queries import current_version
from app.privacy.refusals import BaseConsentNeeded, ConsentNotGiven, NoticeOutdated
from points.base import new_id

BASE = "base"

Effect = Callable[[Session, str, uuid.UUID, dt.datetime], None]
"""What has to happen at once when a consent ends: session, county, person, instant."""

_EFFECTS: dict[str, list[Effect]] = {}


def when_withdrawn(purpose: str) -> Callable[[Effect], Effect]:
    """Declare what a slice above does, in the same transaction, when a person's consent to a purpose ends."""

    def keep(effect: Effect) -> Effect:
        _EFFECTS.setdefault(purpose, []).append(effect)
        return effect

    return keep


@dataclass(frozen=True)
class Answer:
    """What somebody says about the text of a purpose that she was shown, on a screen or on paper."""

    purpose: str
    version: int
    says: Literal["given", "refused"] = "given"
    on_paper: bool = False


def require_current(session: Session, purpose: str, version: int, *, now: dt.datetime) -> None:
    """Demand that the text shown is the one in force.

    Raises:
        NoticeOutdated: it is not.
    """
    current = current_version(session, purpose, on=local_date(now))
    if version != current:
        raise NoticeOutdated(version=current)


def answer(
    session: Session, said: Answer, *, county_id: str, volunteer_id: uuid.UUID, actor_id: uuid.UUID, now: dt.datetime
) -> Consent:
    """Keep an answer. A yes to the same text again is the first yes; a new text or a no ends the earlier yes.

    Raises:
        NoticeOutdated: another text is in force than the one that was shown.
        BaseConsentNeeded: the notice itself is refused.
    """
    if said.purpose == BASE and said.says == "refused":
        raise BaseConsentNeeded()
    require_current(session, said.purpose, said.version, now=now)
    standing = _standing(session, said.purpose, county_id=county_id, volunteer_id=volunteer_id)
    if standing is not None:
        if said.says == "given" and standing.version == said.version:
            return standing
        standing.withdrawn_at, standing.withdrawn_by = now, actor_id
        session.flush()
    kept = Consent(
        county_id=county_id,
        id=new_id(),
        volunteer_id=volunteer_id,
        purpose=said.purpose,
        version=said.version,
        answer=said.says,
        on_paper=said.on_paper,
        answered_by=actor_id,
        answered_at=now,
        withdrawn_by=None,
        withdrawn_at=None,
    )
    session.add(kept)
    session.flush()
    _record(session, kept, f"consent.{said.says}", actor_id=actor_id, now=now)
    if said.says == "refused":
        _take_effect(session, kept, now=now)
    return kept


def withdraw(
    session: Session, purpose: str, *, county_id: str, volunteer_id: uuid.UUID, actor_id: uuid.UUID, now: dt.datetime
) -> None:
    """Withdraw a consent; from this moment on nothing is shown or used under it.

    Raises:
        BaseConsentNeeded: the notice itself; closing the account is the way out of that.
        ConsentNotGiven: there is none.
    """
    if purpose == BASE:
        raise BaseConsentNeeded()
    standing = _standing(session, purpose, county_id=county_id, volunteer_id=volunteer_id)
    if standing is None:
        raise ConsentNotGiven()
    standing.withdrawn_at, standing.withdrawn_by = now, actor_id
    _record(session, standing, "consent.withdrawn", actor_id=actor_id, now=now)
    session.flush()
    _take_effect(session, standing, now=now)


def end_all_effects(session: Session, *, county_id: str, volunteer_id: uuid.UUID, now: dt.datetime) -> None:
    """Do for a person who leaves what would happen if she withdrew every single consent."""
    for effects in _EFFECTS.values():
        for effect in effects:
            effect(session, county_id, volunteer_id, now)


def _take_effect(session: Session, ended: Consent, *, now: dt.datetime) -> None:
    for effect in _EFFECTS.get(ended.purpose, []):
        effect(session, ended.county_id, ended.volunteer_id, now)


def _standing(session: Session, purpose: str, *, county_id: str, volunteer_id: uuid.UUID) -> Consent | None:
    return session.execute(
        select(Consent)
        .where(
            Consent.county_id == county_id,
            Consent.volunteer_id == volunteer_id,
            Consent.purpose == purpose,
            Consent.answer == "given",
            Consent.withdrawn_at.is_(None),
        )
        .with_for_update()
    ).scalar_one_or_none()


def _record(session: Session, consent: Consent, action: str, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=consent.county_id,
        actor_id=actor_id,
        action=action,
        subject_kind="volunteer",
        subject_id=consent.volunteer_id,
        now=now,
        on_behalf_of=None if actor_id == consent.volunteer_id else consent.volunteer_id,
        facts={"purpose": consent.purpose, "version": consent.version, "on_paper": consent.on_paper},
    )
