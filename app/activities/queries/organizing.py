"""Reads about who runs an activity, and what waits for the county."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.activities.models import Activity, ActivityApproval, JointOrganizer
from app.core.actor import Actor, NotAllowed
from app.identity.models import RoleGrant, Volunteer
from points.errors import NotFound


def is_joint_organizer(session: Session, activity: Activity, *, volunteer_id: uuid.UUID) -> bool:
    """Tell whether somebody runs an activity jointly."""
    return session.get(JointOrganizer, (activity.county_id, activity.id, volunteer_id)) is not None


def runs_jointly(session: Session, actor: Actor, *, county_id: str, activity_id: uuid.UUID) -> bool:
    """Tell whether an organizer of some other place runs an activity jointly, and may vouch for its hours."""
    if county_id != actor.county_id or not actor.holds("hours.verify"):
        return False
    return session.get(JointOrganizer, (county_id, activity_id, actor.volunteer_id)) is not None


def organizes(session: Session, activity: Activity, action: str, *, actor: Actor) -> bool:
    """Tell whether a role for the activity's place permits an action, or the caller runs it jointly."""
    if actor.may(action, place_code=activity.village_code):
        return True
    joint = activity.county_id == actor.county_id and is_joint_organizer(
        session, activity, volunteer_id=actor.volunteer_id
    )
    return joint and actor.holds(action)


def require_organizes(session: Session, activity: Activity, action: str, *, actor: Actor) -> None:
    """Refuse whoever neither organizes the activity's place nor runs it jointly.

    Raises:
        NotAllowed: she does neither.
    """
    if not organizes(session, activity, action, actor=actor):
        raise NotAllowed(action=action)


def holds_role(session: Session, person: Volunteer, *, role: str, on: dt.date) -> bool:
    """Tell whether an active person holds a role on a day, wherever it may be."""
    if person.state != "active":
        return False
    held = select(RoleGrant.id).where(
        RoleGrant.county_id == person.county_id,
        RoleGrant.volunteer_id == person.id,
        RoleGrant.role == str(role),
        RoleGrant.starts_on <= on,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
    )
    return session.execute(held.limit(1)).first() is not None


def list_joint_organizers(session: Session, activity: Activity) -> list[Volunteer]:
    """Return who runs an activity jointly, in order of joining; at most fifty are read."""
    return list(
        session.execute(
            select(Volunteer)
            .join(
                JointOrganizer,
                (JointOrganizer.county_id == Volunteer.county_id) & (JointOrganizer.volunteer_id == Volunteer.id),
            )
            .where(JointOrganizer.county_id == activity.county_id, JointOrganizer.activity_id == activity.id)
            .order_by(JointOrganizer.added_at, Volunteer.id)
            .limit(50)
        ).scalars()
    )


def find_open_approval(session: Session, activity: Activity, *, lock: bool = False) -> ActivityApproval | None:
    """Return the request by which an activity waits for the county, or None."""
    query = select(ActivityApproval).where(
        ActivityApproval.county_id == activity.county_id,
        ActivityApproval.activity_id == activity.id,
        ActivityApproval.outcome.is_(None),
    )
    return session.execute(query.with_for_update() if lock else query).scalar_one_or_none()


def find_last_approval(session: Session, activity: Activity) -> ActivityApproval | None:
    """Return what the county was asked last about an activity, or None."""
    return session.execute(
        select(ActivityApproval)
        .where(ActivityApproval.county_id == activity.county_id, ActivityApproval.activity_id == activity.id)
        .order_by(ActivityApproval.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def get_approval(session: Session, *, county_id: str, approval_id: uuid.UUID) -> ActivityApproval:
    """Return a request to the county.

    Raises:
        NotFound: there is none.
    """
    found = session.get(ActivityApproval, (county_id, approval_id))
    if found is None:
        raise NotFound()
    return found


def list_open_approvals(
    session: Session, *, county_id: str, after: uuid.UUID | None, limit: int
) -> list[tuple[ActivityApproval, Activity]]:
    """Return the drafts that wait for the county, longest first, one more than ``limit`` if there are more."""
    query = (
        select(ActivityApproval, Activity)
        .join(
            Activity,
            (Activity.county_id == ActivityApproval.county_id) & (Activity.id == ActivityApproval.activity_id),
        )
        .where(ActivityApproval.county_id == county_id, ActivityApproval.outcome.is_(None))
    )
    if after is not None:
        query = query.where(ActivityApproval.id > after)
    rows = session.execute(query.order_by(ActivityApproval.id).limit(limit + 1))
    return [(approval, activity) for approval, activity in rows]
