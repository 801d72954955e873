"""Who else runs an activity, and what the county says to it, over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from app.activities import queries
from app.activities import refusals as no
from app.activities.api import asking
from app.activities.api.shared import (
    DONE,
    ID,
    PERSON_ID,
    activities,
    after_id,
    next_cursor,
    require_visible,
)
from app.activities.schemas.activities import (
    ActivityDone,
    ApprovalItem,
    ApprovalPage,
    DecisionBody,
    JointOrganizerBody,
)
from app.activities.service import planning, publication
from app.core.actor import NotAllowed
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import PageQuery
from points.errors import NotFound
from points.scoring.refusals import DifficultyUnknown, RuleNotInForce


@operation(
    activities,
    "command",
    "POST",
    "/activities/<uuid:activity_id>/organizers",
    action="activity.publish",
    summary="加联合主办人",
    body=JointOrganizerBody,
    returns=None,
    refusals=(NotFound, no.ActivityNotOpen, no.NotAnOrganizer),
    keyed=True,
    example={"volunteer_id": PERSON_ID},
)
def add_joint_organizer(call: Call[JointOrganizerBody]) -> None:
    """Let an organizer of another place run this activity too: show its code, mark people, edit, close."""
    planning.add_joint_organizer(
        call.session,
        path_id(call, "activity_id"),
        volunteer_id=call.body.volunteer_id,
        actor=call.actor,
        now=call.now,
    )


@operation(
    activities,
    "command",
    "DELETE",
    "/activities/<uuid:activity_id>/organizers/<uuid:volunteer_id>",
    action="activity.publish",
    summary="取消联合主办人",
    returns=None,
    refusals=(NotFound,),
)
def remove_joint_organizer(call: Call[Any]) -> None:
    """End a joint organizer's part in an activity."""
    planning.remove_joint_organizer(
        call.session,
        path_id(call, "activity_id"),
        volunteer_id=path_id(call, "volunteer_id"),
        actor=call.actor,
        now=call.now,
    )


@operation(
    activities,
    "query",
    "GET",
    "/activity-approvals",
    action="activity.approve",
    summary="等县区审批的活动",
    query=PageQuery,
    returns=ApprovalPage,
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [
            {
                "id": ID,
                "activity_id": ID,
                "title": "周六清河道",
                "village_code": "450222100201",
                "starts_at": "2026-11-28T00:30:00Z",
                "requested_by": PERSON_ID,
                "requested_at": "2026-11-21T08:00:00Z",
            }
        ],
        "next_cursor": None,
    },
)
def list_activity_approvals(call: Call[Any]) -> ApprovalPage:
    """List the drafts that wait for the county, those that wait longest first."""
    require_visible(call)
    if not call.actor.may("activity.approve", place_code=call.county_id):
        raise NotAllowed(action="activity.approve")
    scope, limit = f"activity-approvals:{call.county_id}", call.query.limit
    rows = queries.list_open_approvals(call.session, county_id=call.county_id, after=after_id(call, scope), limit=limit)
    ids: list[uuid.UUID] = [approval.id for approval, _ in rows]
    items = [
        ApprovalItem(
            id=approval.id,
            activity_id=activity.id,
            title=activity.title,
            village_code=activity.village_code,
            starts_at=activity.starts_at,
            requested_by=approval.requested_by,
            requested_at=approval.requested_at,
        )
        for approval, activity in rows[:limit]
    ]
    return ApprovalPage(items=items, next_cursor=next_cursor(ids, limit=limit, scope=scope))


@operation(
    activities,
    "command",
    "POST",
    "/activity-approvals/<uuid:approval_id>/decision",
    action="activity.approve",
    summary="审批活动",
    body=DecisionBody,
    returns=ActivityDone,
    refusals=(
        NotFound,
        no.ApprovalDecided,
        no.RefusalNeedsWords,
        no.ActivityNotDraft,
        no.ActivityTimesInvalid,
        RuleNotInForce,
        DifficultyUnknown,
    ),
    keyed=True,
    example={"approve": False, "reason": "当天有大风预警，请改期。"},
    answer={**DONE, "state": "draft"},
    before=asking.about_approval,
)
def decide_activity_approval(call: Call[DecisionBody]) -> ActivityDone:
    """Publish a draft of a village, or send it back with words; an edited one comes anew."""
    activity = publication.decide_approval(
        call.session,
        path_id(call, "approval_id"),
        approve=call.body.approve,
        reason=call.body.reason,
        actor=call.actor,
        now=call.now,
        asked=call.prepared,
    )
    return ActivityDone.model_validate(activity)
