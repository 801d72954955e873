"""Check texts before others see them (wechat.md §6.3): fail closed for others, open to the author.

A text that passes is visible, a risky one is blocked, and everything else – doubt, no answer, no WeChat account, no
verdict within 35 minutes – waits for a person.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Final, Protocol

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.content.models import CheckedText
from app.core.db import Database
from app.core.jobs import defer
from app.core.transaction import transaction
from app.gateways.wechat import TextCheck, TextScene, TextVerdict, WeChatGateway
from app.identity.queries.own import find_openid
from app.messages.kinds import Kind
from app.messages.service.inbox import notify
from points.base import new_id

CHECK_TEXT: Final = "content.check_text"
OVERDUE: Final = dt.timedelta(minutes=35)
SCENES: Final = {
    "objection": TextScene.COMMENT,
    "dispute": TextScene.COMMENT,
    "activity": TextScene.FORUM,
}
"""What is checked → where the platform is told that it will stand."""


class Listener(Protocol):
    """Learns what became of a text of its kind."""

    def __call__(self, session: Session, *, county_id: str, subject_id: uuid.UUID, state: str) -> None: ...


_LISTENERS: dict[str, Listener] = {}


def when_decided(kind: str, listener: Listener) -> None:
    """Let a slice above this one learn of every change of state of its texts, in the transaction of the change."""
    _LISTENERS[kind] = listener


def hand_in(
    session: Session,
    kind: str,
    *,
    county_id: str,
    subject_id: uuid.UUID,
    author_id: uuid.UUID,
    village_code: str,
    words: str,
    now: dt.datetime,
) -> None:
    """Hand a text in for checking, in the command's own transaction; a newer text of the same thing replaces it."""
    values = {
        "author_id": author_id,
        "village_code": village_code,
        "words": words,
        "state": "pending",
        "needs_person": False,
        "label": None,
        "reason": None,
        "trace_id": None,
        "submitted_at": now,
        "checked_at": None,
        "decided_by": None,
        "decided_at": None,
    }
    row = insert(CheckedText).values(county_id=county_id, id=new_id(), kind=kind, subject_id=subject_id, **values)
    text_id = session.execute(
        row.on_conflict_do_update(index_elements=["county_id", "kind", "subject_id"], set_=values).returning(
            CheckedText.id
        )
    ).scalar_one()
    defer(session, CHECK_TEXT, county_id=county_id, text_id=str(text_id), submitted_at=now.isoformat())


def check_text(
    database: Database,
    gateway: WeChatGateway,
    *,
    county_id: str,
    text_id: uuid.UUID,
    submitted_at: dt.datetime,
    clock: Callable[[], dt.datetime],
) -> None:
    """Ask WeChat about a pending text and write the verdict down, unless the text has changed meanwhile."""
    with database.session() as session:
        found = session.get(CheckedText, (county_id, text_id))
        if found is None or found.state != "pending" or found.submitted_at != submitted_at:
            return
        openid = find_openid(session, county_id=county_id, volunteer_id=found.author_id)
        words, scene = found.words or "", SCENES[found.kind]
    check = TextCheck(TextVerdict.REVIEW, reason="no_account")
    if openid is not None:
        check = gateway.check_text(words, openid=openid, scene=scene)
    with transaction(database, now=clock()) as work:
        text = locked_text(work.session, county_id=county_id, text_id=text_id)
        if text is not None and text.state == "pending" and text.submitted_at == submitted_at:
            _conclude(work.session, text, check, now=work.now)


def hand_to_people(session: Session, *, now: dt.datetime) -> int:
    """Put every text without a verdict for 35 minutes before reviewers and return how many; nothing waits for ever."""
    overdue = session.execute(
        update(CheckedText)
        .where(
            CheckedText.state == "pending",
            CheckedText.needs_person.is_(False),
            CheckedText.submitted_at < now - OVERDUE,
        )
        .values(needs_person=True, reason="overdue")
        .returning(CheckedText.id)
    )
    return len(overdue.all())


def locked_text(session: Session, *, county_id: str, text_id: uuid.UUID) -> CheckedText | None:
    """Return a text, locked until the command ends, or None."""
    return session.scalars(
        select(CheckedText)
        .where(CheckedText.county_id == county_id, CheckedText.id == text_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def become(session: Session, text: CheckedText, state: str, *, now: dt.datetime) -> None:
    """Make a text visible or blocked, tell the slice it belongs to, and tell the author when it is blocked."""
    text.state, text.needs_person = state, False
    if state == "visible":
        text.words = None
    session.flush()
    listener = _LISTENERS.get(text.kind)
    if listener is not None:
        listener(session, county_id=text.county_id, subject_id=text.subject_id, state=state)
    if state == "blocked":
        notify(
            session,
            Kind.TEXT_BLOCKED,
            county_id=text.county_id,
            to=[text.author_id],
            about=None,
            now=now,
            event=f"{Kind.TEXT_BLOCKED}:{text.id}:{text.submitted_at.isoformat()}",
            content=text.kind,
        )


def _conclude(session: Session, text: CheckedText, check: TextCheck, *, now: dt.datetime) -> None:
    text.label, text.reason, text.trace_id, text.checked_at = check.label, check.reason, check.trace_id, now
    if check.verdict is TextVerdict.PASS:
        become(session, text, "visible", now=now)
    elif check.verdict is TextVerdict.RISKY:
        become(session, text, "blocked", now=now)
    else:
        text.needs_person, text.reason = True, check.reason or "review"
