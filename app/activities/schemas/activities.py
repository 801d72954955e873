"""Shapes of activities, shifts and sign-ups on the wire."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.activities.service.plans import ActivityPlan, PostPlan, ShiftPlan
from app.activities.themes import Theme
from app.core.messages import message
from app.http.schemas import Body, InstantIn, InstantOut, Line, PageQuery, Paragraph, PointsOut, View, VillageCode

MOST_SHIFTS = 20
MOST_PLACES = 1000
MOST_POSTS = 10
SignUpState = Literal["signed_up", "under_review", "waitlisted", "cancelled", "refused"]
PostCode = Literal["publicist", "instructor", "supervisor", "other"]
Mark = Literal["exact", "over", "about"]
ActivityState = Literal["draft", "published", "cancelled", "closed"]
MyAttendance = Literal["none", "checked_in", "checked_out"]
MicroLatitude = Annotated[int, Field(ge=18_000_000, le=54_000_000, description="纬度，百万分之一度")]
MicroLongitude = Annotated[int, Field(ge=73_000_000, le=136_000_000, description="经度，百万分之一度")]


class PostIn(Body):
    """One planned post of a shift; another one than the three fixed ones needs a name."""

    code: PostCode
    name: Line | None = None
    capacity: Annotated[int, Field(ge=1, le=MOST_PLACES, description="岗位名额")]

    @model_validator(mode="after")
    def _named(self) -> PostIn:
        if self.code == "other" and self.name is None:
            raise ValueError("another post needs a name")
        return self

    def plan(self) -> PostPlan:
        """Return the plan these fields describe."""
        return PostPlan(self.code, self.name or message(f"post.{self.code}"), self.capacity)


class ShiftIn(Body):
    """One planned shift."""

    starts_at: InstantIn
    ends_at: InstantIn
    capacity: Annotated[int, Field(ge=1, le=MOST_PLACES, description="名额")]
    posts: Annotated[tuple[PostIn, ...], Field(max_length=MOST_POSTS, description="岗位，名额之和不超过班次名额")] = ()

    def plan(self) -> ShiftPlan:
        """Return the plan these fields describe."""
        return ShiftPlan(self.starts_at, self.ends_at, self.capacity, tuple(post.plan() for post in self.posts))


class ActivityBody(Body):
    """Everything said about an activity before it is published."""

    title: Line
    themes: Annotated[list[Theme], Field(min_length=1, max_length=3)]
    difficulty_code: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9_]+$")]
    place_name: Line
    place_latitude: MicroLatitude | None = None
    place_longitude: MicroLongitude | None = None
    starts_at: InstantIn
    ends_at: InstantIn
    risk_note: Annotated[Paragraph, Field(description="风险提示，招募前必须如实告知")]
    hazardous: bool = False
    insurance_note: Annotated[Paragraph | None, Field(description="有危险的活动必须先写明保险")] = None
    meals_note: Annotated[Paragraph | None, Field(description="就餐安排")] = None
    transport_note: Annotated[Paragraph | None, Field(description="交通安排")] = None
    poster_claims: Annotated[bool, Field(description="是否接受海报签到（都要负责人确认）")] = False
    sign_up_approval: Annotated[bool, Field(description="报名是否要负责人同意")] = False
    shifts: Annotated[list[ShiftIn], Field(min_length=1, max_length=MOST_SHIFTS)]

    def plan(self) -> ActivityPlan:
        """Return the plan these fields describe; a theme named twice counts once."""
        located = self.place_latitude is not None and self.place_longitude is not None
        return ActivityPlan(
            title=self.title,
            themes=tuple(dict.fromkeys(str(theme) for theme in self.themes)),
            difficulty_code=self.difficulty_code,
            place_name=self.place_name,
            place_latitude=self.place_latitude if located else None,
            place_longitude=self.place_longitude if located else None,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            risk_note=self.risk_note,
            hazardous=self.hazardous,
            insurance_note=self.insurance_note,
            poster_claims=self.poster_claims,
            shifts=tuple(shift.plan() for shift in self.shifts),
            meals_note=self.meals_note,
            transport_note=self.transport_note,
            sign_up_approval=self.sign_up_approval,
        )


class NewActivityBody(ActivityBody):
    """A new activity, as a draft or published at once."""

    site_id: uuid.UUID
    publish: bool = False


class CancellationBody(Body):
    """Why an activity is called off; those who signed up read it."""

    reason: Paragraph


class ChangeBody(Body):
    """A new beginning, to which every shift moves, or a new place; everybody who signed up is told."""

    starts_at: InstantIn | None = None
    place_name: Line | None = None

    @model_validator(mode="after")
    def _says_something(self) -> ChangeBody:
        if self.starts_at is None and self.place_name is None:
            raise ValueError("nothing to change")
        return self


class HeadcountBody(Body):
    """How many people without an account took part, as estimated on the spot."""

    headcount: Annotated[int, Field(ge=0, le=100_000)]
    mark: Annotated[Mark, Field(description="over 表示“余”，about 表示“约”")] = "exact"


class CapacityBody(Body):
    """How many places a shift has from now on."""

    capacity: Annotated[int, Field(ge=1, le=MOST_PLACES)]


class SignUpBody(Body):
    """For which shift, and for whom if not for the caller herself."""

    shift_id: uuid.UUID
    volunteer_id: Annotated[uuid.UUID | None, Field(description="替家人报名时填家人")] = None
    post_id: Annotated[uuid.UUID | None, Field(description="想要的岗位")] = None


class DecisionBody(Body):
    """Yes or no; a no needs words."""

    approve: bool
    reason: Paragraph | None = None


class PostBody(Body):
    """At which post of her shift she stands, or at none."""

    post_id: uuid.UUID | None


class JointOrganizerBody(Body):
    """Who runs the activity too."""

    volunteer_id: uuid.UUID


class ActivityQuery(PageQuery):
    """Which activities: of one village or the whole county, from and until which date, which way."""

    village_code: VillageCode | None = None
    from_date: Annotated[dt.date | None, Field(ge=dt.date(2020, 1, 1), le=dt.date(2100, 12, 31))] = None
    to_date: Annotated[dt.date | None, Field(ge=dt.date(2020, 1, 1), le=dt.date(2100, 12, 31))] = None
    newest_first: bool = False
    theme: Theme | None = None
    free: Annotated[bool, Field(description="只看还有名额的")] = False
    mine: Annotated[bool, Field(description="只看我报名或去过的")] = False
    over: Annotated[bool | None, Field(description="true 只看结束了的，false 只看还没结束的")] = None


class ActivityItem(View):
    """One activity of the list, with what the caller herself has to do with it."""

    id: uuid.UUID
    short_id: str
    title: str
    themes: list[str]
    village_code: str
    place_name: str
    starts_at: InstantOut
    ends_at: InstantOut
    state: ActivityState
    difficulty_code: str
    hazardous: bool
    capacity: int
    taken: int
    my_sign_up: SignUpState | None
    my_attendance: MyAttendance
    my_in_at: Annotated[InstantOut | None, Field(description="我签到的时刻")]
    my_out_at: Annotated[InstantOut | None, Field(description="我签退的时刻")]
    difficulty_name: Annotated[str | None, Field(description="难度怎么说；那天没有规则时为空")]
    factor_percent: Annotated[int | None, Field(description="难度系数，百分数")]
    estimated_points: Annotated[PointsOut | None, Field(description="做满最短的一班大约多少分，不算封顶")]


class ActivityList(View):
    """One page of activities in order of their beginning."""

    items: list[ActivityItem]
    next_cursor: str | None


class DifficultyView(View):
    """How hard it is, and what that multiplies."""

    code: str
    name: str
    factor_percent: Annotated[int, Field(description="难度系数，百分数：150 表示 ×1.5")]


class PostView(View):
    """One post of a shift with its places."""

    id: uuid.UUID
    code: PostCode
    name: str
    capacity: int
    taken: int


class ShiftView(View):
    """One shift with its places, its posts and the caller's own sign-up."""

    id: uuid.UUID
    starts_at: InstantOut
    ends_at: InstantOut
    capacity: int
    taken: int
    sign_up_id: uuid.UUID | None
    sign_up_state: SignUpState | None
    post_id: Annotated[uuid.UUID | None, Field(description="我的岗位")]
    decision_reason: Annotated[str | None, Field(description="报名没有通过的原因")]
    waiting_position: Annotated[int | None, Field(description="我在候补里排第几")]
    estimated_points: Annotated[PointsOut | None, Field(description="做满这一班大约多少分，不算封顶")]
    posts: list[PostView]


class JointOrganizerView(View):
    """Somebody who runs the activity too."""

    id: uuid.UUID
    name: str


class OwnPartView(View):
    """The caller's own marks at an activity, and the service record made from them."""

    shift_id: uuid.UUID
    in_at: InstantOut
    in_mode: Literal["online", "offline", "backfill"]
    out_at: InstantOut | None
    confirmed: Annotated[bool, Field(description="海报或补记的签到，负责人确认了没有")]
    record_id: uuid.UUID | None
    record_state: Literal["claimed", "verified", "disclosed", "settled", "rejected", "disputed"] | None
    record_points: PointsOut | None


class ApprovalState(View):
    """How a draft stands with the county, for those who organize it."""

    outcome: Literal["approved", "refused", "withdrawn"] | None
    reason: str | None


class ActivityView(View):
    """An activity in full."""

    id: uuid.UUID
    short_id: str
    site_id: uuid.UUID
    village_code: str
    title: str
    themes: list[str]
    difficulty: DifficultyView | None
    place_name: str
    place_latitude: int | None
    place_longitude: int | None
    starts_at: InstantOut
    ends_at: InstantOut
    risk_note: str
    hazardous: bool
    insurance_note: str | None
    meals_note: str | None
    transport_note: str | None
    poster_claims: bool
    sign_up_approval: bool
    state: ActivityState
    cancel_reason: str | None
    organizer_name: str
    joint_organizers: list[JointOrganizerView]
    approval: ApprovalState | None
    unregistered_headcount: int | None
    unregistered_headcount_mark: Mark
    shifts: list[ShiftView]
    my_part: OwnPartView | None
    words_hidden: Annotated[bool, Field(description="文字还没通过内容检查，只有组织者看得到")] = False
    annex_rows: Annotated[list[int], Field(default_factory=list, description="办成后计入附件3的哪几项")]
    poster_url: Annotated[str | None, Field(description="活动海报的打印页，发布并通过检查后才有")] = None
    version: int


class ActivityDone(View):
    """What was made or changed, with its new state."""

    id: uuid.UUID
    short_id: str
    state: ActivityState
    version: int
    awaiting_approval: Annotated[bool, Field(description="草稿已交县区审批")] = False
    words_hidden: Annotated[bool, Field(description="文字还没通过内容检查，只有组织者看得到")] = False


class ApprovalItem(View):
    """A draft that waits for the county."""

    id: uuid.UUID
    activity_id: uuid.UUID
    title: str
    village_code: str
    starts_at: InstantOut
    requested_by: uuid.UUID
    requested_at: InstantOut


class ApprovalPage(View):
    """One page of drafts that wait, longest first."""

    items: list[ApprovalItem]
    next_cursor: str | None


class SignUpView(View):
    """A sign-up: a place, or a place on the waiting list."""

    id: uuid.UUID
    shift_id: uuid.UUID
    volunteer_id: uuid.UUID
    state: SignUpState
    signed_up_by: uuid.UUID
    post_id: uuid.UUID | None


class SignUpCancelledView(View):
    """A sign-up that was taken back, and whether somebody who waited got the place."""

    id: uuid.UUID
    state: Literal["cancelled"]
    passed_on: bool


class SignUpItem(SignUpView):
    """A sign-up as the organizer reads it."""

    name: str


class SignUpList(View):
    """Everybody signed up for an activity or waiting, by shift and order."""

    items: list[SignUpItem]
