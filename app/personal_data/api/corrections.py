"""Corrections over HTTP: asking, reading what waits, answering."""

from __future__ import annotations

import uuid
from typing import Any

from app.clock import local_date
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done
from app.identity.api.shared import listed_place, next_cursor, position
from app.identity.refusals import BirthDateImpossible, GuardianConsentMissing, TooYoung
from app.personal_data.api.blueprint import personal_data
from app.personal_data.queries.people import list_open_corrections, list_own_corrections
from app.personal_data.refusals import CorrectionAnswered, CorrectionUnfit, OwnCorrection
from app.personal_data.schemas.own import (
    CorrectionBody,
    CorrectionList,
    CorrectionQuery,
    CorrectionView,
    OpenCorrectionPage,
    OpenCorrectionView,
    RulingBody,
)
from app.personal_data.service import corrections
from points.errors import NotFound

_ID = "0197f0aa-0000-7000-8000-000000000601"
_WAITS: dict[str, Any] = {
    "id": _ID,
    "about": "name",
    "words": "名字写成了“李小方”，应该是“李小芳”。",
    "requested_at": "2026-11-21T08:00:00Z",
    "due_on": "2026-12-11",
    "due_estimated": False,
}


@operation(
    personal_data,
    "command",
    "POST",
    "/me/correction-requests",
    action="self.change",
    summary="请求更正",
    body=CorrectionBody,
    returns=Done,
    status=201,
    keyed=True,
    example={"about": "name", "words": "名字写成了“李小方”，应该是“李小芳”。"},
    answer={"id": _ID},
)
def request_correction(call: Call[CorrectionBody]) -> Done:
    """Say what is wrong about oneself in the books; staff of the place answer with a reason."""
    me = call.actor
    made = corrections.request(
        call.session,
        county_id=me.county_id,
        volunteer_id=me.volunteer_id,
        about=call.body.about,
        words=call.body.words,
        now=call.now,
    )
    return Done(id=made.id)


@operation(
    personal_data,
    "query",
    "GET",
    "/me/correction-requests",
    action="self.read",
    summary="我的更正请求",
    returns=CorrectionList,
    answer={
        "items": [
            _WAITS | {"state": "granted", "answer": "核对了身份证，已改。", "answered_at": "2026-11-22T08:00:00Z"}
        ]
    },
)
def list_own_correction_requests(call: Call[Any]) -> CorrectionList:
    """List the caller's requests with their answers, newest first."""
    me = call.actor
    rows = list_own_corrections(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id)
    return CorrectionList(items=[CorrectionView.model_validate(row) for row in rows])


@operation(
    personal_data,
    "query",
    "GET",
    "/correction-requests",
    action="people.register",
    summary="等待答复的更正请求",
    query=CorrectionQuery,
    returns=OpenCorrectionPage,
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [
            _WAITS
            | {
                "volunteer_id": "0197f0aa-0000-7000-8000-000000000001",
                "volunteer_name": "李小方",
                "overdue": False,
            },
        ],
        "next_cursor": None,
    },
)
def list_correction_requests(call: Call[Any]) -> OpenCorrectionPage:
    """List what waits for an answer at a place the caller organizes, oldest first, with the last day of each.

    Fifteen working days are the most that 《App违法违规收集使用个人信息行为认定方法》 art. 6 allows.
    """
    place = listed_place(call, "people.register")
    today = local_date(call.now)
    scope = f"corrections:{call.county_id}:{place}:{call.query.overdue}"
    since = position(call, scope)
    rows = list_open_corrections(
        call.session,
        county_id=call.county_id,
        place_code=place,
        due_before=today if call.query.overdue else None,
        after=uuid.UUID(str(since[0])) if since else None,
        limit=call.query.limit,
    )
    shown = rows[: call.query.limit]
    return OpenCorrectionPage(
        items=[
            OpenCorrectionView(
                id=request.id,
                volunteer_id=person.id,
                volunteer_name=person.name,
                about=request.about,  # type: ignore[arg-type]  # pydantic checks it against the listed words
                words=request.words,
                requested_at=request.requested_at,
                due_on=request.due_on,
                due_estimated=request.due_estimated,
                overdue=request.due_on < today,
            )
            for request, person in shown
        ],
        next_cursor=next_cursor([str(shown[-1][0].id)], scope) if len(rows) > len(shown) else None,
    )


@operation(
    personal_data,
    "command",
    "POST",
    "/correction-requests/<uuid:request_id>/answer",
    action="people.register",
    summary="答复更正请求",
    body=RulingBody,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(
        NotFound,
        OwnCorrection,
        CorrectionAnswered,
        CorrectionUnfit,
        BirthDateImpossible,
        TooYoung,
        GuardianConsentMissing,
    ),
    example={"outcome": "granted", "reason": "核对了身份证，已改。", "name": "李小芳"},
)
def answer_correction_request(call: Call[RulingBody]) -> None:
    """Grant or decline with a reason; a new name or birth date is written down at once, hours go their own way."""
    body = call.body
    corrections.answer(
        call.session,
        path_id(call, "request_id"),
        corrections.Ruling(body.outcome == "granted", body.reason, body.name, body.birth_on),
        county_id=call.county_id,
        actor=call.actor,
        now=call.now,
    )
