"""The inbox (站内消息), consents to subscribe messages (订阅次数), and the subscribe messages themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Facts, Id, Instant, Ref


class InboxMessage(Base):
    """Something a person was told. Its sentence is made from the catalogue when it is read.

    ``event`` names what happened, so that nobody is told twice; ``params`` hold ids, numbers and public words only.
    """

    __tablename__ = "inbox_message"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        UniqueConstraint("county_id", "volunteer_id", "event"),
        Index("ix_inbox_message_unread", "county_id", "volunteer_id", postgresql_where="read_at IS NULL"),
        Index("ix_inbox_message_created_at", "created_at", postgresql_using="brin"),
    )

    county_id: Mapped[CountyId]
    volunteer_id: Mapped[Id]
    id: Mapped[Id]
    kind: Mapped[str]
    event: Mapped[str]
    subject_id: Mapped[Ref | None]
    params: Mapped[Facts]
    created_at: Mapped[Instant]
    read_at: Mapped[Instant | None]


class MessageConsent(Base):
    """How many messages of one template a person still lets us send, as her phone reported it (wechat.md §4.2).

    ``lapsed_at`` is set when the platform said that nothing was left although we counted something.
    """

    __tablename__ = "message_consent"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("remaining >= 0", name="remaining_not_negative"),
        CheckConstraint("last_answer IN ('accept','reject','ban','filter')", name="last_answer"),
    )

    county_id: Mapped[CountyId]
    volunteer_id: Mapped[Id]
    template_id: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    remaining: Mapped[int]
    last_answer: Mapped[str]
    answered_at: Mapped[Instant]
    lapsed_at: Mapped[Instant | None]


class PushEvent(Base):
    """An event that WeChat pushed. Global: all we know is an openid. What it said is deleted once it was acted on.

    ``key_hash`` tells events apart, ``nonce`` makes a captured push worthless.
    """

    __tablename__ = "push_event"
    __table_args__ = (
        UniqueConstraint("nonce"),
        Index("ix_push_event_received_at", "received_at"),
        CheckConstraint("processed_at IS NULL OR body IS NULL", name="forgotten_when_processed"),
    )

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    nonce: Mapped[str]
    name: Mapped[str]
    body: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    received_at: Mapped[Instant]
    processed_at: Mapped[Instant | None]


class SubscribeMessage(Base):
    """One inbox message on its way through WeChat, at most once. ``id`` is the inbox message's.

    ``unknown`` is written before the call and stays when no answer came: such a message is never sent again.
    """

    __tablename__ = "subscribe_message"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county_id", "volunteer_id", "id"],
            ["inbox_message.county_id", "inbox_message.volunteer_id", "inbox_message.id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("state IN ('queued','sent','refused','unknown','not_subscribed')", name="state"),
        CheckConstraint("state <> 'refused' OR reason IS NOT NULL", name="refused_with_reason"),
        CheckConstraint("(attempts = 0) = (attempted_at IS NULL)", name="attempted_at"),
        Index("ix_subscribe_message_open", "county_id", "volunteer_id", postgresql_where="state = 'unknown'"),
        Index("ix_subscribe_message_wechat_id", "wechat_id", postgresql_where="wechat_id IS NOT NULL"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    volunteer_id: Mapped[Ref]
    purpose: Mapped[str]
    template_id: Mapped[str | None]
    state: Mapped[str]
    reason: Mapped[str | None]
    attempts: Mapped[int]
    queued_at: Mapped[Instant]
    good_until: Mapped[Instant]
    attempted_at: Mapped[Instant | None]
    wechat_id: Mapped[str | None]
