"""Verdicts on pictures, which the platform pushes some minutes after it was asked (wechat.md §6.2)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.models import CheckedText
from app.content.service.checking import conclude
from app.gateways.wechat import TextCheck, TextVerdict
from app.gateways.wechat_answers import judged_in
from app.messages.service.pushes import on_event

EVENT: Final = "wxa_media_check"


def await_verdict(session: Session, text: CheckedText, *, trace_id: str) -> None:
    """Remember under which name the verdict on a pending picture will come."""
    text.trace_id = trace_id
    session.flush()


def find_pending(session: Session, kind: str, *, county_id: str, subject_id: uuid.UUID) -> CheckedText | None:
    """Return what still waits for a verdict or a person about a thing, locked, or None."""
    return session.scalars(
        select(CheckedText)
        .where(
            CheckedText.county_id == county_id,
            CheckedText.kind == kind,
            CheckedText.subject_id == subject_id,
            CheckedText.state == "pending",
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def withdraw(session: Session, kind: str, *, county_id: str, subject_id: uuid.UUID) -> None:
    """Take a thing that is gone out of every queue."""
    waiting = find_pending(session, kind, county_id=county_id, subject_id=subject_id)
    if waiting is not None:
        session.delete(waiting)
        session.flush()


def _picture_judged(session: Session, event: Mapping[str, Any], now: dt.datetime) -> None:
    """Write the verdict down, unless a person was faster; a picture that could not be fetched waits for a person."""
    trace_id = str(event.get("trace_id", ""))
    text = session.scalars(
        select(CheckedText)
        .where(CheckedText.trace_id == trace_id, CheckedText.state == "pending")
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if text is None or not trace_id:
        return
    check = TextCheck(TextVerdict.REVIEW, reason="not_fetched")
    if str(event.get("errcode", 0)) == "0":
        check = judged_in(event)
    conclude(session, text, TextCheck(check.verdict, check.label, trace_id, check.reason), now=now)


on_event(EVENT, _picture_judged)
