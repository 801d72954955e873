"""Shapes of messages and consents on the wire."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from app.http.schemas import Body, InstantOut, Page, View

Purpose = Literal["sign_up_result", "activity_reminder", "points_change", "redemption_result"]
Answer = Literal["accept", "acceptWithAudio", "acceptWithAlert", "reject", "ban", "filter"]
TemplateId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{20,64}$")]


class InboxMessageView(View):
    """One message: what happened in words, and the thing it is about so that a tap can open it."""

    id: uuid.UUID
    kind: str
    title: str
    text: str
    subject_kind: str | None
    subject_id: uuid.UUID | None
    created_at: InstantOut
    read_at: InstantOut | None


class InboxPage(Page[InboxMessageView]):
    """A page of the inbox with the number of messages not read yet; above 99 it says 100."""

    unread: Annotated[int, Field(ge=0, le=100)]


class ReadBody(Body):
    """Which messages were seen: some by id, or all up to one of them."""

    message_ids: Annotated[tuple[uuid.UUID, ...], Field(max_length=50)] = ()
    up_to: uuid.UUID | None = None

    @model_validator(mode="after")
    def _names_something(self) -> ReadBody:
        if not self.message_ids and self.up_to is None:
            raise ValueError("name some messages")
        return self


class UnreadView(View):
    """How many messages are left unread; above 99 it says 100."""

    unread: Annotated[int, Field(ge=0, le=100)]


class SubscriptionView(View):
    """A template to ask consent for with wx.requestSubscribeMessage, and how many messages it still allows.

    ``suggest`` says that a message she had asked for could not be sent, so that a gentle 提醒我 may be shown.
    """

    purpose: Purpose
    label: str
    template_id: str
    remaining: int
    suggest: bool


class SubscriptionsView(View):
    """Every template in use."""

    items: list[SubscriptionView]


class AnswersBody(Body):
    """What wx.requestSubscribeMessage answered: template id → answer."""

    answers: Annotated[dict[TemplateId, Answer], Field(min_length=1, max_length=5)]


INBOX_EXAMPLE: dict[str, Any] = {
    "items": [
        {
            "id": "0197f0aa-0000-7000-8000-000000000801",
            "kind": "points_settled",
            "title": "积分到账",
            "text": "清理村口沟渠（11月21日 周六）的 14 分到账，我家可兑换 186 分。",
            "subject_kind": "service_record",
            "subject_id": "0197f0aa-0000-7000-8000-000000000101",
            "created_at": "2026-12-01T01:00:00Z",
            "read_at": None,
        }
    ],
    "next_cursor": None,
    "unread": 1,
}
SUBSCRIPTIONS_EXAMPLE: dict[str, Any] = {
    "items": [
        {
            "purpose": "activity_reminder",
            "label": "活动提醒",
            "template_id": "kYq2v0cXb1xW5Zt8s3Rr7Pp9Nn4Mm6Ll0Jj2Hh5Gg8F",
            "remaining": 1,
            "suggest": False,
        }
    ]
}
