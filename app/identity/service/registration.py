"""Registration: a ticket and an application become a person who awaits an organizer's confirmation."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.crypto import token_hash
from app.identity.models import (
    Household,
    PaperCard,
    PendingRegistration,
    Registration,
    Volunteer,
    WeChatAccount,
)
from app.identity.policy import require_age
from app.identity.refusals import AlreadyRegistered, ClaimRefused, NotAwaiting, TicketInvalid
from app.identity.service.holds import begin_hold
from app.identity.service.households import close_household_of, find_household, found_household, join_household
from app.identity.service.login import SignedIn, bind_account
from app.identity.service.people import NewPerson, add_person, record_on
from app.identity.service.sessions import begin_session, end_all_sessions
from app.places.queries import require_village
from app.privacy.service import BASE, Answer, require_current
from app.privacy.service import answer as keep_answer
from points.attendance.printed import parse_paper_card
from points.attendance.refusals import CodeMalformed


@dataclass(frozen=True)
class Application:
    """What somebody says who registers herself; with a card code it is a claim, else an application."""

    name: str
    birth_on: dt.date
    kind: str
    guardian_consent: bool
    village_code: str | None
    household_code: str | None
    card_code: str | None
    accepted_notice_version: int


def register(
    session: Session, application: Application, *, ticket: str, expires_at: dt.datetime, now: dt.datetime
) -> SignedIn:
    """Make the person behind a ticket and begin her session. The same ticket again just begins another session.

    Raises:
        TicketInvalid: unknown or over.
        NoticeOutdated: another privacy notice is in force than the one accepted (个人信息保护法 art. 17).
        AlreadyRegistered: the openid was bound by another ticket to somebody else.
        VillageUnknown, HouseholdUnknown, BirthDateImpossible, TooYoung, GuardianConsentMissing: the application.
        ClaimRefused: card, name and birth date do not belong to one card-only person.
    """
    pending = session.get(PendingRegistration, token_hash(ticket), with_for_update=True)
    if pending is None or pending.expires_at <= now:
        raise TicketInvalid()
    accepted = Answer(purpose=BASE, version=application.accepted_notice_version)
    require_current(session, BASE, accepted.version, now=now)
    account = session.get(WeChatAccount, pending.openid)
    if account is not None:
        volunteer = session.get_one(Volunteer, (account.county_id, account.volunteer_id))
        if volunteer.name != application.name:
            raise AlreadyRegistered()
    else:
        claims = application.card_code is not None
        volunteer = (_claimed if claims else _applied)(session, application, now=now)
        if not bind_account(session, volunteer, openid=pending.openid, unionid=pending.unionid, now=now):
            raise ClaimRefused() if claims else AlreadyRegistered()
        if claims:
            begin_hold(session, volunteer, cause="wechat", now=now)
        keep_answer(
            session, accepted, county_id=volunteer.county_id, volunteer_id=volunteer.id, actor_id=volunteer.id, now=now
        )
        record_on(session, volunteer, "volunteer.register", actor_id=volunteer.id, now=now)
    return SignedIn(volunteer, begin_session(session, volunteer, kind="miniprogram", expires_at=expires_at, now=now))


def confirm(session: Session, volunteer: Volunteer, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """Confirm a registration: the person becomes active and joins the household she asked for.

    Raises:
        NotAwaiting: nothing is to be decided.
    """
    registration = _decide(session, volunteer, outcome="confirmed", actor_id=actor_id, now=now)
    volunteer.state = "active"
    if registration.household_id is not None:
        household = session.get_one(Household, (volunteer.county_id, registration.household_id))
        join_household(session, volunteer, household, actor_id=actor_id, now=now)
    record_on(session, volunteer, "volunteer.confirm", actor_id=actor_id, now=now)


def refuse(session: Session, volunteer: Volunteer, *, reason: str, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """Refuse a registration: the person leaves the books' active part and her WeChat may register anew.

    Raises:
        NotAwaiting: nothing is to be decided.
    """
    registration = _decide(session, volunteer, outcome="refused", actor_id=actor_id, now=now)
    registration.reason = reason
    volunteer.state = "left"
    if volunteer.household_id is not None:
        close_household_of(session, volunteer, actor_id=actor_id, now=now)
    session.execute(
        delete(WeChatAccount).where(
            WeChatAccount.county_id == volunteer.county_id, WeChatAccount.volunteer_id == volunteer.id
        )
    )
    end_all_sessions(session, county_id=volunteer.county_id, volunteer_id=volunteer.id, actor_id=actor_id, now=now)
    record_on(session, volunteer, "volunteer.refuse", actor_id=actor_id, now=now)


def _decide(
    session: Session, volunteer: Volunteer, *, outcome: str, actor_id: uuid.UUID, now: dt.datetime
) -> Registration:
    registration = session.get(Registration, (volunteer.county_id, volunteer.id), with_for_update=True)
    if volunteer.state != "registered" or registration is None or registration.outcome is not None:
        raise NotAwaiting()
    registration.outcome = outcome
    registration.decided_by = actor_id
    registration.decided_at = now
    return registration


def _applied(session: Session, application: Application, *, now: dt.datetime) -> Volunteer:
    assert application.village_code is not None
    person = NewPerson(
        name=application.name,
        kind=application.kind,
        village_code=application.village_code,
        birth_on=application.birth_on,
        guardian_consent=application.guardian_consent,
    )
    require_village(session, village_code=person.village_code)
    county_id = person.village_code[:6]
    wanted: Household | None = None
    if application.household_code is not None:
        wanted = find_household(session, county_id=county_id, code=application.household_code)
    volunteer = add_person(session, person, state="registered", actor_id=None, now=now)
    session.add(
        Registration(
            county_id=county_id,
            volunteer_id=volunteer.id,
            household_id=wanted.id if wanted else None,
            requested_at=now,
            outcome=None,
            decided_by=None,
            decided_at=None,
            reason=None,
        )
    )
    if wanted is None:
        own = found_household(
            session, county_id=county_id, village_code=person.village_code, actor_id=volunteer.id, now=now
        )
        join_household(session, volunteer, own, actor_id=volunteer.id, now=now)
    return volunteer


def _claimed(session: Session, application: Application, *, now: dt.datetime) -> Volunteer:
    """Return the card-only person whose card, name and birth date all fit; her history stays hers."""
    require_age(application.birth_on, guardian_consent=application.guardian_consent, day=local_date(now))
    volunteer = _holder_of(session, application.card_code or "")
    if volunteer is None or volunteer.state != "active" or volunteer.name != application.name:
        raise ClaimRefused()
    if volunteer.birth_on is None:
        volunteer.guardian_consent_at = now if application.guardian_consent else None
        volunteer.birth_on = application.birth_on
    elif volunteer.birth_on != application.birth_on:
        raise ClaimRefused()
    return volunteer


def _holder_of(session: Session, card_code: str) -> Volunteer | None:
    try:
        card = parse_paper_card(card_code)
    except CodeMalformed:
        return None
    holder = session.execute(
        select(PaperCard.volunteer_id).where(
            PaperCard.county_id == card.county_id,
            PaperCard.card_hash == token_hash(card.code),
            PaperCard.state == "active",
        )
    ).scalar_one_or_none()
    return session.get(Volunteer, (card.county_id, holder), with_for_update=True) if holder else None
