"""Publish activities, with the county's approval where it wants that; unpublish and cancel them (发布活动)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from app.activities.models import Activity, ActivityApproval
from app.activities.queries import (
    count_people,
    find_open_approval,
    get_approval,
    get_difficulty,
    lock_activity,
)
from app.activities.refusals import (
    ActivityBegun,
    ActivityInUse,
    ActivityNotDraft,
    ActivityNotOpen,
    ActivityTimesInvalid,
    ApprovalDecided,
    ApprovalPending,
    RefusalNeedsWords,
)
from app.activities.service.duties import place_people
from app.activities.service.planning import lock_own_activity, note, withdraw_approval
from app.activities.service.plans import FURTHEST_BACK
from app.activities.service.poster_codes import ask_for_code
from app.activities.service.telling import tell_approval, tell_cancelled
from app.activities.service.wording import hand_in_reason, hand_in_words
from app.clock import local_date
from app.content.service.asking import NOTHING_ASKED, Asked
from app.core.actor import Actor
from app.places.queries import county_policy
from points.base import new_id


def publish_activity(
    session: Session, activity_id: uuid.UUID, *, actor: Actor, now: dt.datetime, asked: Asked = NOTHING_ASKED
) -> Activity:
    """Let people see a draft, sign up and check in; from here on its times and rules are fixed.

    Where the county wants to see activities first, an organizer's draft stays a draft and waits for the county. Other
    people see a published one once its words were found good; ``asked`` is what the platform said of them before.

    Raises:
        ApprovalPending: it waits already.
        ActivityNotDraft: it is published already, or gone.
        ActivityTimesInvalid: it is over for longer than a backfill may reach.
        RuleNotInForce, DifficultyUnknown: the rules changed since it was drafted.
    """
    activity = lock_own_activity(session, activity_id, actor=actor)
    _require_publishable(session, activity, now=now)
    if needs_approval(session, activity, actor=actor):
        _ask_county(session, activity, actor=actor, now=now)
    else:
        _publish(session, activity, author_id=actor.volunteer_id, actor=actor, now=now, asked=asked)
    return activity


def needs_approval(session: Session, activity: Activity, *, actor: Actor) -> bool:
    """Tell whether the county sees an activity before the people do; its own staff publish at once."""
    if actor.may("activity.approve", place_code=activity.village_code):
        return False
    return county_policy(session, county_id=activity.county_id).activity_approval


def decide_approval(
    session: Session,
    approval_id: uuid.UUID,
    *,
    approve: bool,
    reason: str | None,
    actor: Actor,
    now: dt.datetime,
    asked: Asked = NOTHING_ASKED,
) -> Activity:
    """Publish a draft that waits for the county, or send it back with words.

    Raises:
        NotFound: no such request in the caller's county.
        NotAllowed: its place is not hers.
        ApprovalDecided: it was decided, or the draft changed meanwhile.
        RefusalNeedsWords: a refusal without words.
        ActivityTimesInvalid, RuleNotInForce, DifficultyUnknown: it cannot be published any more.
    """
    approval = get_approval(session, county_id=actor.county_id, approval_id=approval_id)
    activity = lock_activity(session, county_id=approval.county_id, activity_id=approval.activity_id)
    session.refresh(approval)
    actor.require("activity.approve", place_code=activity.village_code)
    if approval.outcome is not None:
        raise ApprovalDecided(outcome=approval.outcome)
    if not approve and reason is None:
        raise RefusalNeedsWords()
    approval.outcome = "approved" if approve else "refused"
    approval.decided_by, approval.decided_at, approval.reason = actor.volunteer_id, now, reason
    session.flush()
    if approve:
        _require_publishable(session, activity, now=now)
        _publish(session, activity, author_id=approval.requested_by, actor=actor, now=now, asked=asked)
        place_people(session, activity, actor=actor, now=now)
    else:
        note(session, activity, "activity.send_back", actor=actor, now=now)
    tell_approval(session, activity, approval, now=now)
    return activity


def unpublish_activity(session: Session, activity_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> Activity:
    """Make a published activity a draft again while nobody has signed up; nobody needs to be told.

    Raises:
        ActivityNotOpen: it is not published.
        ActivityBegun: it has begun.
        ActivityInUse: somebody has signed up or was there; then it can only be cancelled, with a reason.
    """
    activity = lock_own_activity(session, activity_id, actor=actor)
    if activity.state != "published":
        raise ActivityNotOpen(state=activity.state)
    if now >= activity.starts_at:
        raise ActivityBegun()
    people = count_people(session, activity)
    if people:
        raise ActivityInUse(people=people)
    activity.state = "draft"
    activity.published_at = None
    session.flush()
    note(session, activity, "activity.unpublish", actor=actor, now=now)
    return activity


def cancel_activity(
    session: Session,
    activity_id: uuid.UUID,
    *,
    reason: str,
    actor: Actor,
    now: dt.datetime,
    asked: Asked = NOTHING_ASKED,
) -> Activity:
    """Call an activity off before it begins; what people see then is the reason, once it was found good.

    Raises:
        ActivityNotOpen: it is cancelled or closed already.
        ActivityBegun: it has begun.
    """
    activity = lock_own_activity(session, activity_id, actor=actor)
    if activity.state not in {"draft", "published"}:
        raise ActivityNotOpen(state=activity.state)
    if activity.state == "published" and now >= activity.starts_at:
        raise ActivityBegun()
    withdraw_approval(session, activity, actor=actor, now=now)
    activity.state = "cancelled"
    activity.cancelled_at = now
    activity.cancel_reason = reason
    note(session, activity, "activity.cancel", actor=actor, now=now)
    session.flush()
    hand_in_reason(session, activity, author_id=actor.volunteer_id, now=now, asked=asked)
    tell_cancelled(session, activity, now=now)
    return activity


def _require_publishable(session: Session, activity: Activity, *, now: dt.datetime) -> None:
    if activity.state != "draft":
        raise ActivityNotDraft(state=activity.state)
    if activity.ends_at < now - FURTHEST_BACK:
        raise ActivityTimesInvalid(rule="too_long_ago")
    get_difficulty(
        session,
        activity.difficulty_code,
        county_id=activity.county_id,
        site_id=activity.site_id,
        on=local_date(activity.starts_at),
    )


def _publish(
    session: Session, activity: Activity, *, author_id: uuid.UUID, actor: Actor, now: dt.datetime, asked: Asked
) -> None:
    activity.state = "published"
    activity.published_at = now
    note(session, activity, "activity.publish", actor=actor, now=now)
    session.flush()
    hand_in_words(session, activity, author_id=author_id, now=now, asked=asked)
    if activity.ends_at > now:
        ask_for_code(session, activity.id)


def _ask_county(session: Session, activity: Activity, *, actor: Actor, now: dt.datetime) -> None:
    if find_open_approval(session, activity) is not None:
        raise ApprovalPending()
    session.add(
        ActivityApproval(
            county_id=activity.county_id,
            id=new_id(),
            activity_id=activity.id,
            requested_by=actor.volunteer_id,
            requested_at=now,
            outcome=None,
            decided_by=None,
            decided_at=None,
            reason=None,
        )
    )
    session.flush()
    note(session, activity, "activity.ask_approval", actor=actor, now=now)
