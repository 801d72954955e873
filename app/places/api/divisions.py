"""Divisions over HTTP."""

from __future__ import annotations

from typing import Any

from app.core.permissions import PUBLIC
from app.http.endpoint import Call, operation
from app.places import queries
from app.places.api.blueprint import places
from app.places.schemas import DivisionList, DivisionQuery, DivisionView


@operation(
    places,
    "query",
    "GET",
    "/divisions",
    action=PUBLIC,
    summary="行政区划",
    query=DivisionQuery,
    returns=DivisionList,
    answer={"items": [{"code": "450222", "name": "柳城县", "level": "county"}]},
)
def list_divisions(call: Call[Any]) -> DivisionList:
    """List the divisions directly below a code, for choosing one's village at registration."""
    rows = queries.list_divisions(call.session, parent_code=call.query.parent_code)
    return DivisionList(items=[DivisionView.model_validate(row) for row in rows])
