"""Shapes of teams, members, requests and filings on the wire."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.http.schemas import Body, InstantOut, Line, PageQuery, Paragraph, View
from app.teams.service.teams import Leader, TeamForm
from app.teams.vocabulary import ServiceKind, ServiceTime, TeamKind

TeamState = Literal["forming", "active", "dissolved"]
RequestKind = Literal["join", "quit", "transfer"]
LeftBy = Literal["quit", "transfer", "dissolution", "removal"]
Outcome = Literal["accepted", "returned"]
RequestState = Literal["open", "approved", "refused", "withdrawn"]
PlaceCode = Annotated[str, Field(pattern=r"^\d{4}(\d{2}(\d{3}(\d{3})?)?)?$")]
WeChatId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{5,19}$", description="微信号，本人愿意才填")]
Day = Annotated[dt.date, Field(ge=dt.date(1949, 1, 1), le=dt.date(2100, 12, 31))]


class TeamBody(Body):
    """What the registration form says about a team."""

    kind: TeamKind
    name: Annotated[Line, Field(description="所属单位或地方的名称，加体现服务特色的词语")]
    parent_id: Annotated[uuid.UUID | None, Field(description="小队填分队，分队填总队")] = None
    place_code: PlaceCode | None = None
    unit_name: Annotated[Line | None, Field(description="不按地方而按单位组建时填单位")] = None
    is_mothers_team: Annotated[bool, Field(description="是不是环保妈妈志愿服务队")] = True
    founded_on: Day
    service_kinds: Annotated[list[ServiceKind], Field(min_length=1, max_length=11)]
    other_kind: Annotated[Line | None, Field(description="选了“其他”要写明")] = None
    service_times: Annotated[list[ServiceTime], Field(min_length=1, max_length=3)]

    @model_validator(mode="after")
    def _holds(self) -> TeamBody:
        if (self.place_code is None) == (self.unit_name is None):
            raise ValueError("either a place or a unit")
        if (ServiceKind.OTHER in self.service_kinds) != (self.other_kind is not None):
            raise ValueError("other kinds need words, and only they")
        if self.kind is TeamKind.CORPS and self.parent_id is not None:
            raise ValueError("a corps has no parent")
        return self

    def form(self) -> TeamForm:
        """Return the form these fields describe; what is named twice counts once."""
        return TeamForm(
            kind=self.kind,
            name=self.name,
            parent_id=self.parent_id,
            place_code=self.place_code,
            unit_name=self.unit_name,
            is_mothers_team=self.is_mothers_team,
            founded_on=self.founded_on,
            service_kinds=tuple(dict.fromkeys(str(kind) for kind in self.service_kinds)),
            other_kind=self.other_kind,
            service_times=tuple(dict.fromkeys(str(time) for time in self.service_times)),
        )


class LeaderBody(Body):
    """Who leads the team from now on."""

    volunteer_id: uuid.UUID
    post: Annotated[Line | None, Field(description="职务")] = None
    wechat: WeChatId | None = None

    def leader(self) -> Leader:
        """Return the leader these fields describe."""
        return Leader(self.volunteer_id, self.post, self.wechat)


class NewTeamBody(TeamBody):
    """A new team with its leader."""

    leader: LeaderBody


class DissolutionBody(Body):
    """Why a team ends."""

    reason: Paragraph


class TeamQuery(PageQuery):
    """Which teams."""

    place_code: PlaceCode | None = None
    kind: TeamKind | None = None
    parent_id: uuid.UUID | None = None
    dissolved: Annotated[bool, Field(description="也列出已解散的")] = False


class UnfiledQuery(PageQuery):
    """Who has not filed in a year, this one unless asked otherwise."""

    place_code: PlaceCode | None = None
    year: Annotated[int | None, Field(ge=2020, le=2100)] = None


class FiguresQuery(Body):
    """On which day, today unless asked otherwise, and in which county."""

    on: Annotated[dt.date | None, Field(ge=dt.date(2020, 1, 1), le=dt.date(2100, 12, 31))] = None
    county_id: Annotated[str, Field(pattern=r"^\d{6}$")] | None = None


class MemberQuery(PageQuery):
    """Present members, or those who left."""

    former: bool = False


class RequestBody(Body):
    """To join or quit a team, or to change from it to another; for oneself unless said otherwise."""

    kind: RequestKind
    volunteer_id: Annotated[uuid.UUID | None, Field(description="替家人申请时填家人")] = None
    to_team_id: Annotated[uuid.UUID | None, Field(description="转队时填要去的队伍")] = None
    reason: Paragraph | None = None

    @model_validator(mode="after")
    def _holds(self) -> RequestBody:
        if (self.kind == "transfer") != (self.to_team_id is not None):
            raise ValueError("a transfer names where to, nothing else does")
        return self


class RequestQuery(PageQuery):
    """Which requests."""

    state: RequestState = "open"


class DecisionBody(Body):
    """Yes or no; a no needs words."""

    approve: bool
    reason: Paragraph | None = None


class FilingBody(Body):
    """The form as it stands, filed upward."""

    unchanged: Annotated[bool, Field(description="核对无变化：与上次报送的完全一样")] = False
    note: Paragraph | None = None


class TeamItem(View):
    """A team in a list; outsiders read the leader's name masked."""

    id: uuid.UUID
    parent_id: uuid.UUID | None
    kind: TeamKind
    name: str
    place_code: str | None
    unit_name: str | None
    is_mothers_team: bool
    state: TeamState
    head_count: int
    leader_name: str
    founded_on: dt.date
    service_kinds: list[ServiceKind]
    service_times: list[ServiceTime]
    filed_on: Annotated[dt.date | None, Field(description="最近一次备案")]


class TeamPage(View):
    """One page of teams."""

    items: list[TeamItem]
    next_cursor: str | None


class TeamView(TeamItem):
    """A team in full. The WeChat id is for the leader herself and for those who may ask her for her phone."""

    guided_by: Annotated[str | None, Field(description="业务指导：上级队伍；县级分队没有上级时为市总队")]
    other_kind: str | None
    leader_id: uuid.UUID
    leader_post: str | None
    leader_wechat: str | None
    dissolved_on: dt.date | None
    dissolve_reason: str | None
    members_missing: Annotated[int, Field(description="小队还差几名队员")]
    leader_gone: Annotated[bool, Field(description="领队已经离开，等新领队")]
    deputy_id: Annotated[uuid.UUID | None, Field(description="副领队：领队离开时由她带队")]
    i_am_member: bool
    i_am_leader: bool
    words_hidden: Annotated[bool, Field(description="队名等文字还在核对，别人看不到")]
    version: int


class TeamDone(View):
    """What was made or changed."""

    id: uuid.UUID
    version: int


class MemberItem(View):
    """A member with her days; outsiders read her name masked."""

    id: uuid.UUID
    volunteer_id: uuid.UUID
    name: str
    is_leader: bool
    joined_on: dt.date
    left_on: Annotated[dt.date | None, Field(description="从这一天起不再是队员")]
    left_by: LeftBy | None
    is_deputy: bool


class MemberPage(View):
    """One page of members."""

    items: list[MemberItem]
    next_cursor: str | None


class RequestView(View):
    """A request and what became of it."""

    id: uuid.UUID
    team_id: uuid.UUID
    volunteer_id: uuid.UUID
    kind: RequestKind
    to_team_id: uuid.UUID | None
    reason: str | None
    state: RequestState
    requested_by: uuid.UUID
    requested_at: InstantOut
    decision_reason: str | None


class RequestItem(RequestView):
    """A request as the leader reads it."""

    name: str


class RequestPage(View):
    """One page of requests."""

    items: list[RequestItem]
    next_cursor: str | None


class OwnMembership(View):
    """A team of one's own, present or past."""

    team_id: uuid.UUID
    team_name: str
    kind: TeamKind
    is_leader: bool
    joined_on: dt.date
    left_on: dt.date | None
    left_by: LeftBy | None
    left_reason: Annotated[str | None, Field(description="被请离队时的原因")]


class OwnTeams(View):
    """One's teams, newest first, and requests that wait."""

    memberships: list[OwnMembership]
    requests: list[RequestView]


class FilingView(View):
    """One filing: by whom, when, and what had changed since the one before."""

    id: uuid.UUID
    year: int
    filed_on: dt.date
    filed_by: uuid.UUID
    unchanged: bool
    changes: list[str]
    head_count: int
    note: str | None
    outcome: Annotated[Outcome | None, Field(description="上级的答复；还没看时为空")]
    outcome_reason: str | None


class FilingPage(View):
    """One page of filings, newest first."""

    items: list[FilingView]
    next_cursor: str | None


class SmallTeam(View):
    """A team with fewer members than a squad needs."""

    id: uuid.UUID
    name: str
    head_count: int


class TeamFigures(View):
    """How many 环保妈妈 teams there are on a day, for row 7 of annex 3."""

    on: dt.date
    teams: Annotated[int, Field(description="附件3第7项：环保妈妈志愿服务队（支）")]
    forming_counted: Annotated[bool, Field(description="组建中的队伍是否计入，由县区设定")]
    forming: Annotated[list[SmallTeam], Field(description="不足五人、组建中的队伍")]


class RemovalBody(Body):
    """Why a member is let go; she reads it."""

    reason: Paragraph


class DeputyBody(Body):
    """Who leads the team if its leader leaves; empty for nobody."""

    volunteer_id: uuid.UUID | None = None


class ReviewBody(Body):
    """Taken in, or returned with what is to be changed."""

    outcome: Outcome
    reason: Paragraph | None = None
