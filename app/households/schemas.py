"""Shapes of joining, reshaping and acting for somebody."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.http.schemas import Body, CountyCode, InstantOut, Line, Page, PointsIn, PointsOut, View, VillageCode
from app.identity.schemas.login import HouseholdCode

Scope = Literal["redeem", "sign_up", "check_in"]


class JoinBody(Body):
    """The code of the household, told by somebody who belongs to it."""

    household_code: HouseholdCode


class OwnJoinRequestView(View):
    """The household somebody asked, by the code she was told, and since when she waits."""

    id: uuid.UUID
    household_code: str
    requested_at: InstantOut


class OwnJoinRequestList(View):
    """What the caller asked and waits for: at most one."""

    items: list[OwnJoinRequestView]


class JoinRequestView(View):
    """Somebody who asks to be taken in; she told her name to this household by asking."""

    id: uuid.UUID
    volunteer_id: uuid.UUID
    name: str
    requested_at: InstantOut


class JoinRequestList(View):
    """Who waits for an answer, first come first."""

    items: list[JoinRequestView]


class SplitBody(Body):
    """Who leaves (who was registered first becomes the head), with how many points, and why."""

    member_ids: Annotated[list[uuid.UUID], Field(min_length=1, max_length=20)]
    points: Annotated[PointsIn, Field(ge=0, le=1_000_000_00)]
    reason: Line


class MergerBody(Body):
    """The household that takes in all members and points, and why."""

    into_household_id: uuid.UUID
    reason: Line


class RelocationBody(Body):
    """The village the household moves to."""

    village_code: VillageCode


class ProxyBody(Body):
    """Who may act in what, until when."""

    proxy_id: uuid.UUID
    scope: Scope
    ends_on: dt.date


class ProxyView(View):
    """Who may act for whom in what, from when until when; both are named in full to each other."""

    id: uuid.UUID
    volunteer_id: uuid.UUID
    volunteer_name: str
    proxy_id: uuid.UUID
    proxy_name: str
    scope: Scope
    starts_on: dt.date
    ends_on: dt.date
    on_paper: bool


class ProxyList(View):
    """The proxies that stand today, those for the caller and those she holds."""

    items: list[ProxyView]


class ActView(View):
    """Something somebody did for the caller."""

    id: uuid.UUID
    at: InstantOut
    actor_id: uuid.UUID
    actor_name: str
    action: str
    what: str


class ActPage(Page[ActView]):
    """One page of what others did for the caller, newest first."""


class PlaqueQuery(Body):
    """The county and the code in the address behind a plaque."""

    county_id: CountyCode
    code: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{12}$")]


class PlaqueSettingView(View):
    """Whether the household lets its plaque be read, and where; print the sheet from ``print_address``."""

    shown: bool
    address: str | None
    print_address: str | None


class PlaqueView(View):
    """What a plaque says: points ever earned, not what is left, and the place among the village's households."""

    household_code: str
    village_name: str
    points: PointsOut
    rank: int
    households: int
