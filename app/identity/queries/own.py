"""What a person sees of herself."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.models import Household, LoginSession, PaperCard, Registration, Volunteer, WeChatAccount
from app.places.models import Division


@dataclass(frozen=True)
class Own:
    """A person with her household, its members and the household she asked to join."""

    volunteer: Volunteer
    village_name: str | None
    household: Household | None
    members: list[Volunteer]
    awaited_household_code: str | None


def get_own(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> Own:
    """Return everything of a person that the overview of herself shows."""
    volunteer = session.get_one(Volunteer, (county_id, volunteer_id))
    household = session.get(Household, (county_id, volunteer.household_id)) if volunteer.household_id else None
    village = session.get(Division, volunteer.village_code)
    awaited = session.execute(
        select(Household.code)
        .join(
            Registration,
            (Registration.county_id == Household.county_id) & (Registration.household_id == Household.id),
        )
        .where(
            Registration.county_id == county_id,
            Registration.volunteer_id == volunteer_id,
            Registration.outcome.is_(None),
        )
    ).scalar_one_or_none()
    members = list_members(session, household) if household else []
    return Own(volunteer, village.name if village else None, household, members, awaited)


def list_members(session: Session, household: Household) -> list[Volunteer]:
    """Return the members of a household in the order of their names."""
    return list(
        session.execute(
            select(Volunteer)
            .where(Volunteer.county_id == household.county_id, Volunteer.household_id == household.id)
            .order_by(Volunteer.name_pinyin, Volunteer.id)
        ).scalars()
    )


def list_own_sessions(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID, now: dt.datetime
) -> list[LoginSession]:
    """Return a person's open sessions, newest first."""
    return list(
        session.execute(
            select(LoginSession)
            .where(
                LoginSession.county_id == county_id,
                LoginSession.volunteer_id == volunteer_id,
                LoginSession.revoked_at.is_(None),
                LoginSession.expires_at > now,
            )
            .order_by(LoginSession.created_at.desc(), LoginSession.id.desc())
            .limit(50)
        ).scalars()
    )


def find_latest_card(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> PaperCard | None:
    """Return the paper card a person got last, whether in use or not; None when she never had one."""
    return session.execute(
        select(PaperCard)
        .where(PaperCard.county_id == county_id, PaperCard.volunteer_id == volunteer_id)
        .order_by(PaperCard.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def find_openid(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> str | None:
    """Return the openid behind a person, or None when she has never logged in with WeChat."""
    return session.execute(
        select(WeChatAccount.openid).where(
            WeChatAccount.county_id == county_id, WeChatAccount.volunteer_id == volunteer_id
        )
    ).scalar_one_or_none()
