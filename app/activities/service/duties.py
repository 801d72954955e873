"""Enter the people of a duty roster into an occurrence that is published (定人、定岗)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.activities.models import Activity
from app.activities.queries import list_posts, list_shifts, lock_shift
from app.activities.queries.library import find_occurrence, get_roster, list_duties
from app.activities.refusals import AccountNotConfirmed, AccountSuspended, AlreadySignedUp, SignUpOverlaps
from app.activities.service.sign_ups import give_place
from app.core.actor import Actor
from points.errors import NotFound, PointsError


@dataclass(frozen=True)
class Unplaced:
    """Somebody whose duty could not be entered, and the code of why."""

    occurs_on: dt.date
    volunteer_id: uuid.UUID
    reason: str


EXPECTED: tuple[type[PointsError], ...] = (
    AccountSuspended,
    AccountNotConfirmed,
    AlreadySignedUp,
    SignUpOverlaps,
    NotFound,
)


def place_people(session: Session, activity: Activity, *, actor: Actor, now: dt.datetime) -> list[Unplaced]:
    """Sign everybody up whom the roster of a published occurrence names, or her substitute; returns who is missing.

    An activity that stands for no day of a roster is left alone.
    """
    occurrence = find_occurrence(session, activity)
    if occurrence is None or activity.state != "published":
        return []
    roster = get_roster(session, county_id=activity.county_id, roster_id=occurrence.roster_id)
    shifts = list_shifts(session, county_id=activity.county_id, activity_id=activity.id)
    posts = {
        (post.shift_id, post.name): post.id
        for post, _ in list_posts(session, county_id=activity.county_id, activity_id=activity.id)
    }
    unplaced = []
    for duty, person, substitute in list_duties(session, roster):
        shift = lock_shift(session, county_id=activity.county_id, shift_id=shifts[duty.shift_number - 1].id)
        post_id = posts.get((shift.id, duty.post_name or ""))
        reason = ""
        for candidate in (person, substitute):
            if candidate is None:
                continue
            try:
                give_place(session, shift, candidate, post_id=post_id, actor=actor, now=now)
                break
            except EXPECTED as refusal:
                reason = reason or refusal.code
        else:
            unplaced.append(Unplaced(occurrence.occurs_on, person.id, reason))
    return unplaced
