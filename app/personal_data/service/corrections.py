"""Asking for a correction and answering it with a reason (Order 67 art. 6, 13)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.clock import local_date
from app.core import audit
from app.core.actor import Actor
from app.core.pinyin import pinyin_key
from app.identity.models import Volunteer
from app.identity.policy import require_age
from app.personal_data.models import CorrectionRequest
from app.personal_data.refusals import CorrectionAnswered, CorrectionUnfit, OwnCorrection
from points.base import new_id
from points.calendar import due_after
from points.errors import NotFound

ANSWER_DAYS = 15
"""Working days for an answer; 《App违法违规收集使用个人信息行为认定方法》 art. 6 allows no more.

Order 67 art. 13 says 及时.
"""


@dataclass(frozen=True)
class Ruling:
    """What staff decided and why; a new name or birth date is written down at once."""

    granted: bool
    reason: str
    name: str | None = None
    birth_on: dt.date | None = None


def request(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID, about: str, words: str, now: dt.datetime
) -> CorrectionRequest:
    """Keep what a person says is wrong, for staff of her place to answer."""
    due = due_after(local_date(now), ANSWER_DAYS)
    made = CorrectionRequest(
        county_id=county_id,
        id=new_id(),
        volunteer_id=volunteer_id,
        about=about,
        words=words,
        requested_at=now,
        due_on=due.on,
        due_estimated=due.estimated,
        state="open",
        answer=None,
        answered_by=None,
        answered_at=None,
    )
    session.add(made)
    session.flush()
    return made


def answer(
    session: Session, request_id: uuid.UUID, ruling: Ruling, *, county_id: str, actor: Actor, now: dt.datetime
) -> None:
    """Grant or decline a request with a reason that the person reads.

    Raises:
        NotFound: there is no such request in this county.
        NotAllowed: the person is not of the caller's place.
        OwnCorrection: it is the caller's own.
        CorrectionAnswered: it was answered before.
        CorrectionUnfit: a new name or birth date that was not asked for, or with a no.
        BirthDateImpossible, TooYoung, GuardianConsentMissing: the new birth date.
    """
    found = session.get(CorrectionRequest, (county_id, request_id), with_for_update=True)
    if found is None:
        raise NotFound()
    person = session.get_one(Volunteer, (county_id, found.volunteer_id), with_for_update=True)
    actor.require("people.register", place_code=person.village_code)
    if person.id == actor.volunteer_id:
        raise OwnCorrection()
    if found.state != "open":
        raise CorrectionAnswered()
    _apply(person, found, ruling, now=now)
    found.state = "granted" if ruling.granted else "declined"
    found.answer, found.answered_by, found.answered_at = ruling.reason, actor.volunteer_id, now
    audit.record(
        session,
        county_id=county_id,
        actor_id=actor.volunteer_id,
        action="correction.answer",
        subject_kind="volunteer",
        subject_id=person.id,
        now=now,
        on_behalf_of=person.id,
        facts={"about": found.about, "state": found.state},
    )
    session.flush()


def _apply(person: Volunteer, found: CorrectionRequest, ruling: Ruling, *, now: dt.datetime) -> None:
    given = {field for field in ("name", "birth_on") if getattr(ruling, field) is not None}
    if given - ({found.about} if ruling.granted else set()):
        raise CorrectionUnfit()
    if ruling.name is not None:
        person.name, person.name_pinyin = ruling.name, pinyin_key(ruling.name)
    if ruling.birth_on is not None:
        consent = person.guardian_consent_at is not None
        require_age(ruling.birth_on, guardian_consent=consent, day=local_date(now))
        person.birth_on = ruling.birth_on
