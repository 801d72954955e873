"""A person decides on a text; she may overrule the platform, and that is written down."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from app.content.models import CheckedText
from app.content.refusals import OwnText, TextVisible
from app.content.service.checking import become, locked_text
from app.core import audit
from app.core.actor import Actor
from points.errors import NotFound


def decide(
    session: Session, actor: Actor, *, county_id: str, text_id: uuid.UUID, visible: bool, now: dt.datetime
) -> CheckedText:
    """Make a waiting or blocked text visible, or block it. The same decision again changes nothing.

    Raises:
        NotFound: there is no such text in this county.
        NotAllowed: the caller reviews nothing at its village.
        OwnText: she wrote it.
        TextVisible: it is visible already and is to be blocked; its words are not kept here any more.
    """
    text = locked_text(session, county_id=county_id, text_id=text_id)
    if text is None:
        raise NotFound()
    actor.require("content.review", place_code=text.village_code)
    if text.author_id == actor.volunteer_id:
        raise OwnText()
    wanted = "visible" if visible else "blocked"
    if text.state == wanted:
        return text
    if text.state == "visible":
        raise TextVisible()
    before = text.state
    text.decided_by, text.decided_at = actor.volunteer_id, now
    become(session, text, wanted, now=now)
    audit.record(
        session,
        county_id=county_id,
        actor_id=actor.volunteer_id,
        action=f"content.{wanted}",
        subject_kind=text.kind,
        subject_id=text.subject_id,
        now=now,
        facts={"before": before, "label": text.label},
    )
    return text
