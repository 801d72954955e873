"""What operations ask WeChat about the words in their requests, before their transactions begin (ADR 0015)."""

from __future__ import annotations

from typing import Any, cast

from flask import current_app

from app.activities import queries
from app.activities.queries.library import get_template
from app.activities.schemas.activities import CancellationBody, ChangeBody, DecisionBody, NewActivityBody
from app.activities.schemas.aftermath import RecordBody
from app.activities.schemas.library import FromTemplateBody
from app.activities.service.photo_checks import PHOTO
from app.activities.service.templates import planned
from app.activities.service.wording import (
    CANCELLATION,
    PLAN,
    RECORD,
    words_of_activity,
    words_of_plan,
    words_of_record,
)
from app.content.service.asking import NOTHING_ASKED, Asked, WordsAsker
from app.http.endpoint import Call, path_id


def about_new_activity(call: Call[NewActivityBody]) -> Asked:
    """Ask about an activity that is written down and published in one step."""
    return _ask(call, PLAN, words_of_plan(call.body.plan())) if call.body.publish else NOTHING_ASKED


def about_activity(call: Call[Any]) -> Asked:
    """Ask about a draft that is to be published; whether it may be is for the command to say."""
    with call.database.session() as session:
        activity = queries.get_activity(
            session, county_id=call.actor.county_id, activity_id=path_id(call, "activity_id")
        )
        words = words_of_activity(session, activity)
    return _ask(call, PLAN, words)


def about_change(call: Call[ChangeBody]) -> Asked:
    """Ask about an activity under the name of its new place."""
    if call.body.place_name is None:
        return NOTHING_ASKED
    with call.database.session() as session:
        activity = queries.get_activity(
            session, county_id=call.actor.county_id, activity_id=path_id(call, "activity_id")
        )
        words = words_of_activity(session, activity, place_name=call.body.place_name)
    return _ask(call, PLAN, words)


def about_approval(call: Call[DecisionBody]) -> Asked:
    """Ask about a draft that the county agrees to."""
    if not call.body.approve:
        return NOTHING_ASKED
    with call.database.session() as session:
        approval = queries.get_approval(
            session, county_id=call.actor.county_id, approval_id=path_id(call, "approval_id")
        )
        activity = queries.get_activity(session, county_id=approval.county_id, activity_id=approval.activity_id)
        words = words_of_activity(session, activity)
    return _ask(call, PLAN, words)


def about_template(call: Call[FromTemplateBody]) -> Asked:
    """Ask about an activity made from a template, if it is published and not just what was found good before."""
    if not call.body.publish:
        return NOTHING_ASKED
    with call.database.session() as session:
        template = get_template(session, county_id=call.actor.county_id, template_id=path_id(call, "template_id"))
        plan = planned(session, template, starts_at=call.body.starts_at, title=call.body.title)
    return _ask(call, PLAN, words_of_plan(plan))


def about_cancellation(call: Call[CancellationBody]) -> Asked:
    """Ask about the reason why an activity is called off."""
    return _ask(call, CANCELLATION, call.body.reason)


def about_record(call: Call[RecordBody]) -> Asked:
    """Ask about how an activity went."""
    body = call.body
    words = words_of_record(body.summary, body.lecture_topic, body.lecture_speaker, body.lecture_audience)
    return _ask(call, RECORD, words)


def about_caption(call: Call[Any], caption: str | None) -> Asked:
    """Ask about what stands below a picture."""
    return NOTHING_ASKED if caption is None else _ask(call, PHOTO, caption)


def _ask(call: Call[Any], kind: str, words: str) -> Asked:
    asker = cast("WordsAsker", current_app.extensions["words_asker"])
    return asker.ask(kind, words, actor=call.actor)
