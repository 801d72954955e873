"""The supervisor's report on looks at closed data, over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import RowMapping

from app.clock import local_date
from app.core.audit import AuditEntry
from app.http.endpoint import Call, operation
from app.http.pagination import CursorInvalid
from app.identity.api.shared import listed_place, next_cursor, position
from app.identity.models import Volunteer
from app.identity.policy import is_minor
from app.identity.schemas.views import shown_name
from app.personal_data.api.blueprint import personal_data
from app.personal_data.queries.looks import list_looks
from app.personal_data.schemas.looks import LookPage, LookQuery, LookView
from points.errors import NotFound


@operation(
    personal_data,
    "query",
    "GET",
    "/data-looks",
    action="people.oversee",
    summary="谁查看过手机号和未成年人信息",
    query=LookQuery,
    returns=LookPage,
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [
            {
                "id": "0197f0aa-0000-7000-8000-000000000801",
                "at": "2026-11-21T08:00:00Z",
                "action": "minor.view",
                "purpose": "activity",
                "actor_id": "0197f0aa-0000-7000-8000-000000000009",
                "actor_name": "韦组织",
                "volunteer_id": "0197f0aa-0000-7000-8000-000000000001",
                "volunteer_name": "李*芳",
                "is_minor": True,
            }
        ],
        "next_cursor": None,
    },
)
def list_data_looks(call: Call[Any]) -> LookPage:
    """List who looked at full phone numbers, minors' data and guardians of a place, newest first, and what for."""
    asked: LookQuery = call.query
    place = listed_place(call, "people.oversee")
    scope = f"looks:{call.county_id}:{place}:{asked.action}"
    since = position(call, scope)
    rows = list_looks(
        call.session,
        county_id=call.county_id,
        place_code=place,
        action=asked.action,
        after=uuid.UUID(str(since[0])) if since else None,
        limit=asked.limit,
    )
    shown = [_view(call, row) for row in rows[: asked.limit]]
    more = len(rows) > len(shown)
    return LookPage(items=shown, next_cursor=next_cursor([str(shown[-1].id)], scope) if more else None)


def _view(call: Call[Any], row: RowMapping) -> LookView:
    entry: AuditEntry = row["AuditEntry"]
    person: Volunteer = row["Volunteer"]
    return LookView.model_validate(
        {
            "id": entry.id,
            "at": entry.at,
            "action": entry.action,
            "purpose": str(entry.facts.get("purpose", "")),
            "actor_id": entry.actor_id,
            "actor_name": row["actor_name"],
            "volunteer_id": person.id,
            "volunteer_name": shown_name(person, call.actor),
            "is_minor": is_minor(person.birth_on, day=local_date(call.now)),
        }
    )
