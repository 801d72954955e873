"""From rows to what people read: flags in words, and the sum line by line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from app.core.messages import catalogue, message
from app.hours.schemas import DecisionView, RecordDisclosure, RecordView
from points.hours.models import Decision
from points.hours.states import RecordState
from points.scoring.explanation import explain
from points.scoring.steps import step_from_json


def record_view(row: Row[Any], *, today: dt.date) -> RecordView:
    """Return one record as it travels on the wire."""
    disclosure = None
    if row.disclosure_id is not None:
        disclosure = RecordDisclosure(
            id=row.disclosure_id, number=row.disclosure_number, closes_at=row.disclosure_closes_at
        )
    return RecordView(
        id=row.id,
        activity_id=row.activity_id,
        activity_title=row.activity_title,
        site_id=row.site_id,
        village_code=row.village_code,
        volunteer_id=row.volunteer_id,
        volunteer_name=row.volunteer_name,
        household_code=row.household_code,
        local_date=row.local_date,
        started_at=row.started_at,
        ended_at=row.ended_at,
        origin=row.origin,
        flags=row.flags,
        notes=[note(flag) for flag in row.flags],
        reason=row.reason,
        minutes_present=row.minutes_present,
        minutes=row.minutes,
        points=row.points,
        explanation=sentences(row.trace, name=row.difficulty_name),
        needs_second=row.needs_second,
        first_verified=row.first_verified_by is not None,
        assessed=row.assessed,
        anomalous=row.anomalous,
        due_on=row.due_on,
        due_estimated=row.due_estimated,
        overdue=row.state == RecordState.CLAIMED and row.due_on < today,
        state=row.state,
        revision=row.revision,
        supersedes_id=row.supersedes_id,
        disclosure=disclosure,
    )


def decision_view(decision: Decision, *, name: str) -> DecisionView:
    """Return one decision with the sum it rested on; who decided stays between the office and the audit trail."""
    return DecisionView(
        action=decision.action,
        label=message(f"decision.{decision.action}"),
        reason=reason_in_words(decision.reason),
        by_system=decision.actor_id is None,
        minutes=decision.trace["minutes"],
        points=decision.trace["points"],
        explanation=sentences(decision.trace["steps"], name=name),
        decided_at=decision.decided_at,
    )


def sentences(trace: Sequence[Mapping[str, Any]], *, name: str) -> list[str]:
    """Return the sum of an award in sentences, made from the stored steps alone."""
    return explain([step_from_json(each) for each in trace], name=name) if trace else []


def note(flag: str) -> str:
    """Return what a flag means in words; those that came with the marks are explained by the attendance slice."""
    words = catalogue()
    return words.get(f"flag.{flag}") or words.get(f"attendance.flag.{flag}") or words["flag.other"]


def reason_in_words(reason: str | None) -> str | None:
    """Return a reason as people read it: the system's own reasons are codes with a sentence."""
    if reason is None:
        return None
    words = catalogue()
    return words.get(f"flag.{reason}") or words.get(f"attendance.undo.{reason}") or reason
