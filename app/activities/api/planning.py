"""Plan, publish, edit and cancel activities over HTTP."""

from __future__ import annotations

from typing import Any

from flask import request

from app.activities import refusals as no
from app.activities.api import asking
from app.activities.api.shared import DONE, ID, PLAN_EXAMPLE, SHIFT_ID, activities, done
from app.activities.schemas.activities import (
    ActivityBody,
    ActivityDone,
    CancellationBody,
    CapacityBody,
    ChangeBody,
    HeadcountBody,
    NewActivityBody,
)
from app.activities.service import changing, planning, publication, sign_ups
from app.http.endpoint import Call, operation, path_id
from app.http.problems import VersionMismatch
from app.http.schemas import Done
from app.places.refusals import SiteClosed
from points.errors import NotFound, PointsError
from points.scoring.refusals import DifficultyUnknown, RuleNotInForce

PLAN_REFUSALS: tuple[type[PointsError], ...] = (
    no.ActivityTimesInvalid,
    no.ShiftOutsideActivity,
    no.PostNamedTwice,
    no.PostsExceedShift,
    no.InsuranceMissing,
    RuleNotInForce,
    DifficultyUnknown,
)


@operation(
    activities,
    "command",
    "POST",
    "/activities",
    action="activity.publish",
    summary="新建活动",
    body=NewActivityBody,
    returns=ActivityDone,
    status=201,
    refusals=(no.SiteUnknown, SiteClosed, *PLAN_REFUSALS),
    keyed=True,
    example={**PLAN_EXAMPLE, "site_id": ID, "publish": True},
    answer=DONE,
    before=asking.about_new_activity,
)
def create_activity(call: Call[NewActivityBody]) -> ActivityDone:
    """Write an activity down as a draft, or publish it at once; others see it once its words were found good."""
    activity = planning.draft_activity(
        call.session, call.body.plan(), site_id=call.body.site_id, actor=call.actor, now=call.now
    )
    if call.body.publish:
        publication.publish_activity(call.session, activity.id, actor=call.actor, now=call.now, asked=call.prepared)
    return done(call, activity)


@operation(
    activities,
    "command",
    "PUT",
    "/activities/<uuid:activity_id>",
    action="activity.publish",
    summary="修改活动草稿",
    body=ActivityBody,
    returns=ActivityDone,
    refusals=(NotFound, no.ActivityNotDraft, VersionMismatch, *PLAN_REFUSALS),
    example=PLAN_EXAMPLE,
    answer={**DONE, "state": "draft"},
)
def edit_activity(call: Call[ActivityBody]) -> ActivityDone:
    """Replace a draft; send the ETag of the version you read as If-Match."""
    activity_id = path_id(call, "activity_id")
    seen = planning.lock_own_activity(call.session, activity_id, actor=call.actor)
    if request.headers.get("If-Match", "").strip('W/"') != str(seen.version):
        raise VersionMismatch()
    activity = planning.edit_draft(call.session, activity_id, call.body.plan(), actor=call.actor, now=call.now)
    call.session.flush()
    return ActivityDone.model_validate(activity)


@operation(
    activities,
    "command",
    "POST",
    "/activities/<uuid:activity_id>/publication",
    action="activity.publish",
    summary="发布活动",
    returns=ActivityDone,
    refusals=(
        NotFound,
        no.ActivityNotDraft,
        no.ApprovalPending,
        no.ActivityTimesInvalid,
        RuleNotInForce,
        DifficultyUnknown,
    ),
    keyed=True,
    answer=DONE,
    before=asking.about_activity,
)
def publish_activity(call: Call[Any]) -> ActivityDone:
    """Publish a draft: people see it, sign up and check in. Where the county approves first, it waits as a draft.

    Its words are checked before: usually they are found good at once, else others see it once a person has looked.
    """
    activity = publication.publish_activity(
        call.session, path_id(call, "activity_id"), actor=call.actor, now=call.now, asked=call.prepared
    )
    return done(call, activity)


@operation(
    activities,
    "command",
    "POST",
    "/activities/<uuid:activity_id>/cancellation",
    action="activity.publish",
    summary="取消活动",
    body=CancellationBody,
    returns=ActivityDone,
    refusals=(NotFound, no.ActivityNotOpen, no.ActivityBegun),
    keyed=True,
    example={"reason": "明天有暴雨，改到下周六。"},
    answer={**DONE, "state": "cancelled"},
    before=asking.about_cancellation,
)
def cancel_activity(call: Call[CancellationBody]) -> ActivityDone:
    """Call an activity off before it begins, with the reason people will read."""
    activity = publication.cancel_activity(
        call.session,
        path_id(call, "activity_id"),
        reason=call.body.reason,
        actor=call.actor,
        now=call.now,
        asked=call.prepared,
    )
    return ActivityDone.model_validate(activity)


@operation(
    activities,
    "command",
    "POST",
    "/activities/<uuid:activity_id>/change",
    action="activity.publish",
    summary="改时间或地点",
    body=ChangeBody,
    returns=ActivityDone,
    refusals=(
        NotFound,
        no.ActivityNotOpen,
        no.ActivityBegun,
        no.ActivityTimesInvalid,
        no.NewPlaceUnread,
        RuleNotInForce,
        DifficultyUnknown,
    ),
    keyed=True,
    example={"starts_at": "2026-11-28T01:00:00Z", "place_name": "村委会门口"},
    answer=DONE,
    before=asking.about_change,
)
def change_activity(call: Call[ChangeBody]) -> ActivityDone:
    """Move a published activity to another time or place; everybody who signed up keeps the place and is told."""
    activity = changing.change_activity(
        call.session,
        path_id(call, "activity_id"),
        changing.Change(**call.body.model_dump()),
        actor=call.actor,
        now=call.now,
        asked=call.prepared,
    )
    return ActivityDone.model_validate(activity)


@operation(
    activities,
    "command",
    "POST",
    "/activities/<uuid:activity_id>/unpublication",
    action="activity.publish",
    summary="撤回发布",
    returns=ActivityDone,
    refusals=(NotFound, no.ActivityNotOpen, no.ActivityBegun, no.ActivityInUse),
    keyed=True,
    answer={**DONE, "state": "draft"},
)
def unpublish_activity(call: Call[Any]) -> ActivityDone:
    """Make an activity a draft again while nobody has signed up. Otherwise cancel it: then people read why."""
    activity = publication.unpublish_activity(
        call.session, path_id(call, "activity_id"), actor=call.actor, now=call.now
    )
    return ActivityDone.model_validate(activity)


@operation(
    activities,
    "command",
    "POST",
    "/activities/<uuid:activity_id>/headcount",
    action="activity.publish",
    summary="登记没有账号的参加人数",
    body=HeadcountBody,
    returns=Done,
    refusals=(NotFound, no.ActivityNotOpen),
    keyed=True,
    example={"headcount": 45},
    answer={"id": ID},
)
def record_headcount(call: Call[HeadcountBody]) -> Done:
    """Note how many people without an account took part; it gives nobody minutes or points."""
    activity_id = path_id(call, "activity_id")
    planning.record_headcount(
        call.session, activity_id, headcount=call.body.headcount, mark=call.body.mark, actor=call.actor, now=call.now
    )
    return Done(id=activity_id)


@operation(
    activities,
    "command",
    "POST",
    "/shifts/<uuid:shift_id>/capacity",
    action="activity.publish",
    summary="调整班次名额",
    body=CapacityBody,
    returns=Done,
    refusals=(NotFound, no.ActivityNotOpen, no.CapacityTooSmall),
    keyed=True,
    example={"capacity": 40},
    answer={"id": SHIFT_ID},
)
def change_capacity(call: Call[CapacityBody]) -> Done:
    """Give a shift more or fewer places; nobody who has one loses it, those who wait move up."""
    shift_id = path_id(call, "shift_id")
    planning.change_capacity(call.session, shift_id, capacity=call.body.capacity, actor=call.actor, now=call.now)
    sign_ups.fill_places(call.session, shift_id, county_id=call.actor.county_id, now=call.now)
    return Done(id=shift_id)
