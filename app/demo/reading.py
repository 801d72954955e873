"""What people have read: everything but the last days' messages, and every text but the newest objection."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from app.content.models import CheckedText
from app.demo.story import Story
from app.messages.models import InboxMessage

UNREAD = dt.timedelta(days=14)


def read_messages(story: Story) -> None:
    """Let everybody have read her messages a few hours after they came, but for those of the last fortnight."""
    story.session.execute(
        update(InboxMessage)
        .where(InboxMessage.created_at < story.now - UNREAD)
        .values(read_at=InboxMessage.created_at + dt.timedelta(hours=5))
    )


def look_at_texts(story: Story) -> None:
    """Let every text have passed its check, but for the newest objection, which waits for a person."""
    newest = (
        select(CheckedText.id)
        .where(CheckedText.kind == "objection")
        .order_by(CheckedText.submitted_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    waiting = CheckedText.id == newest
    story.session.execute(update(CheckedText).where(waiting).values(needs_person=True, reason="review"))
    story.session.execute(
        update(CheckedText)
        .where(CheckedText.needs_person.is_(False))
        .values(state="visible", words=None, checked_at=CheckedText.submitted_at)
    )
