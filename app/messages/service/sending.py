"""Send subscribe messages, each at most once, and never while a transaction is open.

``queued`` → ``unknown`` (written before the call) → ``sent``, ``refused`` or ``not_subscribed``; ``unknown`` stays when
no answer came. A message that certainly did not go out is queued again a few times. There is no other way back.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.db import Database
from app.core.transaction import transaction
from app.gateways.wechat import (
    WeChatError,
    WeChatGateway,
    WeChatNotSubscribed,
    WeChatOutcomeUnknown,
    WeChatRecipientBusy,
)
from app.identity.queries.own import find_openid
from app.messages.fields import PAGE, fields_of
from app.messages.kinds import Kind
from app.messages.models import InboxMessage, SubscribeMessage
from app.messages.service.consents import give_back_consent, take_consent, zero_consent
from app.messages.service.inbox import notify
from app.messages.service.queue import defer_sending
from app.settings import TemplateSetting
from points.calendar import week_of

ATTEMPTS_MOST: Final = 4
WAIT_SECONDS: Final = (60, 300, 1500)
"""How long a message that certainly did not go out waits before the second, third and fourth try."""
BUSY_WAIT_SECONDS: Final = 3


@dataclass(frozen=True)
class Prepared:
    """Everything the call needs, so that no transaction is open while WeChat answers."""

    openid: str
    template_id: str
    data: dict[str, str]
    page: str


def send_message(
    database: Database,
    gateway: WeChatGateway,
    *,
    templates: Mapping[str, TemplateSetting],
    county_id: str,
    message_id: uuid.UUID,
    clock: Callable[[], dt.datetime],
) -> None:
    """Send one queued message; anything but a queued one is left as it is, so a job that runs twice sends once."""
    with transaction(database, now=clock()) as work:
        prepared = _prepare(work.session, templates, county_id=county_id, message_id=message_id, now=work.now)
    if prepared is None:
        return
    wechat_id, failure = None, None
    try:
        wechat_id = gateway.subscribe_message(prepared.openid, prepared.template_id, prepared.data, page=prepared.page)
    except WeChatError as error:
        failure = error
    with transaction(database, now=clock()) as work:
        sending = _locked(work.session, county_id=county_id, message_id=message_id)
        if failure is None:
            sending.state, sending.wechat_id = "sent", wechat_id
        else:
            _conclude(work.session, sending, failure, now=work.now)


def _prepare(
    session: Session,
    templates: Mapping[str, TemplateSetting],
    *,
    county_id: str,
    message_id: uuid.UUID,
    now: dt.datetime,
) -> Prepared | None:
    """Settle what needs no call; else take the consent, write ``unknown`` and return what to send."""
    sending = _locked(session, county_id=county_id, message_id=message_id)
    if sending.state != "queued":
        return None
    template = templates.get(sending.purpose)
    openid = find_openid(session, county_id=county_id, volunteer_id=sending.volunteer_id)
    if template is None or openid is None or now >= sending.good_until:
        sending.state = "refused"
        sending.reason = "no_template" if template is None else "no_account" if openid is None else "too_late"
        return None
    sending.template_id = template.template_id
    if not take_consent(
        session, county_id=county_id, volunteer_id=sending.volunteer_id, template_id=template.template_id
    ):
        sending.state = "not_subscribed"
        return None
    told = session.get_one(InboxMessage, (county_id, sending.volunteer_id, message_id))
    kind = Kind(told.kind)
    sending.state, sending.attempted_at, sending.attempts = "unknown", now, sending.attempts + 1
    data = fields_of(kind, told.params, subject_id=told.subject_id, template=template, now=told.created_at)
    return Prepared(openid, template.template_id, data, PAGE.format(id=told.id))


def _conclude(session: Session, sending: SubscribeMessage, failure: WeChatError, *, now: dt.datetime) -> None:
    """Write down what a failed call means for the message and the consent it took."""
    if isinstance(failure, WeChatOutcomeUnknown) or sending.state != "unknown":
        return
    assert sending.template_id is not None
    if isinstance(failure, WeChatNotSubscribed):
        sending.state = "not_subscribed"
        zero_consent(
            session,
            county_id=sending.county_id,
            volunteer_id=sending.volunteer_id,
            template_id=sending.template_id,
            lapsed_at=now,
        )
        _tell_unsent(session, sending, now=now)
        return
    give_back_consent(
        session,
        county_id=sending.county_id,
        volunteer_id=sending.volunteer_id,
        template_id=sending.template_id,
    )
    if failure.retryable and sending.attempts < ATTEMPTS_MOST:
        sending.state = "queued"
        busy = isinstance(failure, WeChatRecipientBusy)
        defer_sending(
            session,
            county_id=sending.county_id,
            volunteer_id=sending.volunteer_id,
            message_id=sending.id,
            wait_seconds=BUSY_WAIT_SECONDS if busy else WAIT_SECONDS[sending.attempts - 1],
        )
    else:
        sending.state, sending.reason = "refused", failure.kind


def _tell_unsent(session: Session, sending: SubscribeMessage, *, now: dt.datetime) -> None:
    """Say in the inbox that WeChat carried a message no more; once a week and purpose, nobody is nagged."""
    notify(
        session,
        Kind.REMINDER_UNSENT,
        county_id=sending.county_id,
        to=[sending.volunteer_id],
        about=None,
        now=now,
        event=f"{Kind.REMINDER_UNSENT}:{sending.purpose}:{week_of(local_date(now)).key}",
        purpose=sending.purpose,
    )


def _locked(session: Session, *, county_id: str, message_id: uuid.UUID) -> SubscribeMessage:
    return session.execute(
        select(SubscribeMessage)
        .where(SubscribeMessage.county_id == county_id, SubscribeMessage.id == message_id)
        .with_for_update()
    ).scalar_one()
