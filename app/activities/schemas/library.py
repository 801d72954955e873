"""Shapes of the project library and of duty rosters."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from pydantic import Field

from app.http.schemas import Body, InstantIn, InstantOut, Line, PageQuery, Paragraph, View

MOST_DUTIES = 100
Weekday = Annotated[int, Field(ge=1, le=7, description="星期一是 1，星期日是 7")]
Day = Annotated[dt.date, Field(ge=dt.date(2020, 1, 1), le=dt.date(2100, 12, 31))]


class TemplateBody(Body):
    """Under which name an activity goes into the library."""

    name: Line
    note: Annotated[Paragraph | None, Field(description="怎么办好的，给别的村参考")] = None


class FromTemplateBody(Body):
    """Where and when a template is used once more."""

    site_id: uuid.UUID
    starts_at: InstantIn
    title: Line | None = None
    publish: bool = True


class TemplateQuery(PageQuery):
    """Templates in use, or those retired too."""

    retired: bool = False


class TemplateView(View):
    """A template and what was demonstrated with it: numbers of its finished activities only."""

    id: uuid.UUID
    name: str
    note: str | None
    source_id: uuid.UUID
    title: str
    themes: list[str]
    difficulty_code: str
    made_at: InstantOut
    retired_at: InstantOut | None
    times: Annotated[int, Field(description="办过几场，包括还没办完的")]
    finished: Annotated[int, Field(description="办完几场")]
    participations: Annotated[int, Field(description="志愿者人次")]
    minutes: Annotated[int, Field(description="审核通过的服务分钟")]
    headcount: Annotated[int, Field(description="没有账号的参加人数之和")]
    materials: Annotated[int, Field(description="发放的宣传品数量之和")]


class TemplatePage(View):
    """One page of templates, newest first."""

    items: list[TemplateView]
    next_cursor: str | None


class DutyIn(Body):
    """Who stands at which shift of every occurrence, and at which post of it (定人、定岗)."""

    shift_number: Annotated[int, Field(ge=1, le=20, description="第几个班次，从 1 数")]
    volunteer_id: uuid.UUID
    post_name: Line | None = None
    substitute_id: Annotated[uuid.UUID | None, Field(description="替补：本人当天排不上时由她来")] = None


class RosterBody(Body):
    """A standing duty: where, what, on which weekdays, until when, by whom."""

    template_id: Annotated[uuid.UUID, Field(description="定项目：项目库里的项目")]
    site_id: Annotated[uuid.UUID, Field(description="定点")]
    name: Line
    weekdays: Annotated[list[Weekday], Field(min_length=1, max_length=7, description="定时：每周哪几天")]
    from_on: Day
    until_on: Day
    skip_holidays: Annotated[bool, Field(description="法定节假日不排班")] = True
    duties: Annotated[list[DutyIn], Field(max_length=MOST_DUTIES)]


class DutiesBody(Body):
    """Who stands where from the next occurrence made on."""

    duties: Annotated[list[DutyIn], Field(max_length=MOST_DUTIES)]


class ExpansionBody(Body):
    """Until which day occurrences are made; at most two months ahead."""

    until_on: Day | None = None


class DutyView(View):
    """Who stands where; outsiders read her name masked."""

    shift_number: int
    volunteer_id: uuid.UUID
    name: str
    post_name: str | None
    substitute_id: uuid.UUID | None
    substitute_name: str | None


class RosterItem(View):
    """A duty roster in a list."""

    id: uuid.UUID
    name: str
    template_id: uuid.UUID
    site_id: uuid.UUID
    weekdays: list[int]
    from_on: dt.date
    until_on: dt.date
    skip_holidays: bool
    ended: bool
    made_until: Annotated[dt.date | None, Field(description="已经排到哪一天")]


class RosterPage(View):
    """One page of duty rosters, newest first."""

    items: list[RosterItem]
    next_cursor: str | None


class OccurrenceView(View):
    """A day of a roster and the activity that stands for it."""

    occurs_on: dt.date
    activity_id: uuid.UUID


class RosterView(RosterItem):
    """A duty roster in full."""

    duties: list[DutyView]
    occurrences: list[OccurrenceView]


class RosterQuery(PageQuery):
    """Duty rosters of the county, or of one site."""

    site_id: uuid.UUID | None = None


class UnplacedView(View):
    """Somebody whose duty could not be entered, and why."""

    occurs_on: dt.date
    volunteer_id: uuid.UUID
    reason: Annotated[str, Field(description="拒绝的代码，例如 sign_up_overlaps")]


class ExpansionView(View):
    """What was made, and who could not be entered."""

    made: list[OccurrenceView]
    unplaced: list[UnplacedView]
