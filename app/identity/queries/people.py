"""Lists of people for those who run a place."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, select, tuple_
from sqlalchemy.orm import Session

from app.core.pinyin import search_pattern
from app.identity.models import Household, PaperCard, Registration, RoleGrant, Volunteer, WeChatAccount


@dataclass(frozen=True)
class PeopleFilter:
    """Which people: of a place and below it, in a state, by what was typed."""

    county_id: str
    place_code: str
    state: str | None = None
    typed: str | None = None


def _columns() -> Select[*tuple[Any, ...]]:
    card = (
        select(PaperCard.card_suffix)
        .where(
            PaperCard.county_id == Volunteer.county_id,
            PaperCard.volunteer_id == Volunteer.id,
            PaperCard.state == "active",
        )
        .scalar_subquery()
    )
    wechat = (
        select(WeChatAccount.openid)
        .where(WeChatAccount.county_id == Volunteer.county_id, WeChatAccount.volunteer_id == Volunteer.id)
        .exists()
    )
    awaited = (
        select(Registration.household_id)
        .where(
            Registration.county_id == Volunteer.county_id,
            Registration.volunteer_id == Volunteer.id,
            Registration.outcome.is_(None),
        )
        .scalar_subquery()
    )
    return select(
        Volunteer.id,
        Volunteer.name,
        Volunteer.name_pinyin,
        Volunteer.kind,
        Volunteer.state,
        Volunteer.suspended_reason,
        Volunteer.village_code,
        Volunteer.household_id,
        Household.code.label("household_code"),
        Household.head_volunteer_id,
        Volunteer.phone_cipher,
        Volunteer.birth_on,
        Volunteer.joined_on,
        card.label("card_suffix"),
        wechat.label("has_wechat"),
        awaited.label("awaited_household_id"),
    ).outerjoin(Household, (Household.county_id == Volunteer.county_id) & (Household.id == Volunteer.household_id))


def list_people(
    session: Session, wanted: PeopleFilter, *, after: tuple[str, uuid.UUID] | None, limit: int
) -> Sequence[RowMapping]:
    """Return people in the order of their names (pinyin, then id), one row more than ``limit`` if there are more.

    Letters search by initials or syllables, anything else by a part of the name.
    """
    query = _columns().where(
        Volunteer.county_id == wanted.county_id,
        Volunteer.village_code.startswith(wanted.place_code, autoescape=True),
        Volunteer.merged_into_id.is_(None),
    )
    if wanted.state is not None:
        query = query.where(Volunteer.state == wanted.state)
    if wanted.typed and wanted.typed.isascii() and any(ch.isalnum() for ch in wanted.typed):
        query = query.where(Volunteer.name_pinyin.regexp_match(search_pattern(wanted.typed)))
    elif wanted.typed:
        query = query.where(Volunteer.name.contains(wanted.typed, autoescape=True))
    if after is not None:
        query = query.where(tuple_(Volunteer.name_pinyin, Volunteer.id) > tuple_(*after))
    rows = session.execute(query.order_by(Volunteer.name_pinyin, Volunteer.id).limit(limit + 1))
    return rows.mappings().all()


def get_person_row(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> RowMapping:
    """Return the row of one person as :func:`list_people` gives it; she exists."""
    query = _columns().where(Volunteer.county_id == county_id, Volunteer.id == volunteer_id)
    return session.execute(query).mappings().one()


def list_households(
    session: Session, *, county_id: str, place_code: str, after: str | None, limit: int
) -> Sequence[Household]:
    """Return a place's active households in the order of their codes, one more than ``limit`` if there are more."""
    query = select(Household).where(
        Household.county_id == county_id,
        Household.village_code.startswith(place_code, autoescape=True),
        Household.state == "active",
    )
    if after is not None:
        query = query.where(Household.code > after)
    return session.execute(query.order_by(Household.code).limit(limit + 1)).scalars().all()


def members_of(session: Session, *, county_id: str, household_ids: list[uuid.UUID]) -> Sequence[Volunteer]:
    """Return the members of several households in one query, in the order of their names."""
    return (
        session.execute(
            select(Volunteer)
            .where(Volunteer.county_id == county_id, Volunteer.household_id.in_(household_ids))
            .order_by(Volunteer.name_pinyin, Volunteer.id)
        )
        .scalars()
        .all()
    )


def list_role_grants(
    session: Session, *, county_id: str, place_code: str, after: uuid.UUID | None, limit: int
) -> Sequence[tuple[RoleGrant, Volunteer]]:
    """Return the roles ever granted for a place and below, newest first, one more than ``limit`` if there are more."""
    query = (
        select(RoleGrant, Volunteer)
        .join(Volunteer, (Volunteer.county_id == RoleGrant.county_id) & (Volunteer.id == RoleGrant.volunteer_id))
        .where(RoleGrant.county_id == county_id, RoleGrant.place_code.startswith(place_code, autoescape=True))
    )
    if after is not None:
        query = query.where(RoleGrant.id < after)
    rows = session.execute(query.order_by(RoleGrant.id.desc()).limit(limit + 1))
    return [(grant, volunteer) for grant, volunteer in rows]
