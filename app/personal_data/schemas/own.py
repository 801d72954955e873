"""Shapes of a person's own data: taking it along, correcting it, leaving."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from app.http.schemas import Body, CountyCode, InstantOut, Line, Page, PageQuery, Paragraph, View
from app.identity.schemas.login import PersonName
from app.identity.schemas.people import PlaceCode
from app.personal_data.vocabulary import ETHNIC_GROUPS
from app.privacy.schemas import NoticeVersion
from app.teams.vocabulary import ServiceKind, ServiceTime

About = Literal["name", "birth_on", "phone", "hours", "points", "other"]


def _listed(words: tuple[str, ...]) -> Callable[[str], str]:
    def checked(word: str) -> str:
        if word not in words:
            raise ValueError("not one of the listed words")
        return word

    return checked


EthnicGroup = Annotated[
    str,
    AfterValidator(_listed(ETHNIC_GROUPS)),
    Field(description="民族，不带“族”字", json_schema_extra={"enum": list(ETHNIC_GROUPS)}),
]
Education = Literal["none", "primary", "junior", "senior", "college", "bachelor", "master"]
PoliticalStatus = Literal["masses", "youth_league", "party", "party_probationary", "democratic_party", "no_party"]


class ProfileBody(Body):
    """The optional fields of the registration form; what is left out is empty afterwards.

    The last three are kept only under the consent ``background``; who has not given it yet gives it by naming the
    version of the text she was shown.
    """

    sex: Literal["female", "male"] | None = None
    residence: Annotated[Line | None, Field(description="居住区域，到屯，不写门牌")] = None
    service_kinds: Annotated[list[ServiceKind], Field(max_length=11, default_factory=list)]
    service_times: Annotated[list[ServiceTime], Field(max_length=3, default_factory=list)]
    skills: Line | None = None
    ethnic_group: EthnicGroup | None = None
    education: Education | None = None
    political_status: PoliticalStatus | None = None
    background_notice_version: NoticeVersion | None = None


class ProfileView(View):
    """What the person told of herself."""

    sex: Literal["female", "male"] | None
    residence: str | None
    service_kinds: list[ServiceKind]
    service_times: list[ServiceTime]
    skills: str | None
    ethnic_group: EthnicGroup | None
    education: Education | None
    political_status: PoliticalStatus | None


class ClosingBody(Body):
    """Said in so many words; ``give_up_points`` when she is the last of a household that still has points."""

    confirm: Literal["注销账号"]
    give_up_points: bool = False


class SectionView(View):
    """Rows of one kind, their columns named in Chinese."""

    title: str
    rows: list[dict[str, Any]]


class ExportView(View):
    """Everything kept about the caller; the phone number in full, because it is hers."""

    county_id: CountyCode
    made_at: InstantOut
    phone: str | None
    sections: list[SectionView]


class CorrectionBody(Body):
    """What is wrong, and how it should be."""

    about: About
    words: Paragraph


class CorrectionView(View):
    """A request of the caller, the day by which it is answered, and the answer."""

    id: uuid.UUID
    about: About
    words: str
    requested_at: InstantOut
    due_on: dt.date
    due_estimated: bool
    state: Literal["open", "granted", "declined"]
    answer: str | None
    answered_at: InstantOut | None


class CorrectionList(View):
    """The caller's requests, newest first."""

    items: list[CorrectionView]


class OpenCorrectionView(View):
    """What waits for an answer, and whose it is."""

    id: uuid.UUID
    volunteer_id: uuid.UUID
    volunteer_name: str
    about: About
    words: str
    requested_at: InstantOut
    due_on: dt.date
    due_estimated: bool
    overdue: bool


class OpenCorrectionPage(Page[OpenCorrectionView]):
    """One page of what waits, oldest first."""


class CorrectionQuery(PageQuery):
    """Requests of which place and below; ``overdue`` only those whose last day is over."""

    place_code: PlaceCode | None = None
    overdue: bool = False


class RulingBody(Body):
    """Yes or no with a reason; a granted new name or birth date is written down at once."""

    outcome: Literal["granted", "declined"]
    reason: Paragraph
    name: PersonName | None = None
    birth_on: dt.date | None = None
