"""Shapes of the first screen on the wire."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.activities.schemas.activities import ActivityItem
from app.http.schemas import InstantOut, MinutesOut, PointsOut, View

Month = Annotated[int, Field(ge=1, le=12)]


class HomeRole(View):
    """A role the caller holds today."""

    role: str
    place_code: str


class HomePoints(View):
    """What the household can spend, what is on its way and what is reserved."""

    spendable: PointsOut
    pending: PointsOut
    held: PointsOut
    suspended: bool
    disclosed_until: Annotated[InstantOut | None, Field(description="最早一张公示什么时候满")]


class HomeMember(View):
    """In which months of this year a member of the household served; presence only, no amounts."""

    id: uuid.UUID
    name: str
    served: list[Month]
    on_the_way: Annotated[list[Month], Field(description="有服务、还没到账的月份")]


class HomeHousehold(View):
    """The household and its year."""

    code: str
    members: list[HomeMember]
    year_times: int
    year_minutes: MinutesOut


class HomeDay(View):
    """The next redemption day, or the running one."""

    id: uuid.UUID
    pickup_point_id: uuid.UUID
    place: str
    opens_at: InstantOut
    closes_at: InstantOut


class HomeView(View):
    """Everything the first screen shows; ``spoken`` says it in sentences to be read aloud."""

    id: uuid.UUID
    county_id: str
    village_code: str
    village_name: str | None
    name: str
    state: Literal["registered", "active", "suspended"]
    suspended_reason: str | None
    roles: list[HomeRole]
    household: HomeHousehold | None
    points: HomePoints | None
    minutes: Annotated[MinutesOut, Field(description="我入账的全部服务分钟")]
    activities: list[ActivityItem]
    redemption_day: HomeDay | None
    affordable: Annotated[int, Field(description="现有积分够换几样东西")]
    unread: Annotated[int, Field(ge=0, le=100)]
    spoken: Annotated[list[str], Field(description="读给她听的话，一句一条")]
