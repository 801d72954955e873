"""Tell people what happened to their household, and who may act for whom."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.households.models import JoinRequest, Proxy
from app.identity.models import Household
from app.messages.kinds import Kind
from app.messages.service.inbox import notify
from points.amounts import Points

MEMBERS: Final = text(
    """
    SELECT id FROM volunteer
    WHERE county_id = :county_id AND household_id = ANY(:households) AND state IN ('registered', 'active', 'suspended')
    """
)


def members_of(session: Session, *households: Household) -> list[uuid.UUID]:
    """Return who belongs to some households of one county."""
    wanted = {"county_id": households[0].county_id, "households": [household.id for household in households]}
    return list(session.execute(MEMBERS, wanted).scalars())


def tell_join(session: Session, request: JoinRequest, kind: Kind, *, now: dt.datetime) -> None:
    """Tell the head that somebody wants to join, or her what the head said."""
    household = session.get_one(Household, (request.county_id, request.household_id))
    asked = kind is Kind.HOUSEHOLD_JOIN_ASKED
    head = household.head_volunteer_id
    notify(
        session,
        kind,
        county_id=request.county_id,
        to=([] if head is None else [head]) if asked else [request.volunteer_id],
        about=household.id,
        now=now,
        event=f"{kind}:{request.id}",
        **({"member_id": request.volunteer_id} if asked else {}),
    )


def tell_points_moved(
    session: Session, kind: Kind, household: Household, *, to: Collection[uuid.UUID], points: Points, now: dt.datetime
) -> None:
    """Tell people that their household was split or merged, and how many points (hundredths) went over."""
    notify(
        session,
        kind,
        county_id=household.county_id,
        to=to,
        about=household.id,
        now=now,
        event=f"{kind}:{household.id}:{now.isoformat()}",
        points=points,
    )


def tell_moved(session: Session, household: Household, *, place: str, now: dt.datetime) -> None:
    """Tell everybody of a household in which village it is now."""
    notify(
        session,
        Kind.HOUSEHOLD_MOVED,
        county_id=household.county_id,
        to=members_of(session, household),
        about=household.id,
        now=now,
        event=f"{Kind.HOUSEHOLD_MOVED}:{household.id}:{now.isoformat()}",
        place=place,
    )


def tell_proxy(session: Session, proxy: Proxy, *, now: dt.datetime) -> None:
    """Tell the helper what she may do for whom, and the person if somebody else wrote it down for her."""
    notify(
        session,
        Kind.PROXY_GRANTED,
        county_id=proxy.county_id,
        to=[proxy.proxy_id],
        about=proxy.id,
        now=now,
        person_id=proxy.volunteer_id,
        scope=proxy.scope,
        ends_on=proxy.ends_on,
    )
    if proxy.granted_by != proxy.volunteer_id:
        notify(
            session,
            Kind.PROXY_RECORDED,
            county_id=proxy.county_id,
            to=[proxy.volunteer_id],
            about=proxy.id,
            now=now,
            actor_id=proxy.granted_by,
            helper_id=proxy.proxy_id,
            scope=proxy.scope,
            ends_on=proxy.ends_on,
        )


def tell_proxy_ended(session: Session, proxy: Proxy, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """Tell both sides, except who ended it, that it is over."""
    notify(
        session,
        Kind.PROXY_ENDED,
        county_id=proxy.county_id,
        to=[person for person in (proxy.volunteer_id, proxy.proxy_id) if person != actor_id],
        about=proxy.id,
        now=now,
        person_id=proxy.volunteer_id,
        helper_id=proxy.proxy_id,
        scope=proxy.scope,
    )
