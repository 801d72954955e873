"""Reads about activities and their shifts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from app.activities.models import Activity, Shift
from app.identity.models import Volunteer
from points.errors import NotFound
from points.scoring.models import DifficultyClassRow, ScoringRule
from points.scoring.refusals import DifficultyUnknown, RuleNotInForce

SHIFT_OF_PERSON = text(
    """
    SELECT s.id, s.starts_at, s.ends_at, s.capacity, s.taken, g.id AS sign_up_id, g.state AS sign_up_state,
        g.post_id, g.decision_reason, CASE WHEN g.state = 'waitlisted' THEN (
            SELECT count(*) FROM sign_up w WHERE w.county_id = g.county_id AND w.shift_id = g.shift_id
              AND w.state = 'waitlisted' AND (w.created_at, w.id) <= (g.created_at, g.id)) END AS waiting_position
    FROM shift s
    LEFT JOIN sign_up g ON g.county_id = s.county_id AND g.shift_id = s.id AND g.volunteer_id = :volunteer_id
    WHERE s.county_id = :county_id AND s.activity_id = :activity_id
    ORDER BY s.starts_at, s.id
    """
)


OWN_PART = text(
    """
    SELECT t.shift_id, t.in_at, t.in_mode, t.out_at, t.confirmed,
        r.id AS record_id, r.state AS record_state,
        CASE WHEN r.assessed_at IS NOT NULL THEN r.points END AS record_points
    FROM attendance t
    LEFT JOIN service_record r ON r.county_id = t.county_id AND r.attendance_id = t.id AND r.state <> 'corrected'
    WHERE t.county_id = :county_id AND t.volunteer_id = :volunteer_id AND t.activity_id = :activity_id
      AND t.undone_at IS NULL
    ORDER BY t.in_at DESC, r.revision DESC LIMIT 1
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


def find_own_part(
    session: Session, *, county_id: str, activity_id: uuid.UUID, volunteer_id: uuid.UUID
) -> Row[Any] | None:
    """Return a person's newest marks at an activity with the service record made from them, or None."""
    return session.execute(
        OWN_PART, {"county_id": county_id, "activity_id": activity_id, "volunteer_id": volunteer_id}
    ).one_or_none()


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
