"""Second looks over HTTP: dispute, ruling, shorter minutes, reopening, correction."""

from __future__ import annotations

from app.core.actor import NotAllowed
from app.hours.api.blueprint import RECORD_EXAMPLE, county_of, get_view, hours
from app.hours.schemas import DisputeRulingBody, PresenceBody, ReasonBody, RecordView
from app.hours.service import approvals
from app.http.endpoint import Call, operation, path_id
from app.http.schemas import CountyQuery
from points.errors import IllegalTransition, NotFound
from points.hours.refusals import (
    AlreadyDecided,
    CorrectionOpen,
    NotLonger,
    OwnEntry,
    OwnHousehold,
    OwnRecord,
    PresenceInvalid,
)

PRESENCE_EXAMPLE = {
    "started_at": "2026-11-21T00:30:00Z",
    "ended_at": "2026-11-21T02:00:00Z",
    "reason": "十点走的，忘了签退。",
}


@operation(
    hours,
    "command",
    "POST",
    "/service-records/<uuid:record_id>/dispute",
    action="hours.dispute",
    summary="算得不对？",
    body=ReasonBody,
    query=CountyQuery,
    returns=RecordView,
    refusals=(NotAllowed, NotFound, IllegalTransition),
    keyed=True,
    example={"reason": "我十一点才走，只算到十点。"},
    answer=RECORD_EXAMPLE | {"state": "disputed"},
)
def dispute_record(call: Call[ReasonBody]) -> RecordView:
    """Dispute one's own record; it waits for a ruling."""
    record = approvals.dispute_record(
        call.session,
        call.actor,
        county_id=county_of(call),
        record_id=path_id(call, "record_id"),
        reason=call.body.reason,
        now=call.now,
    )
    return get_view(call, record.id)


@operation(
    hours,
    "command",
    "POST",
    "/service-records/<uuid:record_id>/dispute-ruling",
    action="hours.correct",
    summary="答复申诉",
    body=DisputeRulingBody,
    query=CountyQuery,
    returns=RecordView,
    refusals=(
        NotAllowed,
        NotFound,
        OwnRecord,
        OwnHousehold,
        OwnEntry,
        IllegalTransition,
        PresenceInvalid,
        CorrectionOpen,
    ),
    keyed=True,
    example={"outcome": "dismissed", "ruling": "问过同去的三个人，都是十点走的。"},
    answer=RECORD_EXAMPLE,
)
def rule_on_dispute(call: Call[DisputeRulingBody]) -> RecordView:
    """Answer a dispute; upheld, the record is claimed anew, or corrected if it is settled."""
    record = approvals.rule_on_dispute(
        call.session,
        call.actor,
        county_id=county_of(call),
        record_id=path_id(call, "record_id"),
        upheld=call.body.outcome == "upheld",
        ruling=call.body.ruling,
        presence=call.body.presence(),
        now=call.now,
    )
    return get_view(call, record.id)


@operation(
    hours,
    "command",
    "POST",
    "/service-records/<uuid:record_id>/shortening",
    action="hours.verify",
    summary="改时长",
    body=PresenceBody,
    query=CountyQuery,
    returns=RecordView,
    refusals=(NotAllowed, NotFound, OwnRecord, OwnHousehold, AlreadyDecided, NotLonger),
    keyed=True,
    example=PRESENCE_EXAMPLE,
    answer=RECORD_EXAMPLE | {"minutes_present": 90, "minutes": 90, "points": "9.20", "revision": 2},
)
def shorten_record(call: Call[PresenceBody]) -> RecordView:
    """Make a claim shorter before approving it; the new revision takes its place."""
    record = approvals.shorten_record(
        call.session,
        call.actor,
        county_id=county_of(call),
        record_id=path_id(call, "record_id"),
        presence=call.body.presence(),
        reason=call.body.reason,
        now=call.now,
    )
    return get_view(call, record.id)


@operation(
    hours,
    "command",
    "POST",
    "/service-records/<uuid:record_id>/reopening",
    action="hours.verify",
    summary="审错了，重新审",
    body=ReasonBody,
    query=CountyQuery,
    returns=RecordView,
    refusals=(NotAllowed, NotFound, OwnRecord, OwnHousehold, IllegalTransition),
    keyed=True,
    example={"reason": "点错了，应该退回。"},
    answer=RECORD_EXAMPLE | {"revision": 2},
)
def reopen_record(call: Call[ReasonBody]) -> RecordView:
    """Take back a mistaken approval or refusal before the list is published."""
    record = approvals.reopen_record(
        call.session,
        call.actor,
        county_id=county_of(call),
        record_id=path_id(call, "record_id"),
        reason=call.body.reason,
        now=call.now,
    )
    return get_view(call, record.id)


@operation(
    hours,
    "command",
    "POST",
    "/service-records/<uuid:record_id>/correction",
    action="hours.correct",
    summary="更正已到账的工时",
    body=PresenceBody,
    query=CountyQuery,
    returns=RecordView,
    status=201,
    refusals=(NotAllowed, NotFound, OwnRecord, OwnHousehold, CorrectionOpen, IllegalTransition, PresenceInvalid),
    keyed=True,
    example=PRESENCE_EXAMPLE,
    answer=RECORD_EXAMPLE | {"revision": 2, "origin": "manual"},
)
def propose_correction(call: Call[PresenceBody]) -> RecordView:
    """Propose other minutes for a settled record; a second person approves them like any claim."""
    record = approvals.propose_correction(
        call.session,
        call.actor,
        county_id=county_of(call),
        record_id=path_id(call, "record_id"),
        presence=call.body.presence(),
        reason=call.body.reason,
        now=call.now,
    )
    return get_view(call, record.id)
