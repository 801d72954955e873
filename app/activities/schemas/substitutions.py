"""Shapes of substitutions and of the calendar link."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.http.schemas import Body, InstantOut, View


class SubstitutionBody(Body):
    """To whom the place is offered."""

    volunteer_id: Annotated[uuid.UUID, Field(description="同户家人或者队友")]


class SubstitutionAnswerBody(Body):
    """Whether she takes the place over."""

    accept: bool


class SubstitutionView(View):
    """An offered place and what became of it."""

    id: uuid.UUID
    sign_up_id: uuid.UUID
    to_volunteer_id: uuid.UUID
    state: Literal["offered", "accepted", "declined", "withdrawn"]
    offered_by: uuid.UUID


class OfferItem(SubstitutionView):
    """An open offer with what it is about."""

    activity_id: uuid.UUID
    title: str
    starts_at: InstantOut
    ends_at: InstantOut
    to_me: bool


class OfferList(View):
    """Open offers, newest first."""

    items: list[OfferItem]


class CalendarLinkView(View):
    """The secret address of one's calendar, or nothing when there is none."""

    url: str | None
    made_at: InstantOut | None
