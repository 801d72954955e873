"""Standing duties go on by themselves: every hour the worker makes the days of rosters up to three weeks ahead."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.activities.models import DutyRoster
from app.activities.queries.library import list_unmade
from app.activities.service.duties import Unplaced
from app.activities.service.rosters import expand
from app.clock import local_date
from app.core.actor import Actor
from app.core.permissions import Role
from app.identity.models import RoleGrant
from app.identity.queries import actor_of
from app.messages.kinds import Kind
from app.messages.service.inbox import notify
from app.places.models import Site
from points.errors import PointsError

log = logging.getLogger(__name__)
AHEAD: Final = dt.timedelta(days=21)
"""People plan their weeks; further ahead an organizer expands by hand."""


def expand_rosters(session: Session, *, now: dt.datetime) -> int:
    """Make what is missing of every running roster and return how many days were made; again makes nothing.

    A roster goes on in the name of whoever made it, or of another organizer of the village when she is one no more.
    One that cannot be made (no rule in force, site closed) is left for the next round and noted in the log.
    """
    today = local_date(now)
    made = 0
    for roster in list_unmade(session, today=today, until_on=today + AHEAD):
        actor = _responsible(session, roster, now=now)
        if actor is None:
            continue
        try:
            with session.begin_nested():
                expanded = expand(session, roster.id, until_on=today + AHEAD, actor=actor, now=now)
                roster.expanded_until = min(roster.until_on, today + AHEAD)
        except PointsError as refusal:
            log.warning("roster.not_made", extra={"roster_id": str(roster.id), "code": refusal.code})
            continue
        made += len(expanded.made)
        if expanded.unplaced:
            _tell(session, roster, expanded.unplaced, actor=actor, now=now)
    session.flush()
    return made


def _responsible(session: Session, roster: DutyRoster, *, now: dt.datetime) -> Actor | None:
    site = session.get_one(Site, (roster.county_id, roster.site_id))
    today = local_date(now)
    others = session.execute(
        select(RoleGrant.volunteer_id, RoleGrant.place_code)
        .where(
            RoleGrant.county_id == roster.county_id,
            RoleGrant.role == str(Role.ORGANIZER),
            RoleGrant.starts_on <= today,
            RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= today),
        )
        .order_by(RoleGrant.starts_on, RoleGrant.id)
    )
    candidates = [roster.made_by, *(row.volunteer_id for row in others if site.village_code.startswith(row.place_code))]
    for volunteer_id in candidates:
        actor = actor_of(session, county_id=roster.county_id, volunteer_id=volunteer_id, now=now)
        if actor is not None and actor.may("activity.publish", place_code=site.village_code):
            return actor
    return None


def _tell(session: Session, roster: DutyRoster, unplaced: list[Unplaced], *, actor: Actor, now: dt.datetime) -> None:
    notify(
        session,
        Kind.ROSTER_GAPS,
        county_id=roster.county_id,
        to=[actor.volunteer_id],
        about=roster.id,
        now=now,
        event=f"{Kind.ROSTER_GAPS}:{roster.id}:{now.isoformat()}",
        title=roster.name,
        count=len(unplaced),
        first_on=min(gap.occurs_on for gap in unplaced),
    )
