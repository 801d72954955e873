"""The reviewers' queue: texts the platform would not decide on, and those it blocked."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import Row

from app.content import queries
from app.content.api.blueprint import content, cursor_key
from app.content.refusals import OwnText, TextVisible
from app.content.schemas import REVIEW_EXAMPLE, DecisionBody, DecisionView, ReviewQuery, ReviewView
from app.content.service.reviewing import decide
from app.core.actor import NotAllowed
from app.core.permissions import ALLOWED
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid, seal, unseal
from app.http.schemas import CountyQuery, Page
from points.errors import NotFound

_PICTURES: dict[str, Callable[[Call[Any], uuid.UUID], str | None]] = {}


def show_pictures_of(kind: str, address: Callable[[Call[Any], uuid.UUID], str | None]) -> None:
    """Let a slice above this one tell where reviewers find the picture of a thing of a kind."""
    _PICTURES[kind] = address


@operation(
    content,
    "query",
    "GET",
    "/content-reviews",
    action="content.review",
    summary="要看一看的文字和照片",
    query=ReviewQuery,
    returns=Page[ReviewView],
    refusals=(CursorInvalid, NotAllowed),
    answer={"items": [REVIEW_EXAMPLE], "next_cursor": None},
)
def list_content_reviews(call: Call[Any]) -> Page[ReviewView]:
    """List the texts and pictures at one's places that wait for a person, or that are blocked, the oldest first."""
    query, key, scope = call.query, cursor_key(), f"content-reviews:{call.query.state}"
    after = None
    if query.cursor is not None:
        last_at, last_id = unseal(query.cursor, scope=scope, key=key)
        after = (dt.datetime.fromisoformat(str(last_at)), uuid.UUID(str(last_id)))
    rows = queries.list_queue(
        call.session,
        county_id=call.county_id,
        places=[grant.place_code for grant in call.actor.grants if grant.role in ALLOWED["content.review"]],
        state=query.state,
        reader_id=call.actor.volunteer_id,
        limit=query.limit + 1,
        after=after,
    )
    page, more = rows[: query.limit], None
    if len(rows) > query.limit:
        more = seal([page[-1].submitted_at.isoformat(), str(page[-1].id)], scope=scope, key=key)
    return Page(items=[_view(call, row) for row in page], next_cursor=more)


def _view(call: Call[Any], row: Row[Any]) -> ReviewView:
    address = _PICTURES.get(row.kind)
    return ReviewView(
        **{name: value for name, value in row._mapping.items() if name in ReviewView.model_fields},
        picture_url=None if address is None else address(call, row.subject_id),
    )


@operation(
    content,
    "command",
    "POST",
    "/content-reviews/<uuid:text_id>/decision",
    action="content.review",
    summary="决定文字能不能公开",
    body=DecisionBody,
    query=CountyQuery,
    returns=DecisionView,
    refusals=(NotFound, NotAllowed, OwnText, TextVisible),
    keyed=True,
    example={"state": "visible"},
    answer={"id": "0197f0aa-0000-7000-8000-000000000901", "state": "visible"},
)
def decide_on_text(call: Call[DecisionBody]) -> DecisionView:
    """Show a text to others or keep it back; overruling the platform is written down."""
    decided = decide(
        call.session,
        call.actor,
        county_id=call.county_id,
        text_id=path_id(call, "text_id"),
        visible=call.body.state == "visible",
        now=call.now,
    )
    return DecisionView.model_validate(decided)
