"""Check texts before others see them (wechat.md §6.3): fail closed for others, open to the author.

A text that passes is visible, a risky one is blocked, and everything else – doubt, no answer, no WeChat account, no
verdict within 35 minutes – waits for a person.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.content.models import CheckedText
from app.content.queries import are_known
from app.content.service.asking import NOTHING_ASKED, SCENES, Asked, hash_of
from app.core.db import Database
from app.core.jobs import defer
from app.core.transaction import transaction
from app.gateways.wechat import TextCheck, TextVerdict, WeChatGateway
from app.identity.queries.own import find_openid
from app.messages.kinds import Kind
from app.messages.service.inbox import notify
from points.base import new_id

CHECK_TEXT: Final = "content.check_text"
OVERDUE: Final = dt.timedelta(minutes=35)
ASK_AGAIN: Final = frozenset({"wechat_unavailable", "wechat_outcome_unknown", "wechat_rate_limited"})
"""Kinds of failures after which a job asks once more before a person has to look."""


class Listener(Protocol):
    """Learns what became of a text of its kind."""

    def __call__(
        self, session: Session, *, county_id: str, subject_id: uuid.UUID, state: str, now: dt.datetime
    ) -> None: ...


@dataclass(frozen=True)
class _Subscription:
    listener: Listener
    tells_author: bool


_LISTENERS: dict[str, _Subscription] = {}


def when_decided(kind: str, listener: Listener, *, tells_author: bool = False) -> None:
    """Let a slice above this one learn of every change of state of its texts, in the transaction of the change.

    With ``tells_author`` it also tells the author itself that her text is blocked.
    """
    _LISTENERS[kind] = _Subscription(listener, tells_author)


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
    asked: Asked = NOTHING_ASKED,
) -> str:
    """Hand a text in, in the command's own transaction; a newer text of the same thing replaces it. Return its state.

    Words that are visible elsewhere already, and words the platform was asked about before, are decided at once. All
    others are pending – for others the same as blocked – until a job has asked or a person has looked.
    """
    known = bool(are_known(session, kind, county_id=county_id, hashes=[hash_of(words)]))
    text = write_pending(
        session,
        kind,
        county_id=county_id,
        subject_id=subject_id,
        author_id=author_id,
        village_code=village_code,
        words=words,
        now=now,
    )
    check = TextCheck(TextVerdict.PASS, reason="known") if known else asked.verdict_on(words)
    if check is None or check.reason in ASK_AGAIN:
        defer(session, CHECK_TEXT, county_id=county_id, text_id=str(text.id), submitted_at=now.isoformat())
    else:
        conclude(session, text, check, now=now)
    if text.state == "pending":
        tell_slice(session, text, now=now)
    return text.state


def write_pending(
    session: Session,
    kind: str,
    *,
    county_id: str,
    subject_id: uuid.UUID,
    author_id: uuid.UUID,
    village_code: str,
    words: str,
    now: dt.datetime,
) -> CheckedText:
    """Write a text down as pending, in the place of an older one of the same thing."""
    values = {
        "author_id": author_id,
        "village_code": village_code,
        "words": words,
        "words_hash": hash_of(words),
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
    text = locked_text(session, county_id=county_id, text_id=text_id)
    assert text is not None
    return text


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
            conclude(work.session, text, check, now=work.now)


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
    tell_slice(session, text, now=now)
    subscription = _LISTENERS.get(text.kind)
    if state == "blocked" and (subscription is None or not subscription.tells_author):
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


def conclude(session: Session, text: CheckedText, check: TextCheck, *, now: dt.datetime) -> None:
    """Write a verdict down: what passed is visible, what is risky is blocked, and a person looks at the rest."""
    text.label, text.reason, text.trace_id, text.checked_at = check.label, check.reason, check.trace_id, now
    if check.verdict is TextVerdict.PASS:
        become(session, text, "visible", now=now)
    elif check.verdict is TextVerdict.RISKY:
        become(session, text, "blocked", now=now)
    else:
        text.needs_person, text.reason = True, check.reason or "review"
        session.flush()


def tell_slice(session: Session, text: CheckedText, *, now: dt.datetime) -> None:
    """Let the slice that a text belongs to act on its state."""
    subscription = _LISTENERS.get(text.kind)
    if subscription is not None:
        subscription.listener(session, county_id=text.county_id, subject_id=text.subject_id, state=text.state, now=now)
