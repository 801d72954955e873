"""The project library (项目库): keep a good activity as a template, use it again in one step."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.activities.models import Activity, ActivityTemplate, TemplateUse
from app.activities.queries import get_activity, list_posts, list_shifts, require_organizes
from app.activities.queries.library import get_template
from app.activities.refusals import ActivityIsDraft, TemplateNameTaken, TemplateRetired
from app.activities.service.planning import draft_activity, lock_own_activity, note
from app.activities.service.plans import ActivityPlan, plan_of
from app.activities.service.publication import publish_activity
from app.content.service.asking import NOTHING_ASKED, Asked
from app.core.actor import Actor
from points.base import new_id


def keep_template(
    session: Session, activity_id: uuid.UUID, *, name: str, words: str | None, actor: Actor, now: dt.datetime
) -> ActivityTemplate:
    """Keep a published activity as a template of the county's library.

    Raises:
        NotFound, NotAllowed: it is not an activity the caller organizes.
        ActivityIsDraft: it may still change.
        TemplateNameTaken: the library has one of this name.
    """
    activity = lock_own_activity(session, activity_id, actor=actor)
    if activity.state == "draft":
        raise ActivityIsDraft()
    taken = session.execute(
        select(ActivityTemplate.id).where(
            ActivityTemplate.county_id == activity.county_id,
            ActivityTemplate.name == name,
            ActivityTemplate.retired_at.is_(None),
        )
    ).first()
    if taken is not None:
        raise TemplateNameTaken()
    template = ActivityTemplate(
        county_id=activity.county_id,
        id=new_id(),
        source_id=activity.id,
        name=name,
        note=words,
        made_by=actor.volunteer_id,
        made_at=now,
        retired_at=None,
    )
    session.add(template)
    session.flush()
    note(session, activity, "activity.keep_template", actor=actor, now=now)
    return template


def use_template(
    session: Session,
    template_id: uuid.UUID,
    *,
    site_id: uuid.UUID,
    starts_at: dt.datetime,
    title: str | None,
    publish: bool,
    actor: Actor,
    now: dt.datetime,
    asked: Asked = NOTHING_ASKED,
) -> Activity:
    """Make an activity from a template at a site and a time, published if asked.

    Raises:
        NotFound: there is no such template.
        TemplateRetired: it is not used any more.
        PointsError: whatever ``draft_activity`` and ``publish_activity`` refuse.
    """
    template = get_template(session, county_id=actor.county_id, template_id=template_id)
    if template.retired_at is not None:
        raise TemplateRetired()
    plan = planned(session, template, starts_at=starts_at, title=title)
    return make_from(session, template, plan, site_id=site_id, publish=publish, actor=actor, now=now, asked=asked)


def planned(session: Session, template: ActivityTemplate, *, starts_at: dt.datetime, title: str | None) -> ActivityPlan:
    """Return the plan of a template at a time, under another title if one is given."""
    plan = plan_of_template(session, template).moved_to(starts_at)
    return plan if title is None else replace(plan, title=title)


def make_from(
    session: Session,
    template: ActivityTemplate,
    plan: ActivityPlan,
    *,
    site_id: uuid.UUID,
    publish: bool,
    actor: Actor,
    now: dt.datetime,
    asked: Asked = NOTHING_ASKED,
) -> Activity:
    """Make an activity by a plan that came from a template, and remember that it did."""
    activity = draft_activity(session, plan, site_id=site_id, actor=actor, now=now)
    session.add(TemplateUse(county_id=activity.county_id, activity_id=activity.id, template_id=template.id))
    session.flush()
    if publish:
        publish_activity(session, activity.id, actor=actor, now=now, asked=asked)
    return activity


def plan_of_template(session: Session, template: ActivityTemplate) -> ActivityPlan:
    """Return the plan a template stands for, at the time of its source."""
    source = get_activity(session, county_id=template.county_id, activity_id=template.source_id)
    shifts = list_shifts(session, county_id=source.county_id, activity_id=source.id)
    posts = [post for post, _ in list_posts(session, county_id=source.county_id, activity_id=source.id)]
    return plan_of(source, shifts, posts)


def retire_template(session: Session, template_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> ActivityTemplate:
    """Take a template out of use; what was made from it stays.

    Raises:
        NotFound: there is no such template.
        NotAllowed: the caller does not organize its source.
        TemplateRetired: it was before.
    """
    template = get_template(session, county_id=actor.county_id, template_id=template_id)
    source = get_activity(session, county_id=template.county_id, activity_id=template.source_id)
    require_organizes(session, source, "activity.publish", actor=actor)
    session.refresh(template, with_for_update=True)
    if template.retired_at is not None:
        raise TemplateRetired()
    template.retired_at = now
    session.flush()
    note(session, source, "activity.retire_template", actor=actor, now=now)
    return template
