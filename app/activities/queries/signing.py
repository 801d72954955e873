"""Reads about sign-ups and the posts people hold."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.activities.models import Activity, Post, Shift, SignUp
from app.identity.models import Volunteer
from points.errors import NotFound

LOCK_PROMISES = text("SELECT pg_advisory_xact_lock(hashtextextended('sign-up:' || :volunteer_id, 0))")
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
PEOPLE_OF_ACTIVITY = text(
    """
    SELECT count(*) FROM (
        SELECT g.volunteer_id FROM sign_up g JOIN shift s ON s.county_id = g.county_id AND s.id = g.shift_id
        WHERE s.county_id = :county_id AND s.activity_id = :activity_id AND g.state NOT IN ('cancelled', 'refused')
        UNION
        SELECT t.volunteer_id FROM attendance t WHERE t.county_id = :county_id AND t.activity_id = :activity_id
    ) people
    """
)
GONE = ("cancelled", "refused")
"""States of a sign-up that is no wish any more."""


def find_overlapping_sign_up(session: Session, shift: Shift, *, volunteer_id: uuid.UUID) -> str | None:
    """Return the title of another activity the person is signed up for at the time of the shift, or None.

    Her sign-ups queue up behind this look until the command ends, so two phones cannot promise one hour twice.
    """
    session.execute(LOCK_PROMISES, {"volunteer_id": str(volunteer_id)})
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


def find_first_waiting(session: Session, shift: Shift) -> SignUp | None:
    """Return who has waited longest for a place on the shift among those who can come, or None.

    Whoever is suspended, or has promised that hour to another activity meanwhile, goes on waiting.
    """
    waiting = session.execute(
        select(SignUp)
        .join(Volunteer, (Volunteer.county_id == SignUp.county_id) & (Volunteer.id == SignUp.volunteer_id))
        .where(
            SignUp.county_id == shift.county_id,
            SignUp.shift_id == shift.id,
            SignUp.state == "waitlisted",
            Volunteer.state == "active",
        )
        .order_by(SignUp.created_at, SignUp.id)
    ).scalars()
    for signed in list(waiting):
        if find_overlapping_sign_up(session, shift, volunteer_id=signed.volunteer_id) is None:
            return signed
    return None


def list_sign_ups(session: Session, *, county_id: str, activity_id: uuid.UUID) -> list[tuple[SignUp, str]]:
    """Return the standing sign-ups of an activity with each person's name, by shift and order of sign-up.

    There are at most twenty shifts; a list is cut after two thousand names.
    """
    rows = session.execute(
        select(SignUp, Volunteer.name)
        .join(Shift, (Shift.county_id == SignUp.county_id) & (Shift.id == SignUp.shift_id))
        .join(Volunteer, (Volunteer.county_id == SignUp.county_id) & (Volunteer.id == SignUp.volunteer_id))
        .where(SignUp.county_id == county_id, Shift.activity_id == activity_id, SignUp.state.not_in(GONE))
        .order_by(Shift.starts_at, Shift.id, SignUp.created_at, SignUp.id)
        .limit(2000)
    ).all()
    return [(sign_up, name) for sign_up, name in rows]


def count_people(session: Session, activity: Activity) -> int:
    """Return how many people have signed up for an activity, wait, or were ever marked there."""
    found: int = session.execute(
        PEOPLE_OF_ACTIVITY, {"county_id": activity.county_id, "activity_id": activity.id}
    ).scalar_one()
    return found


def list_posts(session: Session, *, county_id: str, activity_id: uuid.UUID) -> list[tuple[Post, int]]:
    """Return the posts of an activity's shifts with how many places of each are given away."""
    held = (
        select(func.count())
        .select_from(SignUp)
        .where(
            SignUp.county_id == Post.county_id,
            SignUp.shift_id == Post.shift_id,
            SignUp.post_id == Post.id,
            SignUp.state == "signed_up",
        )
        .correlate(Post)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Post, held)
        .join(Shift, (Shift.county_id == Post.county_id) & (Shift.id == Post.shift_id))
        .where(Post.county_id == county_id, Shift.activity_id == activity_id)
        .order_by(Shift.starts_at, Shift.id, Post.id)
    )
    return [(post, taken) for post, taken in rows]


def count_on_post(session: Session, post: Post) -> int:
    """Return how many people hold a place at a post."""
    return session.execute(
        select(func.count())
        .select_from(SignUp)
        .where(
            SignUp.county_id == post.county_id,
            SignUp.shift_id == post.shift_id,
            SignUp.post_id == post.id,
            SignUp.state == "signed_up",
        )
    ).scalar_one()


def get_sign_up(session: Session, *, county_id: str, sign_up_id: uuid.UUID) -> SignUp:
    """Return a sign-up.

    Raises:
        NotFound: there is none.
    """
    found = session.get(SignUp, (county_id, sign_up_id))
    if found is None:
        raise NotFound()
    return found
