"""What the checker of a village decides in the evening: most is approved, one refused, one disputed, some left open."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.core.permissions import Role
from app.demo.activities import Planned
from app.demo.occasions import EVENING
from app.demo.story import Story
from app.hours import hot
from app.hours.service.approvals import dispute_record, reject_record
from points.hours.models import ServiceRecord
from points.hours.states import RecordState

REJECTED_IN_WEEK, DISPUTED_IN_WEEK, LEFT_OPEN_IN_WEEK = 4, 3, 1
BULK_MOST = 100


def decide(story: Story, planned: Planned, now: dt.datetime) -> None:
    """Decide on the claims of an activity; half of last week's still wait for the checker."""
    waiting = _claims(story, planned)
    shown = planned.village is story.villages[0] and planned.occasion is not EVENING
    if shown and planned.week == REJECTED_IN_WEEK:
        _reject(story, planned, waiting.pop(), now=now)
    if planned.week == LEFT_OPEN_IN_WEEK:
        waiting = waiting[: len(waiting) // 2]
    if not waiting:
        return
    token = story.token_of(planned.village.one(Role.CHECKER), now=now)
    hot.verify(story.lane, token, record_ids=[record.id for record in waiting][:BULK_MOST], now=now)
    if shown and planned.week == DISPUTED_IN_WEEK:
        _dispute(story, planned, waiting[0], now=now)


def _reject(story: Story, planned: Planned, record: ServiceRecord, *, now: dt.datetime) -> None:
    reject_record(
        story.session,
        planned.village.one(Role.CHECKER).actor(),
        county_id=planned.county_id,
        record_id=record.id,
        reason="问了同去的人，这天没有来。",
        now=now,
    )


def _dispute(story: Story, planned: Planned, record: ServiceRecord, *, now: dt.datetime) -> None:
    volunteer = next(each for each in planned.village.people if each.volunteer_id == record.volunteer_id)
    dispute_record(
        story.session,
        volunteer.actor(),
        county_id=planned.county_id,
        record_id=record.id,
        reason="我收拾完工具才走的，少算了十几分钟。",
        now=now,
    )


def _claims(story: Story, planned: Planned) -> list[ServiceRecord]:
    return list(
        story.session.scalars(
            select(ServiceRecord)
            .where(
                ServiceRecord.county_id == planned.county_id,
                ServiceRecord.activity_id == planned.activity_id,
                ServiceRecord.state == RecordState.CLAIMED,
            )
            .order_by(ServiceRecord.started_at, ServiceRecord.ended_at)
        )
    )
