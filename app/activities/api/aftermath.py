"""What is written down after an activity, over HTTP."""

from __future__ import annotations

from typing import Any

from app.activities import refusals as no
from app.activities.api import asking
from app.activities.api.shared import (
    ID,
    PERSON_ID,
    activities,
    after_id,
    next_cursor,
    readable_activity,
    require_visible,
)
from app.activities.models import Activity, ActivityRecord, MaterialHandout
from app.activities.quantities import written
from app.activities.queries import get_activity, organizes
from app.activities.queries.aftermath import get_record, handout_totals, list_handouts
from app.activities.schemas.activities import CancellationBody
from app.activities.schemas.aftermath import (
    HandoutBody,
    HandoutPage,
    HandoutQuery,
    HandoutView,
    RecordBody,
    RecordView,
    UnitTotal,
)
from app.activities.service import aftermath
from app.activities.themes import Theme
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery
from points.errors import NotFound

RECORD: dict[str, Any] = {
    "activity_id": ID,
    "summary": "清理河道两岸约一公里，装了二十多袋垃圾。",
    "lecture_topic": None,
    "lecture_speaker": None,
    "lecture_audience": None,
    "words_hidden": False,
    "written_by": PERSON_ID,
    "written_at": "2026-11-28T04:00:00Z",
    "version": 1,
    "missing": [],
}
HANDOUT: dict[str, Any] = {
    "id": ID,
    "site_id": ID,
    "activity_id": ID,
    "name": "垃圾分类指南",
    "kind": "publicity",
    "unit": "sheet",
    "quantity": 200,
    "mark": "over",
    "written": "200余",
    "handed_on": "2026-11-28",
    "note": None,
    "reverses_id": None,
    "reversed": False,
    "recorded_by": PERSON_ID,
    "recorded_at": "2026-11-28T04:00:00Z",
}


@operation(
    activities,
    "command",
    "PUT",
    "/activities/<uuid:activity_id>/record",
    action="activity.publish",
    summary="写活动小结",
    body=RecordBody,
    returns=RecordView,
    refusals=(NotFound, no.ActivityNotOpen, no.NotBegunYet),
    example={"summary": "清理河道两岸约一公里，装了二十多袋垃圾。"},
    answer=RECORD,
    before=asking.about_record,
)
def write_activity_record(call: Call[RecordBody]) -> RecordView:
    """Write down how an activity went, or write it anew. A lecture also says what about, by whom and for whom."""
    account = aftermath.Account(**call.body.model_dump())
    activity_id = path_id(call, "activity_id")
    record = aftermath.write_record(
        call.session, activity_id, account, actor=call.actor, now=call.now, asked=call.prepared
    )
    activity = get_activity(call.session, county_id=record.county_id, activity_id=activity_id)
    return _record(record, activity)


@operation(
    activities,
    "query",
    "GET",
    "/activities/<uuid:activity_id>/record",
    action="activity.read",
    summary="活动小结",
    query=CountyQuery,
    returns=RecordView,
    refusals=(NotFound,),
    answer=RECORD,
)
def get_activity_record(call: Call[Any]) -> RecordView:
    """Read how an activity went; while its words are not found good, only its organizers can."""
    activity = readable_activity(call, path_id(call, "activity_id"))
    record = get_record(call.session, activity)
    if record.words_hidden and not organizes(call.session, activity, "activity.publish", actor=call.actor):
        raise NotFound()
    return _record(record, activity)


@operation(
    activities,
    "command",
    "POST",
    "/material-handouts",
    action="activity.publish",
    summary="登记宣传品发放",
    body=HandoutBody,
    returns=HandoutView,
    status=201,
    refusals=(NotFound, no.SiteUnknown, no.HandoutInvalid, no.ActivityNotOpen, no.NotBegunYet),
    keyed=True,
    example={
        "site_id": ID,
        "activity_id": ID,
        "name": "垃圾分类指南",
        "unit": "sheet",
        "quantity": 200,
        "mark": "over",
        "handed_on": "2026-11-28",
    },
    answer=HANDOUT,
)
def record_handout(call: Call[HandoutBody]) -> HandoutView:
    """Write down what was handed out, at an activity or on a day of its own; goods of the shop are not meant."""
    new = aftermath.NewHandout(**call.body.model_dump())
    return _handout(aftermath.record_handout(call.session, new, actor=call.actor, now=call.now), gone=False)


@operation(
    activities,
    "command",
    "POST",
    "/material-handouts/<uuid:handout_id>/reversal",
    action="activity.publish",
    summary="冲正宣传品发放",
    body=CancellationBody,
    returns=HandoutView,
    status=201,
    refusals=(NotFound, no.HandoutReversed),
    keyed=True,
    example={"reason": "数量写错了，重新登记。"},
    answer={**HANDOUT, "reverses_id": ID, "note": "数量写错了，重新登记。"},
)
def reverse_handout(call: Call[CancellationBody]) -> HandoutView:
    """Take a wrong row back by another one; both stay visible, then the right one is written."""
    row = aftermath.reverse_handout(
        call.session, path_id(call, "handout_id"), words=call.body.reason, actor=call.actor, now=call.now
    )
    return _handout(row, gone=False)


@operation(
    activities,
    "query",
    "GET",
    "/material-handouts",
    action="activity.read",
    summary="宣传品发放登记",
    query=HandoutQuery,
    returns=HandoutPage,
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [HANDOUT],
        "totals": [{"unit": "sheet", "quantity": 200, "mark": "over", "written": "200余"}],
        "next_cursor": None,
    },
)
def list_material_handouts(call: Call[Any]) -> HandoutPage:
    """List what was handed out at a site or an activity, newest first, with the totals that count in annex 3."""
    require_visible(call)
    asked: HandoutQuery = call.query
    scope = f"material-handouts:{call.county_id}:{asked.site_id}:{asked.activity_id}"
    rows = list_handouts(
        call.session,
        county_id=call.county_id,
        site_id=asked.site_id,
        activity_id=asked.activity_id,
        after=after_id(call, scope),
        limit=asked.limit,
    )
    sums = handout_totals(call.session, county_id=call.county_id, site_id=asked.site_id, activity_id=asked.activity_id)
    return HandoutPage(
        items=[_handout(row, gone=gone) for row, gone in rows[: asked.limit]],
        totals=[
            UnitTotal.model_validate(
                {"unit": unit, "quantity": number, "mark": str(mark), "written": written(number, mark)}
            )
            for unit, (number, mark) in sums.items()
        ],
        next_cursor=next_cursor([row.id for row, _ in rows], limit=asked.limit, scope=scope),
    )


def _record(record: ActivityRecord, activity: Activity) -> RecordView:
    lecture = Theme.LECTURE in activity.themes
    fields = ("lecture_topic", "lecture_speaker")
    missing = [name for name in fields if lecture and getattr(record, name) is None]
    shown = {name: getattr(record, name) for name in RecordView.model_fields if hasattr(ActivityRecord, name)}
    return RecordView(**shown, missing=missing)


def _handout(row: MaterialHandout, *, gone: bool) -> HandoutView:
    shown = {name: getattr(row, name) for name in HandoutView.model_fields if hasattr(MaterialHandout, name)}
    return HandoutView(**shown, written=written(row.quantity, row.mark), reversed=gone)
