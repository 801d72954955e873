"""Points that lapse (积分过期、年度清零): announced a month ahead, approved by a second person, posted per household.

Nothing is ever set to zero: each household gets a posting that can be read, explained and reversed.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.actor import Actor, NotAllowed
from app.core.audit import record
from app.identity.models import Household
from app.ledger.models import PointsExpiry
from app.ledger.queries import get_expiry
from app.ledger.refusals import ExpiryInvalid, ExpiryNotPossible, ExpiryPeriodTaken, ProposalSecondPerson
from points.amounts import NO_POINTS, Points
from points.base import new_id
from points.ledger.posting import expire_points, reverse

ANNOUNCED_AHEAD = dt.timedelta(days=30)

LOCK_PERIOD = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")

POSTINGS = text(
    "SELECT id FROM posting WHERE county_id = :county_id AND kind = 'expiry' AND facts->>'period' = :period"
    " AND source_household_id = ANY (:households) ORDER BY source_household_id"
)


def announce(
    session: Session,
    *,
    county_id: str,
    place_code: str,
    period: str,
    ends_on: dt.date,
    keep: Points,
    notice: str,
    takes_effect_at: dt.datetime,
    actor: Actor,
    now: dt.datetime,
) -> PointsExpiry:
    """Announce that the points of a period lapse in a place; ``keep`` (hundredths) stays with each household.

    Raises:
        NotAllowed: the place is not the caller's.
        ExpiryInvalid: less than thirty days ahead, or the period is not over by then.
        ExpiryPeriodTaken: this period was announced for this place before, or for one that contains it or lies in it.
    """
    actor.require("ledger.propose", place_code=place_code)
    if not place_code.startswith(county_id):
        raise NotAllowed(action="ledger.propose")
    if takes_effect_at < now + ANNOUNCED_AHEAD or ends_on >= local_date(takes_effect_at):
        raise ExpiryInvalid(days=ANNOUNCED_AHEAD.days)
    _require_free(session, county_id=county_id, place_code=place_code, period=period)
    expiry = PointsExpiry(
        county_id=county_id,
        id=new_id(),
        place_code=place_code,
        period=period,
        ends_on=ends_on,
        keep_points=keep,
        notice=notice,
        announced_by=actor.volunteer_id,
        announced_at=now,
        takes_effect_at=takes_effect_at,
        state="announced",
    )
    session.add(expiry)
    session.flush()
    _note(session, expiry, "expiry.announce", actor_id=actor.volunteer_id, now=now)
    return expiry


def approve(session: Session, *, county_id: str, expiry_id: uuid.UUID, actor: Actor, now: dt.datetime) -> PointsExpiry:
    """Confirm an announcement as the second person; it is carried out on its day.

    Raises:
        NotFound, NotAllowed: unknown, or outside the caller's places.
        ProposalSecondPerson: the caller announced it.
        ExpiryNotPossible: it is not waiting for this.
    """
    expiry = _locked(session, county_id=county_id, expiry_id=expiry_id, actor=actor)
    if expiry.announced_by == actor.volunteer_id:
        raise ProposalSecondPerson()
    _require(expiry, "announced")
    expiry.state, expiry.approved_by, expiry.approved_at = "approved", actor.volunteer_id, now
    _note(session, expiry, "expiry.approve", actor_id=actor.volunteer_id, now=now)
    return expiry


def cancel(session: Session, *, county_id: str, expiry_id: uuid.UUID, actor: Actor, now: dt.datetime) -> PointsExpiry:
    """Call an announcement off before its day.

    Raises:
        NotFound, NotAllowed: unknown, or outside the caller's places.
        ExpiryNotPossible: it was carried out or called off.
    """
    expiry = _locked(session, county_id=county_id, expiry_id=expiry_id, actor=actor)
    _require(expiry, "announced", "approved")
    expiry.state, expiry.closed_by, expiry.closed_at = "cancelled", actor.volunteer_id, now
    _note(session, expiry, "expiry.cancel", actor_id=actor.volunteer_id, now=now)
    return expiry


def apply_due(session: Session, *, now: dt.datetime) -> int:
    """Carry out every approved announcement whose day has come; return how many households' points lapsed."""
    due = session.scalars(
        select(PointsExpiry)
        .where(PointsExpiry.state == "approved", PointsExpiry.takes_effect_at <= now)
        .order_by(PointsExpiry.takes_effect_at)
        .with_for_update(skip_locked=True)
    ).all()
    return sum(_apply(session, expiry, now=now) for expiry in due)


def undo(session: Session, *, county_id: str, expiry_id: uuid.UUID, actor: Actor, now: dt.datetime) -> PointsExpiry:
    """Give all points of a carried-out expiry back, by one reversal per household.

    Raises:
        NotFound, NotAllowed: unknown, or outside the caller's places.
        ProposalSecondPerson: the caller announced it.
        ExpiryNotPossible: it was not carried out.
    """
    expiry = _locked(session, county_id=county_id, expiry_id=expiry_id, actor=actor)
    if expiry.announced_by == actor.volunteer_id:
        raise ProposalSecondPerson()
    _require(expiry, "applied")
    parameters = {
        "county_id": county_id,
        "period": expiry.period,
        "households": _households(session, expiry),
    }
    for posting_id in session.execute(POSTINGS, parameters).scalars().all():
        reverse(
            session,
            county_id=county_id,
            posting_id=posting_id,
            actor_id=actor.volunteer_id,
            occurred_on=local_date(now),
            now=now,
            facts={"expiry_id": str(expiry.id), "period": expiry.period},
        )
    expiry.state, expiry.closed_by, expiry.closed_at = "reversed", actor.volunteer_id, now
    _note(session, expiry, "expiry.undo", actor_id=actor.volunteer_id, now=now)
    return expiry


def _require_free(session: Session, *, county_id: str, place_code: str, period: str) -> None:
    """Refuse a period twice over the same households; announcers of one period queue up for this look."""
    session.execute(LOCK_PERIOD, {"name": f"expiry:{county_id}:{period}"})
    taken = session.scalars(
        select(PointsExpiry).where(PointsExpiry.county_id == county_id, PointsExpiry.period == period)
    ).all()
    for other in taken:
        same = other.place_code == place_code
        overlaps = other.place_code.startswith(place_code) or place_code.startswith(other.place_code)
        if same or (overlaps and other.state != "cancelled"):
            raise ExpiryPeriodTaken(period=period)


def _apply(session: Session, expiry: PointsExpiry, *, now: dt.datetime) -> int:
    lapsed = [
        expire_points(
            session,
            county_id=expiry.county_id,
            household_id=household_id,
            period=expiry.period,
            ends_on=expiry.ends_on,
            keep=Points(expiry.keep_points),
            actor_id=expiry.approved_by,
            occurred_on=local_date(now),
            now=now,
        )
        for household_id in _households(session, expiry)
    ]
    expiry.households, expiry.points = sum(1 for points in lapsed if points > NO_POINTS), sum(lapsed)
    expiry.state = "applied"
    _note(session, expiry, "expiry.apply", actor_id=None, now=now)
    return expiry.households


def _households(session: Session, expiry: PointsExpiry) -> list[uuid.UUID]:
    """Return the households of the place in the order in which accounts are locked everywhere."""
    return list(
        session.scalars(
            select(Household.id)
            .where(
                Household.county_id == expiry.county_id,
                Household.village_code.startswith(expiry.place_code, autoescape=True),
            )
            .order_by(Household.id)
        )
    )


def _locked(session: Session, *, county_id: str, expiry_id: uuid.UUID, actor: Actor) -> PointsExpiry:
    expiry = get_expiry(session, county_id=county_id, expiry_id=expiry_id)
    actor.require("ledger.decide", place_code=expiry.place_code)
    session.refresh(expiry, with_for_update=True)
    return expiry


def _require(expiry: PointsExpiry, *states: str) -> None:
    if expiry.state not in states:
        raise ExpiryNotPossible(state=expiry.state)


def _note(session: Session, expiry: PointsExpiry, action: str, *, actor_id: uuid.UUID | None, now: dt.datetime) -> None:
    record(
        session,
        county_id=expiry.county_id,
        actor_id=actor_id,
        action=action,
        subject_kind="points_expiry",
        subject_id=expiry.id,
        now=now,
        facts={"place_code": expiry.place_code, "period": expiry.period, "points": expiry.points},
    )
