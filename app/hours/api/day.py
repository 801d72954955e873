"""The organizer's day over HTTP: one request for her first screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.clock import local_date
from app.core.actor import NotAllowed
from app.hours import day
from app.hours.api.blueprint import hours
from app.hours.day_schemas import DayActivity, DayClaims, DayFlag, OrganizerDay
from app.hours.views import note
from app.http.endpoint import Call, operation


@operation(
    hours,
    "query",
    "GET",
    "/me/organizing",
    action="attendance.read",
    summary="组织者的今天",
    returns=OrganizerDay,
    refusals=(NotAllowed,),
    answer={
        "on": "2026-11-21",
        "activities": [
            {
                "id": "0197f0aa-0000-7000-8000-000000000102",
                "short_id": "7Q2M9K",
                "title": "清理桥头河边小路",
                "village_code": "450222100201",
                "place_name": "村口大榕树下",
                "starts_at": "2026-11-21T00:30:00Z",
                "ends_at": "2026-11-21T03:00:00Z",
                "state": "published",
                "awaiting_approval": False,
                "capacity": 30,
                "signed_up": 24,
                "under_review": 0,
                "waitlisted": 0,
                "present": 19,
                "left_already": 0,
                "walk_ins": 2,
                "unconfirmed": 0,
                "not_come": 5,
                "claimed": 0,
                "due_on": None,
                "working_days_left": None,
                "has_headcount": False,
                "has_record": False,
            }
        ],
        "claims": {
            "odd": 3,
            "clean": 9,
            "own": 2,
            "overdue": 0,
            "due_on": "2026-11-24",
            "working_days_left": 1,
            "flags": [{"flag": "overlap", "note": "和别的活动重叠", "records": 1}],
        },
        "newcomers": 1,
        "team_requests": 0,
    },
)
def show_organizer_day(call: Call[Any]) -> OrganizerDay:
    """Show an organizer what she runs these weeks with what each activity lacks, and what waits for her word."""
    today = local_date(call.now)
    claims = day.claims_of(call.session, call.actor, today=today)
    people = day.people_waiting(call.session, call.actor)
    return OrganizerDay(
        on=today,
        activities=[
            DayActivity(**row._mapping, working_days_left=_left(row.due_on, today=today))
            for row in day.activities_of(call.session, call.actor, now=call.now)
        ],
        claims=DayClaims(
            **claims._mapping,
            working_days_left=_left(claims.due_on, today=today),
            flags=[
                DayFlag(flag=row.flag, note=note(row.flag), records=row.records)
                for row in day.flags_of(call.session, call.actor)
            ],
        ),
        newcomers=people.newcomers,
        team_requests=people.team_requests,
    )


def _left(due_on: dt.date | None, *, today: dt.date) -> int | None:
    return None if due_on is None else day.working_days_until(due_on, today=today)
