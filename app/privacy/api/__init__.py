"""Privacy notices and a person's own consents over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.clock import local_date
from app.core.permissions import PUBLIC
from app.http.endpoint import Call, operation
from app.privacy import queries, service
from app.privacy.refusals import BaseConsentNeeded, ConsentNotGiven, NoticeOutdated
from app.privacy.schemas import ConsentBody, ConsentList, ConsentView, NoticeList, NoticeView, WithdrawalBody

privacy = Blueprint("privacy", __name__)

_CONSENT: dict[str, Any] = {
    "purpose": "full_name_public",
    "current_version": 1,
    "state": "withdrawn",
    "version": 1,
    "on_paper": False,
    "by_somebody_else": False,
    "answered_at": "2026-11-21T08:00:00Z",
    "withdrawn_at": "2026-11-22T08:00:00Z",
    "ask_again_on": "2026-12-22",
    "may_ask": False,
}


@operation(
    privacy,
    "query",
    "GET",
    "/privacy-notices/current",
    action=PUBLIC,
    summary="个人信息处理告知",
    returns=NoticeList,
    answer={
        "items": [
            {
                "purpose": "base",
                "version": 1,
                "title": "个人信息处理告知",
                "body": "谁在处理：您所在村（社区）的志愿服务组织……",
                "effective_on": "2026-01-01",
            }
        ]
    },
)
def show_notices(call: Call[Any]) -> NoticeList:
    """Show the texts in force: the notice to accept at registration, and one for every optional purpose."""
    found = queries.current_notices(call.session, on=local_date(call.now))
    return NoticeList(items=[NoticeView.model_validate(notice) for notice in found])


@operation(
    privacy,
    "query",
    "GET",
    "/privacy-notices",
    action=PUBLIC,
    summary="各版告知",
    returns=NoticeList,
    answer={
        "items": [
            {
                "purpose": "base",
                "version": 1,
                "title": "个人信息处理告知",
                "body": "谁在处理：您所在村（社区）的志愿服务组织……",
                "effective_on": "2026-01-01",
            }
        ]
    },
)
def list_notice_versions(call: Call[Any]) -> NoticeList:
    """List every version of every text that was in force up to today, so that anybody can read what she agreed to."""
    found = queries.list_versions(call.session, on=local_date(call.now))
    return NoticeList(items=[NoticeView.model_validate(notice) for notice in found])


@operation(
    privacy,
    "query",
    "GET",
    "/me/consents",
    action="self.read",
    summary="我同意过什么",
    returns=ConsentList,
    answer={"items": [_CONSENT]},
)
def list_own_consents(call: Call[Any]) -> ConsentList:
    """Show how the caller stands to every purpose, and what a screen may ask her about today."""
    return _consents(call)


@operation(
    privacy,
    "command",
    "POST",
    "/me/consents",
    action="self.change",
    summary="同意或不同意一项",
    body=ConsentBody,
    returns=ConsentList,
    keyed=True,
    refusals=(NoticeOutdated, BaseConsentNeeded),
    example={"purpose": "full_name_public", "version": 1, "answer": "given"},
    answer={"items": [_CONSENT]},
)
def answer_notice(call: Call[ConsentBody]) -> ConsentList:
    """Say yes or no to one purpose; a no costs nothing and is not asked about again for 30 days."""
    said = service.Answer(purpose=call.body.purpose, version=call.body.version, says=call.body.answer)
    me = call.actor
    service.answer(
        call.session,
        said,
        county_id=me.county_id,
        volunteer_id=me.volunteer_id,
        actor_id=me.volunteer_id,
        now=call.now,
    )
    return _consents(call)


@operation(
    privacy,
    "command",
    "POST",
    "/me/consents/withdrawal",
    action="self.change",
    summary="撤回同意",
    body=WithdrawalBody,
    returns=ConsentList,
    keyed=True,
    refusals=(ConsentNotGiven, BaseConsentNeeded),
    example={"purpose": "full_name_public"},
    answer={"items": [_CONSENT]},
)
def withdraw_consent(call: Call[WithdrawalBody]) -> ConsentList:
    """Withdraw one consent, as easily as it was given; from this moment on nothing happens under it."""
    me = call.actor
    service.withdraw(
        call.session,
        call.body.purpose,
        county_id=me.county_id,
        volunteer_id=me.volunteer_id,
        actor_id=me.volunteer_id,
        now=call.now,
    )
    return _consents(call)


def _consents(call: Call[Any]) -> ConsentList:
    me = call.actor
    found = queries.standings(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id, now=call.now)
    return ConsentList(items=[consent_view(standing) for standing in found])


def consent_view(standing: queries.Standing) -> ConsentView:
    """Return a standing as its person sees it."""
    answer = standing.answer
    return ConsentView(
        purpose=standing.purpose,  # type: ignore[arg-type]  # pydantic checks it against the listed purposes
        current_version=standing.version,
        state=standing.state,
        version=answer.version if answer else None,
        on_paper=answer is not None and answer.on_paper,
        by_somebody_else=answer is not None and answer.answered_by != answer.volunteer_id,
        answered_at=answer.answered_at if answer else None,
        withdrawn_at=answer.withdrawn_at if answer else None,
        ask_again_on=standing.ask_again_on,
        may_ask=standing.may_ask,
    )
