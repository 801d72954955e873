"""Keep what WeChat pushed, once, and act on it later in a job: the platform waits for no more than a second."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.jobs import defer
from app.gateways.wechat_push import items_of
from app.identity.service.unlinking import find_person, forget_phone, unlink_wechat
from app.messages.models import PushEvent, SubscribeMessage
from app.messages.service.consents import forget_consents, note_rejection, zero_consent

log = logging.getLogger(__name__)
PROCESS_PUSH: Final = "messages.process_push"
KEPT: Final = dt.timedelta(days=7)
SETTLES_WITHIN: Final = dt.timedelta(minutes=30)
PHONE_INFO: Final = "8"
"""``RevokeInfo`` of the phone number; the other kinds (nickname, location, photos …) we never store."""
ALARMS: Final = ("wxa_punish_event", "wxa_trade_controlled", "trade_manage_")


def keep_push(session: Session, event: Mapping[str, Any], *, nonce: str, now: dt.datetime) -> bool:
    """Store an event and defer the work on it, unless this very event was stored before.

    False when the nonce was used for another event: then somebody plays with captured requests.
    """
    key = event_key(event)
    sender = str(event.get("FromUserName", ""))
    stored = session.execute(
        insert(PushEvent)
        .values(key_hash=key, nonce=nonce, name=str(event.get("Event", ""))[:64], body=dict(event), received_at=now)
        .on_conflict_do_nothing()
        .returning(PushEvent.key_hash)
    ).first()
    if stored is None:
        return session.get(PushEvent, key) is not None
    lock = hashlib.sha256(sender.encode()).hexdigest()[:16]
    defer(session, PROCESS_PUSH, lock=f"{PROCESS_PUSH}:{lock}", key=key.hex())
    return True


def event_key(event: Mapping[str, Any]) -> bytes:
    """Return what tells one event from another: its MsgId, else who, when, what and the ids inside."""
    if event.get("MsgId"):
        facts: list[Any] = ["id", str(event["MsgId"])]
    else:
        names = ("FromUserName", "CreateTime", "Event", "trace_id", "RevokeInfo", "List")
        facts = [str(event.get(name)) if name != "List" else event.get(name) for name in names]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).digest()


def process_push(session: Session, key: bytes, *, now: dt.datetime) -> None:
    """Act on a stored event once, then forget what it said."""
    stored = session.execute(select(PushEvent).where(PushEvent.key_hash == key).with_for_update()).scalar_one_or_none()
    if stored is None or stored.processed_at is not None:
        return
    event: Mapping[str, Any] = stored.body or {}
    handler = HANDLERS.get(stored.name)
    if handler is not None:
        handler(session, event, now)
    elif stored.name.startswith(ALARMS):
        log.error("wechat.account_warning", extra={"event": stored.name, "kind": str(event.get("event_type"))})
    stored.processed_at, stored.body = now, None


def forget_old_pushes(session: Session, *, now: dt.datetime) -> int:
    """Delete events after a week; a push that old is refused for its timestamp anyway."""
    old = delete(PushEvent).where(PushEvent.received_at < now - KEPT)
    return len(session.execute(old.returning(PushEvent.key_hash)).all())


def _popup(session: Session, event: Mapping[str, Any], now: dt.datetime) -> None:
    """Note a no in the dialog; a yes is counted from the phone's own report only, so never twice."""
    person = find_person(session, str(event.get("FromUserName")))
    for item in items_of(event):
        if person and item.get("SubscribeStatusString") == "reject":
            note_rejection(session, county_id=person[0], volunteer_id=person[1], template_id=str(item["TemplateId"]))


def _change(session: Session, event: Mapping[str, Any], now: dt.datetime) -> None:
    """Set a consent to zero that was taken back in WeChat's own settings."""
    person = find_person(session, str(event.get("FromUserName")))
    for item in items_of(event):
        if person and item.get("SubscribeStatusString") == "reject":
            zero_consent(
                session,
                county_id=person[0],
                volunteer_id=person[1],
                template_id=str(item.get("TemplateId")),
                rejected=True,
            )


def _sent(session: Session, event: Mapping[str, Any], now: dt.datetime) -> None:
    """Settle what became of messages: by WeChat's id, else the oldest of this template whose answer was lost."""
    person = find_person(session, str(event.get("FromUserName")))
    for item in items_of(event):
        wechat_id, template_id = str(item.get("MsgID")), str(item.get("TemplateId"))
        message = _known(session, wechat_id)
        if message is None and person is not None:
            message = _lost(session, *person, template_id=template_id, now=now)
        if message is None:
            continue
        message.wechat_id = wechat_id
        if str(item.get("ErrorCode")) == "0":
            message.state = "sent"
        else:
            message.state, message.reason = "refused", f"wechat_error_{item.get('ErrorCode')}"[:64]


def _known(session: Session, wechat_id: str) -> SubscribeMessage | None:
    return session.scalars(select(SubscribeMessage).where(SubscribeMessage.wechat_id == wechat_id)).one_or_none()


def _lost(
    session: Session, county_id: str, volunteer_id: uuid.UUID, *, template_id: str, now: dt.datetime
) -> SubscribeMessage | None:
    return session.scalars(
        select(SubscribeMessage)
        .where(
            SubscribeMessage.county_id == county_id,
            SubscribeMessage.volunteer_id == volunteer_id,
            SubscribeMessage.template_id == template_id,
            SubscribeMessage.state == "unknown",
            SubscribeMessage.attempted_at > now - SETTLES_WITHIN,
        )
        .order_by(SubscribeMessage.attempted_at)
        .limit(1)
    ).one_or_none()


def _revoked(session: Session, event: Mapping[str, Any], now: dt.datetime) -> None:
    """Delete what a person took back her authorization for."""
    person = find_person(session, str(event.get("OpenID")))
    if person and PHONE_INFO in str(event.get("RevokeInfo", "")).replace(" ", "").split(","):
        forget_phone(session, county_id=person[0], volunteer_id=person[1], now=now)


def _cancelled(session: Session, event: Mapping[str, Any], now: dt.datetime) -> None:
    """Cut every tie to a WeChat user who has left the mini-program for good."""
    person = unlink_wechat(session, str(event.get("OpenID")), now=now)
    if person:
        forget_phone(session, county_id=person[0], volunteer_id=person[1], now=now)
        forget_consents(session, county_id=person[0], volunteer_id=person[1])


Handler = Callable[[Session, Mapping[str, Any], dt.datetime], None]

HANDLERS: Final[dict[str, Handler]] = {
    "subscribe_msg_popup_event": _popup,
    "subscribe_msg_change_event": _change,
    "subscribe_msg_sent_event": _sent,
    "user_authorization_revoke": _revoked,
    "user_authorization_cancellation": _cancelled,
}
"""Every event we act on; the rest is kept for a week and answered with success."""


def on_event(name: str, handler: Handler) -> None:
    """Let a slice above this one act on an event."""
    HANDLERS[name] = handler
