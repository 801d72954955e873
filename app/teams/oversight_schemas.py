"""Shapes of what the level above reads, of the registration form, and of advice on names."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from pydantic import Field

from app.http.schemas import Body, CountyCode, Line, PageQuery, View
from app.teams.schemas import FilingView, PlaceCode
from app.teams.vocabulary import ServiceKind, TeamKind

CityCode = Annotated[str, Field(pattern=r"^\d{4}$")]


class WaitingQuery(PageQuery):
    """Filings of teams at a place and below it."""

    place_code: PlaceCode | None = None


class WaitingItem(FilingView):
    """A filing that waits for the level above, with its team."""

    team_id: uuid.UUID
    team_name: str
    kind: TeamKind


class WaitingPage(View):
    """One page of filings, oldest first."""

    items: list[WaitingItem]
    next_cursor: str | None


class NameQuery(Body):
    """What a team is to be called after: a place or a unit, and what it serves with."""

    place_code: PlaceCode | None = None
    unit_name: Line | None = None
    service_kind: ServiceKind = ServiceKind.ENVIRONMENT
    is_mothers_team: bool = True
    name: Annotated[Line | None, Field(description="已经想好的名称，只看合不合适")] = None
    county_id: CountyCode | None = None


class NameAdvice(View):
    """Names that follow the rule, and what to mind about the one thought of; none of it stops anybody."""

    suggestions: list[str]
    warnings: list[str]


class TickView(View):
    """A box of the form with its words."""

    words: str
    ticked: bool


class FormView(View):
    """The team registration form (巾帼志愿服务队伍登记表), cell by cell; open ``print_address`` to print it."""

    unit: str
    leader_name: str
    leader_post: str | None
    leader_phone: Annotated[str | None, Field(description="只有领队本人打开时才填好，否则留空手写")]
    name: str
    head_count: int
    founded: str
    leader_wechat: str | None
    service_kinds: list[TickView]
    other_kind: str | None
    service_times: list[TickView]
    warnings: list[str]
    print_address: str


class CityQuery(PageQuery):
    """Which city, by its four digits."""

    city_code: CityCode
    kind: TeamKind | None = None


class CityFiguresQuery(Body):
    """Which city, and on which day, today unless asked otherwise."""

    city_code: CityCode
    on: Annotated[dt.date | None, Field(ge=dt.date(2020, 1, 1), le=dt.date(2100, 12, 31))] = None


class CountyTeams(View):
    """The teams of one county in numbers."""

    county_id: str
    county_name: str | None
    teams: int
    forming: int
    mothers_teams: int
    members: Annotated[int, Field(description="队员人次：一人在两支队里算两次")]
    filed: Annotated[int, Field(description="今年已备案、没有被退回的")]


class CityFigures(View):
    """The teams of a city, county by county."""

    on: dt.date
    counties: list[CountyTeams]
