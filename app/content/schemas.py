"""Shapes of texts under review on the wire."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from app.http.schemas import Body, InstantOut, PageQuery, View

State = Literal["pending", "visible", "blocked"]


class ReviewQuery(PageQuery):
    """Which texts: those that wait for a person, or those that are blocked."""

    state: Literal["pending", "blocked"] = "pending"


class ReviewView(View):
    """A text, or a picture with its caption, that somebody has to look at.

    ``label`` is the platform's, ``reason`` says why it did not decide.
    """

    id: uuid.UUID
    kind: str
    subject_id: uuid.UUID
    village_code: str
    author_name: str
    words: str
    state: State
    label: int | None
    reason: str | None
    submitted_at: InstantOut
    mine: bool
    picture_url: Annotated[str | None, Field(description="照片的地址，一两个小时内有效")] = None


class DecisionBody(Body):
    """Show the text to others, or keep it back."""

    state: Literal["visible", "blocked"]


class DecisionView(View):
    """What became of the text."""

    id: uuid.UUID
    state: State


REVIEW_EXAMPLE: dict[str, Any] = {
    "id": "0197f0aa-0000-7000-8000-000000000901",
    "kind": "objection",
    "subject_id": "0197f0aa-0000-7000-8000-000000000401",
    "village_code": "450222100201",
    "author_name": "韦小榕",
    "words": "那天她没有来。",
    "state": "pending",
    "label": None,
    "reason": "review",
    "submitted_at": "2026-11-22T02:00:00Z",
    "mine": False,
    "picture_url": None,
}
