"""Shapes of people and households as those who run a place see them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.http.schemas import (
    Body,
    CleanText,
    CountyCode,
    InstantOut,
    Line,
    Page,
    PageQuery,
    Paragraph,
    PointsIn,
    PointsOut,
    View,
    VillageCode,
)
from app.identity.schemas.login import HouseholdCode, Kind, PersonName, State

PlaceCode = Annotated[str, Field(pattern=r"^\d{2,12}$")]
PhoneNumber = Annotated[str, Field(pattern=r"^1[3-9][0-9]{9}$")]
RoleDay = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2100, 12, 31))]


class RegisterVolunteerBody(Body):
    """A person whom an organizer writes down; without a household code she founds her own."""

    name: PersonName
    kind: Kind = "mother"
    village_code: VillageCode
    birth_on: dt.date | None = None
    guardian_consent: bool = False
    phone: PhoneNumber | None = None
    household_code: HouseholdCode | None = None
    somebody_else: bool = False


class ConfirmationBody(Body):
    """Whether she is known to be another person than the one with the same phone, or name and birth date."""

    somebody_else: bool = False


class PeopleQuery(PageQuery):
    """Which people; ``q`` is a part of the name, or letters for initials (``lxf``) or syllables (``lixiaofang``)."""

    q: Annotated[CleanText, Field(min_length=1, max_length=40)] | None = None
    place_code: PlaceCode | None = None
    state: State | None = None


class VolunteerView(View):
    """A person in a list; the name is masked unless the viewer organizes or checks there."""

    id: uuid.UUID
    name: str
    kind: Kind
    state: State
    village_code: str
    household_id: uuid.UUID | None
    household_code: str | None
    is_head: bool
    has_wechat: bool
    card_suffix: str | None
    is_minor: bool


class VolunteerPage(Page[VolunteerView]):
    """One page of people in the order of their names."""


class VolunteerDetail(VolunteerView):
    """One person; birth date and masked phone only where the name is shown too, and of a minor only with a reason."""

    suspended_reason: str | None
    phone: str | None
    birth_on: dt.date | None
    joined_on: dt.date
    awaited_household_id: uuid.UUID | None


class SuspensionBody(Body):
    """Why; the person herself can read it."""

    reason: Paragraph


LookPurpose = Literal["activity", "guardian", "correction", "inspection", "emergency"]
"""Why somebody opens a minor's data: 活动安排, 联系监护人, 核对更正, 检查, 紧急情况."""


class PhonePurposeBody(Body):
    """What the full number is needed for; kept in the audit trail."""

    purpose: Literal["activity", "redemption", "correction", "emergency"]


class DataPurposeBody(Body):
    """What a minor's data is needed for; kept in the audit trail and shown to the supervisor."""

    purpose: LookPurpose


class BindingView(View):
    """A new binding within the last day, all empty when there is none; until then she orders only at the counter."""

    cause: Literal["phone", "wechat", "merger"] | None
    began_at: InstantOut | None
    until_at: InstantOut | None


class BindingRulingBody(Body):
    """Whether the new binding is the person's own doing."""

    outcome: Literal["confirmed", "cancelled"]


class FullPhoneView(View):
    """A phone number in full."""

    phone: str


class MoveBody(Body):
    """The household to join; without a code she founds her own."""

    household_code: HouseholdCode | None = None


class CardView(View):
    """A new card: the code and its picture are shown this once."""

    code: str
    suffix: str
    qr_svg: str


class CardClosingBody(Body):
    """Whether the card was lost or given back."""

    state: Literal["lost", "returned"]


class HouseholdQuery(PageQuery):
    """Which households."""

    place_code: PlaceCode | None = None


class HouseholdBody(Body):
    """Where the household lives."""

    village_code: VillageCode


class HouseholdMemberView(View):
    """A member; the name is masked unless the viewer may see it."""

    id: uuid.UUID
    name: str
    kind: Kind
    state: State
    is_head: bool


class HouseholdView(View):
    """A household with its members."""

    id: uuid.UUID
    county_id: CountyCode
    code: str
    village_code: str
    redeem_by: Literal["head", "adults"]
    order_limit_points: PointsOut | None
    state: Literal["active", "closed"]
    members: list[HouseholdMemberView]


class HouseholdPage(Page[HouseholdView]):
    """One page of households in the order of their codes."""


class HouseholdChangeBody(Body):
    """The head, who may exchange points, and the most that one order of anybody but the head may cost."""

    head_volunteer_id: uuid.UUID
    redeem_by: Literal["head", "adults"]
    order_limit_points: Annotated[PointsIn, Field(gt=0, le=100_000_00)] | None = None


class RoleBody(Body):
    """A role for a place and everything below it, from a day until a day (both included)."""

    role: Literal["organizer", "checker", "shop_keeper", "supervisor", "county_staff", "city_staff", "administrator"]
    place_code: PlaceCode
    starts_on: RoleDay | None = None
    ends_on: RoleDay | None = None


class RoleQuery(PageQuery):
    """Roles of which place and below."""

    place_code: PlaceCode | None = None


class RoleGrantView(View):
    """A role somebody holds, held or will hold."""

    id: uuid.UUID
    volunteer_id: uuid.UUID
    volunteer_name: str
    role: str
    place_code: str
    starts_on: dt.date
    ends_on: dt.date | None
    granted_at: InstantOut


class RoleGrantPage(Page[RoleGrantView]):
    """One page of roles, newest first."""


class StaffCredentialBody(Body):
    """The name with which a person will log in at a PC."""

    login_name: Annotated[Line, Field(min_length=3, max_length=40, pattern=r"^[a-z0-9][a-z0-9._-]+$")]


class StaffCredentialView(View):
    """A one-time password and the secret for an authenticator, shown this once."""

    login_name: str
    password: str
    totp_uri: str
