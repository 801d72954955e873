"""The approval queue over HTTP: what waits, what is overdue, approve, refuse."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from app import clock
from app.activities.queries.organizing import runs_jointly
from app.clock import local_date
from app.core.actor import NotAllowed
from app.hours import hot, queries
from app.hours.api.blueprint import RECORD_EXAMPLE, county_of, get_view, hours, settings
from app.hours.queries import QueuePosition, places_of
from app.hours.schemas import (
    OverdueItem,
    OverdueView,
    QueueQuery,
    ReasonBody,
    RecordDetailView,
    RecordView,
    VerificationBody,
    VerificationItem,
    VerificationView,
)
from app.hours.service import approvals
from app.hours.views import decision_view, record_view
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid, seal, unseal
from app.http.problems import NotSignedIn
from app.http.schemas import CountyQuery, Page, PageQuery
from points.errors import NotFound
from points.hours.queries import list_decisions
from points.hours.refusals import AlreadyDecided, NotAssessed, OwnEntry, OwnHousehold, OwnRecord
from points.hours.states import RecordState


@operation(
    hours,
    "query",
    "GET",
    "/service-records",
    action="hours.read",
    summary="待审核的工时",
    query=QueueQuery,
    returns=Page[RecordView],
    refusals=(CursorInvalid, NotAllowed, NotFound),
    answer={"items": [RECORD_EXAMPLE], "next_cursor": None},
)
def list_service_records(call: Call[Any]) -> Page[RecordView]:
    """List records at the caller's places by state: what needs a look first, then clean ones, each by due date."""
    query = call.query
    return _page(
        call,
        scope=f"service-records:{query.state}:{query.village_code}:{query.activity_id}:{query.overdue}",
        places=places_of(call.actor, "hours.read"),
        state=query.state,
        village_code=query.village_code,
        activity_id=query.activity_id,
        overdue_before=local_date(call.now) if query.overdue else None,
    )


@operation(
    hours,
    "query",
    "GET",
    "/service-records/awaiting-second",
    action="hours.second_verify",
    summary="等第二个人审的",
    query=PageQuery,
    returns=Page[RecordView],
    refusals=(CursorInvalid, NotAllowed, NotFound),
    answer={
        "items": [RECORD_EXAMPLE | {"needs_second": True, "first_verified": True, "anomalous": True}],
        "next_cursor": None,
    },
)
def list_records_awaiting_second(call: Call[Any]) -> Page[RecordView]:
    """List long days that one person approved and a second one has to, by due date."""
    return _page(
        call,
        scope="service-records:awaiting-second",
        places=places_of(call.actor, "hours.second_verify"),
        state=RecordState.CLAIMED,
        awaiting_second=True,
    )


@operation(
    hours,
    "query",
    "GET",
    "/service-records/overdue",
    action="hours.read",
    summary="超过十个工作日没审的",
    query=CountyQuery,
    returns=OverdueView,
    refusals=(NotAllowed, NotFound),
    answer={
        "items": [{"village_code": "450222100201", "records": 3, "oldest_due_on": "2026-11-20", "estimated": False}]
    },
)
def list_overdue_records(call: Call[Any]) -> OverdueView:
    """List villages with claims that are past their ten working days (Order 67, article 11)."""
    rows = queries.list_overdue(
        call.session,
        county_id=county_of(call),
        places=places_of(call.actor, "hours.read"),
        today=local_date(call.now),
    )
    return OverdueView(items=[OverdueItem.model_validate(row) for row in rows])


@operation(
    hours,
    "query",
    "GET",
    "/service-records/<uuid:record_id>",
    action="hours.read",
    summary="一条工时和它的经过",
    query=CountyQuery,
    returns=RecordDetailView,
    refusals=(NotAllowed, NotFound),
    answer={
        "record": RECORD_EXAMPLE,
        "decisions": [
            {
                "action": "verify",
                "label": "审核通过",
                "reason": None,
                "by_system": False,
                "minutes": 150,
                "points": "14.00",
                "explanation": ["服务 2 小时 30 分钟 × 每小时 4 分 × 难度 1.2（清沟渠）+ 到场 2 分 = 14 分"],
                "decided_at": "2026-11-21T05:00:00Z",
            }
        ],
    },
)
def get_service_record(call: Call[Any]) -> RecordDetailView:
    """Return a record and every decision on it, for whoever served and whoever is responsible there."""
    row = queries.find_record(call.session, county_id=county_of(call), record_id=path_id(call, "record_id"))
    if row is None:
        raise NotFound()
    if not runs_jointly(call.session, call.actor, county_id=county_of(call), activity_id=row.activity_id):
        call.actor.require(
            "hours.read", place_code=row.village_code, volunteer_id=row.volunteer_id, household_id=row.household_id
        )
    decisions = list_decisions(call.session, county_id=county_of(call), record_id=row.id)
    return RecordDetailView(
        record=record_view(row, today=local_date(call.now)),
        decisions=[decision_view(each, name=row.difficulty_name) for each in decisions],
    )


@operation(
    hours,
    "hot",
    "POST",
    "/service-records/verification",
    action="hours.verify",
    summary="审核通过",
    body=VerificationBody,
    returns=VerificationView,
    refusals=(NotAllowed, NotFound, OwnRecord, OwnHousehold, OwnEntry, NotAssessed, AlreadyDecided),
    example={"record_ids": ["0197f0aa-0000-7000-8000-000000000101"]},
    answer={
        "items": [
            {"record_id": "0197f0aa-0000-7000-8000-000000000101", "result": "verified", "state": "verified"},
        ]
    },
)
def verify_records(call: Call[VerificationBody]) -> VerificationView:
    """Approve one record, or up to a hundred with one result each.

    A single record that cannot be approved is a refusal; among several it is a result. Sending it again says
    already_verified and changes nothing. Above eight hours a day a second person is needed.
    """
    assert call.token is not None
    answer = hot.verify(call.database, call.token, record_ids=call.body.record_ids, now=clock.utc_now())
    if answer is None:
        raise NotSignedIn()
    holds_role, results = answer
    if not holds_role:
        raise NotAllowed(action="hours.verify")
    refusal = hot.refusal_of(results[0]) if len(results) == 1 else None
    if refusal is not None:
        raise refusal
    return VerificationView(items=[VerificationItem.model_validate(each) for each in results])


@operation(
    hours,
    "command",
    "POST",
    "/service-records/<uuid:record_id>/rejection",
    action="hours.verify",
    summary="退回",
    body=ReasonBody,
    query=CountyQuery,
    returns=RecordView,
    refusals=(NotAllowed, NotFound, OwnRecord, OwnHousehold, AlreadyDecided),
    keyed=True,
    example={"reason": "签到表上没有找到。"},
    answer=RECORD_EXAMPLE | {"state": "rejected"},
)
def reject_record(call: Call[ReasonBody]) -> RecordView:
    """Refuse a claim with a reason that the volunteer reads."""
    record = approvals.reject_record(
        call.session,
        call.actor,
        county_id=county_of(call),
        record_id=path_id(call, "record_id"),
        reason=call.body.reason,
        now=call.now,
    )
    return get_view(call, record.id)


def _page(call: Call[Any], *, scope: str, **filters: Any) -> Page[RecordView]:
    limit, key = call.query.limit, settings().cursor_key
    rows = queries.list_queue(
        call.session,
        county_id=county_of(call),
        reader_id=call.actor.volunteer_id,
        limit=limit + 1,
        after=_position(call.query.cursor, scope=scope),
        **filters,
    )
    page, more = rows[:limit], None
    if len(rows) > limit:
        last = page[-1]
        more = seal([int(not last.anomalous), last.due_on.isoformat(), str(last.id)], scope=scope, key=key)
    today = local_date(call.now)
    return Page(items=[record_view(row, today=today) for row in page], next_cursor=more)


def _position(cursor: str | None, *, scope: str) -> QueuePosition | None:
    if cursor is None:
        return None
    clean, due_on, record_id = unseal(cursor, scope=scope, key=settings().cursor_key)
    return QueuePosition(bool(clean), dt.date.fromisoformat(str(due_on)), uuid.UUID(str(record_id)))
