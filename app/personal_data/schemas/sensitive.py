"""Shapes of ID numbers and guardians: whole on the way in, nearly nothing on the way out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.http.schemas import Body, InstantOut, View
from app.identity.schemas.login import PersonName
from app.identity.schemas.people import LookPurpose, PhoneNumber
from app.privacy.schemas import NoticeVersion

Relation = Literal["father", "mother", "grandparent", "sibling", "other"]


class IdNumberBody(Body):
    """The number, and the version of the text that was shown about it, unless its consent stands already."""

    number: Annotated[str, Field(min_length=15, max_length=30, pattern=r"^[0-9Xx ]+$")]
    notice_version: NoticeVersion | None = None


class IdNumberView(View):
    """Whether a number is kept, its last four signs, and whether the county keeps numbers at all."""

    county_keeps: bool
    masked: str | None
    on_paper: bool
    recorded_at: InstantOut | None


class GuardianBody(Body):
    """Who agreed for a minor."""

    name: PersonName
    relation: Relation
    phone: PhoneNumber | None = None


class GuardianView(View):
    """Who agreed for a minor; the phone number is masked unless a reason was given."""

    name: str | None
    relation: Relation | None
    phone: str | None
    on_paper: bool
    agreed_at: InstantOut | None


class GuardianPurposeBody(Body):
    """What a guardian's name and number are needed for; kept in the audit trail and shown to the supervisor."""

    purpose: LookPurpose
