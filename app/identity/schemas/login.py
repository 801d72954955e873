"""Shapes of logging in, registering, sessions, and what a person sees of herself."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from app.http.schemas import Body, CleanText, CountyCode, InstantOut, Paragraph, PointsOut, View, VillageCode
from app.identity.policy import NAME_LENGTH_MAX, clean_name
from app.privacy.schemas import NoticeVersion

PersonName = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH_MAX), AfterValidator(clean_name)]
"""A person's name; rare characters and the names of all peoples are welcome."""

Kind = Literal["mother", "family", "staff"]
State = Literal["registered", "active", "suspended", "left"]
Ticket = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
CardCode = Annotated[str, Field(min_length=10, max_length=64, pattern=r"^[ -~]+$")]
HouseholdCode = Annotated[str, Field(pattern=r"^[A-Z0-9]{4,12}$")]


class LoginBody(Body):
    """The code of wx.login, nothing else: who it is, WeChat says."""

    code: Annotated[str, Field(min_length=8, max_length=128, pattern=r"^[\x21-\x7e]+$")]


class LoginView(View):
    """Either a session, or the ticket with which to register."""

    state: Literal["signed_in", "registration_needed"]
    token: str | None = None
    ticket: str | None = None
    expires_at: InstantOut


class RegisterBody(Body):
    """A person's own application: a new household, an existing one, or the paper card she has used so far."""

    ticket: Ticket
    how: Literal["found", "join", "claim"]
    name: PersonName
    birth_on: dt.date
    village_code: VillageCode | None = None
    household_code: HouseholdCode | None = None
    card_code: CardCode | None = None
    kind: Literal["mother", "family"] = "mother"
    guardian_consent: bool = False
    accepted_notice_version: NoticeVersion

    @model_validator(mode="after")
    def _complete(self) -> RegisterBody:
        if (self.how == "claim") != (self.card_code is not None):
            raise ValueError("card_code belongs to claim")
        if (self.how == "join") != (self.household_code is not None):
            raise ValueError("household_code belongs to join")
        if (self.how == "claim") == (self.village_code is not None):
            raise ValueError("village_code belongs to found and join")
        return self


class RegistrationView(View):
    """The new person's session; until an organizer confirms, the state is ``registered``."""

    volunteer_id: uuid.UUID
    state: State
    token: str
    expires_at: InstantOut


class SessionView(View):
    """One of the caller's own sessions."""

    id: uuid.UUID
    kind: Literal["miniprogram", "console"]
    created_at: InstantOut
    last_seen_at: InstantOut
    expires_at: InstantOut
    current: bool


class SessionList(View):
    """The caller's open sessions, newest first."""

    items: list[SessionView]


class RoleHeldView(View):
    """A role the caller holds today."""

    role: str
    place_code: str


class MemberView(View):
    """A member of the caller's own household."""

    id: uuid.UUID
    name: str
    kind: Kind
    state: State
    is_head: bool


class OwnHouseholdView(View):
    """The caller's own household."""

    id: uuid.UUID
    code: str
    redeem_by: Literal["head", "adults"]
    order_limit_points: PointsOut | None
    members: list[MemberView]


class MeView(View):
    """What a person sees of herself; the phone number is masked even here."""

    id: uuid.UUID
    county_id: CountyCode
    name: str
    kind: Kind
    state: State
    suspended_reason: str | None
    village_code: str
    village_name: str | None
    birth_on: dt.date | None
    phone: str | None
    joined_on: dt.date
    is_head: bool
    household: OwnHouseholdView | None
    awaited_household_code: str | None
    roles: list[RoleHeldView]


class PhoneBody(Body):
    """The code of WeChat's phone number button (not a login code)."""

    code: Annotated[str, Field(min_length=8, max_length=128, pattern=r"^[\x21-\x7e]+$")]


class PhoneView(View):
    """The number as it is shown from now on."""

    phone: str


class StaffLoginBody(Body):
    """Login name, password and the six digits of the authenticator."""

    login_name: Annotated[CleanText, Field(min_length=3, max_length=40)]
    password: Annotated[str, Field(min_length=1, max_length=128)]
    totp: Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class StaffLoginView(View):
    """A console session."""

    token: str
    expires_at: InstantOut


class PasswordBody(Body):
    """A new password; the old one and a one-time code prove who asks."""

    password: Annotated[str, Field(min_length=1, max_length=128)]
    totp: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    new_password: Annotated[str, Field(min_length=1, max_length=128)]


class ReasonBody(Body):
    """Why."""

    reason: Paragraph
