"""Closing an activity over HTTP."""

from __future__ import annotations

from app.activities.refusals import ActivityNotOpen
from app.core.actor import NotAllowed
from app.hours.api.blueprint import county_of, hours
from app.hours.schemas import ClosingBody, ClosingView
from app.hours.service.closing import close_activity as close
from app.http.endpoint import Call, operation, path_id
from app.http.schemas import CountyQuery
from points.errors import NotFound


@operation(
    hours,
    "command",
    "POST",
    "/activities/<uuid:activity_id>/closing",
    action="attendance.record",
    summary="结束活动",
    body=ClosingBody,
    query=CountyQuery,
    returns=ClosingView,
    refusals=(NotAllowed, NotFound, ActivityNotOpen),
    keyed=True,
    example={"unregistered_headcount": 4},
    answer={"activity_id": "0197f0aa-0000-7000-8000-000000000102", "checked_out": 1, "claimed": 18},
)
def close_activity(call: Call[ClosingBody]) -> ClosingView:
    """End an activity: check out whoever forgot, and claim everybody's service for approval."""
    activity_id = path_id(call, "activity_id")
    closed = close(
        call.session,
        call.actor,
        county_id=county_of(call),
        activity_id=activity_id,
        unregistered_headcount=call.body.unregistered_headcount,
        now=call.now,
    )
    return ClosingView(activity_id=activity_id, checked_out=closed.checked_out, claimed=closed.claimed)
