"""Queue subscribe messages beside the inbox messages they repeat."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.core.jobs import defer
from app.identity.models import WeChatAccount
from app.messages.models import MessageConsent, SubscribeMessage

SEND_MESSAGE: Final = "messages.send"


def queue_outside(
    session: Session,
    told: Mapping[uuid.UUID, uuid.UUID],
    *,
    county_id: str,
    purpose: str,
    until: dt.datetime,
    now: dt.datetime,
) -> None:
    """Queue one subscribe message for everybody in ``told`` (person → inbox message) who uses WeChat and agreed.

    Who uses WeChat but has no consent left gets a row that says so, and no call is made for her.
    """
    left = func.coalesce(func.sum(MessageConsent.remaining), 0)
    reachable = session.execute(
        select(WeChatAccount.volunteer_id, left)
        .outerjoin(
            MessageConsent,
            (MessageConsent.county_id == WeChatAccount.county_id)
            & (MessageConsent.volunteer_id == WeChatAccount.volunteer_id)
            & (MessageConsent.purpose == purpose),
        )
        .where(WeChatAccount.county_id == county_id, WeChatAccount.volunteer_id.in_(list(told)))
        .group_by(WeChatAccount.volunteer_id)
    ).all()
    if not reachable:
        return
    rows = [
        {
            "county_id": county_id,
            "id": told[volunteer_id],
            "volunteer_id": volunteer_id,
            "purpose": purpose,
            "state": "queued" if consents > 0 else "not_subscribed",
            "attempts": 0,
            "queued_at": now,
            "good_until": until,
        }
        for volunteer_id, consents in reachable
    ]
    session.execute(insert(SubscribeMessage), rows)
    for row in rows:
        if row["state"] == "queued":
            defer_sending(session, county_id=county_id, volunteer_id=row["volunteer_id"], message_id=row["id"])


def defer_sending(
    session: Session, *, county_id: str, volunteer_id: object, message_id: object, wait_seconds: int = 0
) -> None:
    """Let the worker send a queued message; messages to one person wait for each other (43108)."""
    defer(
        session,
        SEND_MESSAGE,
        lock=f"{SEND_MESSAGE}:{county_id}:{volunteer_id}",
        wait_seconds=wait_seconds,
        county_id=county_id,
        message_id=str(message_id),
    )
