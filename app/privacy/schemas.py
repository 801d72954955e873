"""Shapes of notices and consents."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from app.http.schemas import Body, InstantOut, View

Purpose = Literal["base", "full_name_public", "photo", "location", "phone", "ranking", "background", "id_number"]
NoticeVersion = Annotated[int, Field(ge=1, le=10_000)]


class NoticeView(View):
    """A text in force."""

    purpose: Purpose
    version: int
    title: str
    body: str
    effective_on: dt.date


class NoticeList(View):
    """Texts, the notice itself first."""

    items: list[NoticeView]


class ConsentBody(Body):
    """An answer to the text that was shown."""

    purpose: Purpose
    version: NoticeVersion
    answer: Literal["given", "refused"]


class WithdrawalBody(Body):
    """What is withdrawn."""

    purpose: Purpose


class ConsentView(View):
    """How a person stands to one purpose; ``may_ask`` tells a screen whether it may ask today."""

    purpose: Purpose
    current_version: int
    state: Literal["given", "outdated", "refused", "withdrawn", "not_asked"]
    version: int | None
    on_paper: bool
    by_somebody_else: bool
    answered_at: InstantOut | None
    withdrawn_at: InstantOut | None
    ask_again_on: dt.date | None
    may_ask: bool


class ConsentList(View):
    """Every purpose, the notice itself first."""

    items: list[ConsentView]
