"""End an activity (结束活动): nobody is left checked in, and what was served is claimed at once."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.activities.queries import lock_activity, require_organizes
from app.activities.refusals import ActivityNotOpen
from app.attendance.service import closing
from app.core import audit
from app.core.actor import Actor
from app.hours.service.claims import collect_claims


@dataclass(frozen=True)
class Closed:
    """What closing did: people checked out by the service, and claims made."""

    checked_out: int
    claimed: int


def close_activity(
    session: Session,
    actor: Actor,
    *,
    county_id: str,
    activity_id: uuid.UUID,
    unregistered_headcount: int | None,
    now: dt.datetime,
) -> Closed:
    """Close an activity that has begun, check out whoever forgot to, and claim everybody's service.

    Closing it again changes nothing, except that late marks are claimed.

    Raises:
        NotFound: there is no such activity in this county.
        NotAllowed: the caller organizes nothing there.
        ActivityNotOpen: it has not begun, or was cancelled.
    """
    activity = lock_activity(session, county_id=county_id, activity_id=activity_id)
    require_organizes(session, activity, "attendance.record", actor=actor)
    if activity.state not in ("published", "closed") or activity.starts_at > now:
        raise ActivityNotOpen()
    if unregistered_headcount is not None:
        activity.unregistered_headcount = unregistered_headcount
        session.flush()
    was_open = activity.state == "published"
    checked_out = closing.close_activity(session, county_id=county_id, activity_id=activity_id, now=now)
    session.expire(activity)
    claimed = collect_claims(session, now=now, county_id=county_id, activity_id=activity_id)
    if was_open:
        audit.record(
            session,
            county_id=county_id,
            actor_id=actor.volunteer_id,
            action="activity.close",
            subject_kind="activity",
            subject_id=activity_id,
            now=now,
            facts={"checked_out": checked_out, "claimed": claimed},
        )
    return Closed(checked_out=checked_out, claimed=claimed)
