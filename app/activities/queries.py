"""Reads about activities, shifts and sign-ups."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from app.activities.models import Activity, Shift, SignUp
from app.identity.models import Volunteer
from points.errors import NotFound
from points.scoring.models import DifficultyClassRow, ScoringRule
from points.scoring.refusals import DifficultyUnknown, RuleNotInForce

SHIFT_OF_PERSON = text(
    """
    SELECT s.id, s.starts_at, s.ends_at, s.capacity, s.taken, g.id AS sign_up_id, g.state AS sign_up_state
    FROM shift s
    LEFT JOIN sign_up g ON g.county_id = s.county_id AND g.shift_id = s.id AND g.volunteer_id = :volunteer_id
    WHERE s.county_id = :county_id AND s.activity_id = :activity_id
    ORDER BY s.starts_at, s.id
    """
)
OVERLAPPING_SIGN_UP = text(
    """
    SELECT a.title
    FROM sign_up g
    JOIN shift s ON s.county_id = g.county_id AND s.id = g.shift_id
    JOIN activity a ON a.county_id = s.county_id AND a.id = s.activity_id
    WHERE g.county_id = :county_id AND g.volunteer_id = :volunteer_id AND g.state = 'signed_up'
      AND a.state = 'published' AND s.id <> :shift_id AND s.starts_at < :ends_at AND s.ends_at > :starts_at
    LIMIT 1
    """
)


@dataclass(frozen=True)
class Difficulty:
    """A difficulty class as people read it."""

    code: str
    name: str
    factor_percent: int


def get_activity(session: Session, *, county_id: str, activity_id: uuid.UUID) -> Activity:
    """Return an activity of the county.

    Raises:
        NotFound: there is none.
    """
    activity = session.get(Activity, (county_id, activity_id))
    if activity is None:
        raise NotFound()
    return activity


def lock_activity(session: Session, *, county_id: str, activity_id: uuid.UUID) -> Activity:
    """Return an activity of the county, locked against other changes until the command ends.

    Raises:
        NotFound: there is none.
    """
    activity = session.get(Activity, (county_id, activity_id), with_for_update=True, populate_existing=True)
    if activity is None:
        raise NotFound()
    return activity


def list_shifts(session: Session, *, county_id: str, activity_id: uuid.UUID) -> list[Shift]:
    """Return the shifts of an activity, earliest first; there are at most twenty."""
    return list(
        session.execute(
            select(Shift)
            .where(Shift.county_id == county_id, Shift.activity_id == activity_id)
            .order_by(Shift.starts_at, Shift.id)
        ).scalars()
    )


def lock_shift(session: Session, *, county_id: str, shift_id: uuid.UUID) -> Shift:
    """Return a shift, locked so that its places are given away one at a time.

    Raises:
        NotFound: there is none.
    """
    shift = session.get(Shift, (county_id, shift_id), with_for_update=True, populate_existing=True)
    if shift is None:
        raise NotFound()
    return shift


def shifts_as_seen_by(
    session: Session, *, county_id: str, activity_id: uuid.UUID, volunteer_id: uuid.UUID
) -> Sequence[Row[tuple[object, ...]]]:
    """Return the shifts of an activity together with a person's own sign-ups."""
    return session.execute(
        SHIFT_OF_PERSON, {"county_id": county_id, "activity_id": activity_id, "volunteer_id": volunteer_id}
    ).all()


def get_difficulty(session: Session, code: str, *, county_id: str, site_id: uuid.UUID, on: dt.date) -> Difficulty:
    """Return a difficulty class of the rule that holds for the site on that business date.

    A site's own newest version wins over the county's; of equal dates the higher version wins.

    Raises:
        RuleNotInForce: neither the site nor its county has a rule on that day.
        DifficultyUnknown: that rule has no such class.
    """
    rule = session.execute(
        select(ScoringRule)
        .where(
            ScoringRule.county_id == county_id,
            (ScoringRule.site_id == site_id) | ScoringRule.site_id.is_(None),
            ScoringRule.state == "published",
            ScoringRule.effective_on <= on,
        )
        .order_by(ScoringRule.site_id.is_(None), ScoringRule.effective_on.desc(), ScoringRule.version.desc())
        .limit(1)
    ).scalar_one_or_none()
    if rule is None:
        raise RuleNotInForce(on=on.isoformat())
    found = session.get(DifficultyClassRow, (county_id, rule.id, code))
    if found is None:
        raise DifficultyUnknown(difficulty=code, version=rule.version)
    return Difficulty(found.code, found.name, found.factor_percent)


def get_volunteer(session: Session, *, county_id: str, volunteer_id: uuid.UUID) -> Volunteer:
    """Return a person of the county.

    Raises:
        NotFound: there is none.
    """
    volunteer = session.get(Volunteer, (county_id, volunteer_id))
    if volunteer is None:
        raise NotFound()
    return volunteer


def find_overlapping_sign_up(session: Session, shift: Shift, *, volunteer_id: uuid.UUID) -> str | None:
    """Return the title of another activity the person is signed up for at the time of the shift, or None."""
    return session.execute(
        OVERLAPPING_SIGN_UP,
        {
            "county_id": shift.county_id,
            "volunteer_id": volunteer_id,
            "shift_id": shift.id,
            "starts_at": shift.starts_at,
            "ends_at": shift.ends_at,
        },
    ).scalar_one_or_none()


def find_first_waiting(session: Session, *, county_id: str, shift_id: uuid.UUID) -> SignUp | None:
    """Return who has waited longest for a place on the shift, or None."""
    return session.execute(
        select(SignUp)
        .where(SignUp.county_id == county_id, SignUp.shift_id == shift_id, SignUp.state == "waitlisted")
        .order_by(SignUp.created_at, SignUp.id)
        .limit(1)
    ).scalar_one_or_none()


def list_sign_ups(session: Session, *, county_id: str, activity_id: uuid.UUID) -> list[tuple[SignUp, str]]:
    """Return the standing sign-ups of an activity with each person's name, by shift and order of sign-up.

    There are at most twenty shifts; a list is cut after two thousand names.
    """
    rows = session.execute(
        select(SignUp, Volunteer.name)
        .join(Shift, (Shift.county_id == SignUp.county_id) & (Shift.id == SignUp.shift_id))
        .join(Volunteer, (Volunteer.county_id == SignUp.county_id) & (Volunteer.id == SignUp.volunteer_id))
        .where(SignUp.county_id == county_id, Shift.activity_id == activity_id, SignUp.state != "cancelled")
        .order_by(Shift.starts_at, Shift.id, SignUp.created_at, SignUp.id)
        .limit(2000)
    ).all()
    return [(sign_up, name) for sign_up, name in rows]
