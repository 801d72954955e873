"""Shapes of people who may be written down twice, and of the merger of two registrations."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from app.http.schemas import Body, CountyQuery, InstantOut, MinutesOut, Page, PageQuery, Paragraph, View
from app.identity.schemas.login import State
from app.identity.schemas.people import PlaceCode

Evidence = Literal["same_id_number", "same_phone", "same_name_and_birth"]
MergeState = Literal["proposed", "merged", "declined"]
PersonsAnswer = Literal["agreed", "objected"]


class PlaceOnlyQuery(CountyQuery):
    """Which place and below."""

    place_code: PlaceCode | None = None


class TwinView(View):
    """Two people who may be one, why it looks so, and what each registration has; ``reason`` is the strongest."""

    reason: Evidence
    evidence: list[Evidence]
    first_id: uuid.UUID
    first_name: str
    first_state: State
    first_joined_on: dt.date
    first_household_code: str | None
    first_wechat: bool
    first_card_suffix: str | None
    first_minutes: MinutesOut
    second_id: uuid.UUID
    second_name: str
    second_state: State
    second_joined_on: dt.date
    second_household_code: str | None
    second_wechat: bool
    second_card_suffix: str | None
    second_minutes: MinutesOut
    merge_id: uuid.UUID | None


class TwinList(View):
    """Pairs, in the order in which the earlier of the two was registered."""

    items: list[TwinView]


class MergeBody(Body):
    """Which registration goes on, which one goes over into it, and how one knows that they are one person."""

    survivor_id: uuid.UUID
    other_id: uuid.UUID
    reason: Paragraph


class MergeQuery(PageQuery):
    """Mergers of which place and below, in which state."""

    place_code: PlaceCode | None = None
    state: MergeState | None = None


class MergeView(View):
    """A merger, what speaks for it, and how far it has come; until ``answer_until_on`` the person is waited for."""

    id: uuid.UUID
    survivor_id: uuid.UUID
    survivor_name: str
    other_id: uuid.UUID
    other_name: str
    evidence: list[Evidence]
    reason: str
    state: MergeState
    proposer_name: str
    proposed_at: InstantOut
    answer_until_on: dt.date
    survivor_answer: PersonsAnswer | None
    other_answer: PersonsAnswer | None
    decided_at: InstantOut | None
    answer: str | None


class MergePage(Page[MergeView]):
    """One page of mergers, newest first."""


class MergeList(View):
    """The mergers that concern the caller, newest first."""

    items: list[MergeView]


class MergeAnswerBody(Body):
    """What the person herself says: both are hers, or not."""

    answer: PersonsAnswer


class DeclineBody(Body):
    """Why they stay two."""

    reason: Paragraph
