"""Sign up for activities over HTTP."""

from __future__ import annotations

from typing import Any

from app.activities import queries
from app.activities import refusals as no
from app.activities.api.shared import SHIFT_ID, SIGN_UP, SIGN_UP_ID, activities, readable_activity
from app.activities.schemas.activities import (
    DecisionBody,
    PostBody,
    SignUpBody,
    SignUpCancelledView,
    SignUpItem,
    SignUpList,
    SignUpView,
)
from app.activities.service import sign_ups
from app.http.endpoint import Call, operation, path_id
from app.http.schemas import CountyQuery
from points.errors import NotFound


@operation(
    activities,
    "command",
    "POST",
    "/activities/<uuid:activity_id>/sign-ups",
    action="signup.make",
    summary="报名",
    body=SignUpBody,
    returns=SignUpView,
    status=201,
    refusals=(
        NotFound,
        no.ActivityNotOpen,
        no.ShiftOver,
        no.AccountSuspended,
        no.AccountNotConfirmed,
        no.AlreadySignedUp,
        no.SignUpOverlaps,
        no.PostUnknown,
        no.PostFull,
    ),
    keyed=True,
    example={"shift_id": SHIFT_ID},
    answer=SIGN_UP,
)
def make_sign_up(call: Call[SignUpBody]) -> SignUpView:
    """Sign up for a shift, or for its waiting list when it is full; also for a member of one's household."""
    made = sign_ups.sign_up(
        call.session,
        call.body.shift_id,
        activity_id=path_id(call, "activity_id"),
        volunteer_id=call.body.volunteer_id or call.actor.volunteer_id,
        actor=call.actor,
        now=call.now,
        post_id=call.body.post_id,
    )
    return SignUpView.model_validate(made)


@operation(
    activities,
    "command",
    "POST",
    "/sign-ups/<uuid:sign_up_id>/decision",
    action="signup.decide",
    summary="同意或不同意报名",
    body=DecisionBody,
    returns=SignUpView,
    refusals=(
        NotFound,
        no.OwnSignUp,
        no.SignUpDecided,
        no.RefusalNeedsWords,
        no.ActivityNotOpen,
        no.ShiftOver,
        no.SignUpOverlaps,
        no.AccountSuspended,
        no.AccountNotConfirmed,
    ),
    keyed=True,
    example={"approve": True},
    answer=SIGN_UP,
)
def decide_sign_up(call: Call[DecisionBody]) -> SignUpView:
    """Agree to a sign-up that waits for it, or refuse it with words. Never one's own."""
    decided = sign_ups.decide_sign_up(
        call.session,
        path_id(call, "sign_up_id"),
        approve=call.body.approve,
        reason=call.body.reason,
        actor=call.actor,
        now=call.now,
    )
    return SignUpView.model_validate(decided)


@operation(
    activities,
    "command",
    "POST",
    "/sign-ups/<uuid:sign_up_id>/post",
    action="signup.decide",
    summary="安排岗位",
    body=PostBody,
    returns=SignUpView,
    refusals=(NotFound, no.SignUpCancelled, no.PostUnknown, no.PostFull),
    keyed=True,
    example={"post_id": SHIFT_ID},
    answer=SIGN_UP,
)
def assign_post(call: Call[PostBody]) -> SignUpView:
    """Let somebody who has signed up stand at a post of her shift, or at none."""
    assigned = sign_ups.assign_post(
        call.session, path_id(call, "sign_up_id"), post_id=call.body.post_id, actor=call.actor, now=call.now
    )
    return SignUpView.model_validate(assigned)


@operation(
    activities,
    "command",
    "POST",
    "/sign-ups/<uuid:sign_up_id>/cancellation",
    action="signup.make",
    summary="取消报名",
    returns=SignUpCancelledView,
    refusals=(NotFound, no.SignUpCancelled, no.SignUpTooLate),
    keyed=True,
    answer={"id": SIGN_UP_ID, "state": "cancelled", "passed_on": True},
)
def cancel_sign_up(call: Call[Any]) -> SignUpCancelledView:
    """Take a sign-up back until check-in opens; whoever waited longest gets the place."""
    sign_up_id = path_id(call, "sign_up_id")
    promoted = sign_ups.cancel_sign_up(call.session, sign_up_id, actor=call.actor, now=call.now)
    return SignUpCancelledView(id=sign_up_id, state="cancelled", passed_on=promoted is not None)


@operation(
    activities,
    "query",
    "GET",
    "/activities/<uuid:activity_id>/sign-ups",
    action="attendance.read",
    summary="报名名单",
    query=CountyQuery,
    returns=SignUpList,
    refusals=(NotFound,),
    answer={"items": [{**SIGN_UP, "name": "韦小梅"}]},
)
def list_sign_ups(call: Call[Any]) -> SignUpList:
    """Read who has signed up and who waits, by shift and order."""
    activity = readable_activity(call, path_id(call, "activity_id"))
    queries.require_organizes(call.session, activity, "attendance.read", actor=call.actor)
    rows = queries.list_sign_ups(call.session, county_id=activity.county_id, activity_id=activity.id)
    return SignUpList(
        items=[SignUpItem(**SignUpView.model_validate(signed).model_dump(), name=name) for signed, name in rows]
    )
