"""What becomes of a picture: WeChat judges it, a person where WeChat does not; a blocked one goes for good later."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from app.activities.models import Activity, ActivityPhoto
from app.activities.service.photo_files import Look, address_of, erase
from app.content.service.asking import NOTHING_ASKED, SCENES, Asked
from app.content.service.checking import ASK_AGAIN, conclude, when_decided, write_pending
from app.content.service.verdicts import await_verdict, find_pending
from app.core.crypto import FieldCipher
from app.core.db import Database
from app.core.jobs import defer
from app.core.transaction import transaction
from app.gateways.wechat import TextCheck, TextVerdict, WeChatError, WeChatGateway
from app.identity.queries.own import find_openid
from app.messages.kinds import Kind
from app.messages.service.inbox import notify

PHOTO: Final = "photo"
CHECK_PHOTO: Final = "activities.check_photo"
REMOVE_BLOCKED: Final = "activities.remove_blocked_photo"
BLOCKED_KEPT_SECONDS: Final = 30 * 24 * 3600
"""How long a reviewer may still overrule; then the files are deleted."""


def hand_in_photo(
    session: Session, photo: ActivityPhoto, activity: Activity, *, now: dt.datetime, asked: Asked = NOTHING_ASKED
) -> None:
    """Hand a picture in with its caption: good words let WeChat look at the picture, others let a person look."""
    words = photo.caption or ""
    text = write_pending(
        session,
        PHOTO,
        county_id=photo.county_id,
        subject_id=photo.id,
        author_id=photo.uploaded_by,
        village_code=activity.village_code,
        words=words,
        now=now,
    )
    verdict = asked.verdict_on(words) if words else TextCheck(TextVerdict.PASS)
    if verdict is not None and verdict.verdict is TextVerdict.PASS:
        defer(session, CHECK_PHOTO, county_id=photo.county_id, photo_id=str(photo.id))
    else:
        conclude(session, text, verdict or TextCheck(TextVerdict.REVIEW, reason="words_unread"), now=now)


def ask_about_photo(
    database: Database,
    gateway: WeChatGateway,
    *,
    cipher: FieldCipher,
    base_url: str,
    county_id: str,
    photo_id: uuid.UUID,
    clock: Callable[[], dt.datetime],
) -> None:
    """Hand a pending picture's address to WeChat, which fetches it and pushes its verdict later.

    A picture of somebody without WeChat, or one that WeChat does not take, waits for a person; one that got no answer
    does so after 35 minutes.
    """
    with database.session() as session:
        photo = session.get(ActivityPhoto, (county_id, photo_id))
        if photo is None or photo.state != "pending":
            return
        openid = find_openid(session, county_id=county_id, volunteer_id=photo.uploaded_by)
        url = base_url + address_of(photo, Look.LARGE, cipher=cipher, now=clock())
    trace_id, reason = "", "no_account"
    if openid is not None:
        try:
            trace_id = gateway.check_picture(url, openid=openid, scene=SCENES[PHOTO])
        except WeChatError as error:
            reason = error.kind
    with transaction(database, now=clock()) as work:
        text = find_pending(work.session, PHOTO, county_id=county_id, subject_id=photo_id)
        if text is None or text.needs_person:
            return
        if trace_id:
            await_verdict(work.session, text, trace_id=trace_id)
        elif reason not in ASK_AGAIN:
            conclude(work.session, text, TextCheck(TextVerdict.REVIEW, reason=reason), now=work.now)


def remove_blocked(session: Session, *, county_id: str, photo_id: uuid.UUID, folder: Path) -> None:
    """Delete a picture that was blocked long ago and that nobody has shown again."""
    photo = session.get(ActivityPhoto, (county_id, photo_id), with_for_update=True)
    if photo is not None and photo.state == "blocked":
        photo.state = "removed"
        session.flush()
        erase(session, photo, folder)


def _follow(session: Session, *, county_id: str, subject_id: uuid.UUID, state: str, now: dt.datetime) -> None:
    """Show a picture that was found good if everybody in it agreed; block a bad one and tell who uploaded it."""
    photo = session.get(ActivityPhoto, (county_id, subject_id), with_for_update=True)
    if photo is None or photo.state == "removed" or state == "pending":
        return
    good = "visible" if photo.everyone_agreed else "pending"
    photo.state, photo.decided_at = (good if state == "visible" else "blocked"), now
    session.flush()
    if photo.state != "blocked":
        return
    defer(
        session,
        REMOVE_BLOCKED,
        wait_seconds=BLOCKED_KEPT_SECONDS,
        county_id=county_id,
        photo_id=str(photo.id),
    )
    activity = session.get_one(Activity, (county_id, photo.activity_id))
    notify(
        session,
        Kind.PHOTO_BLOCKED,
        county_id=county_id,
        to=[photo.uploaded_by],
        about=activity.id,
        now=now,
        event=f"{Kind.PHOTO_BLOCKED}:{photo.id}:{now.isoformat()}",
        title=activity.title,
    )


when_decided(PHOTO, _follow, tells_author=True)
