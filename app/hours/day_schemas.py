"""Shapes of the organizer's day on the wire."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.http.schemas import InstantOut, View

WorkingDays = Annotated[int | None, Field(description="离到期还剩几个工作日，今天到期是 0")]


class DayActivity(View):
    """An activity with what it still lacks."""

    id: uuid.UUID
    short_id: str
    title: str
    village_code: str
    place_name: str
    starts_at: InstantOut
    ends_at: InstantOut
    state: Literal["draft", "published", "closed"]
    awaiting_approval: bool
    capacity: int
    signed_up: int
    under_review: Annotated[int, Field(description="等负责人同意的报名")]
    waitlisted: int
    present: Annotated[int, Field(description="已签到、还没签退")]
    left_already: Annotated[int, Field(description="已签退")]
    walk_ins: Annotated[int, Field(description="没报名来了")]
    unconfirmed: Annotated[int, Field(description="扫海报来的，等负责人确认")]
    not_come: Annotated[int, Field(description="报了名还没到")]
    claimed: Annotated[int, Field(description="等审核的工时")]
    due_on: dt.date | None
    working_days_left: WorkingDays
    has_headcount: bool
    has_record: bool


class DayFlag(View):
    """What claims are flagged for, and how many."""

    flag: str
    note: str
    records: int


class DayClaims(View):
    """Claims that wait for the caller, and those of her own household that wait for somebody else."""

    odd: int
    clean: int
    own: int
    overdue: int
    due_on: dt.date | None
    working_days_left: WorkingDays
    flags: list[DayFlag]


class OrganizerDay(View):
    """An organizer's first screen in one answer."""

    on: dt.date
    activities: list[DayActivity]
    claims: DayClaims
    newcomers: int
    team_requests: int
