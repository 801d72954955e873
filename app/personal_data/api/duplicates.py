"""People who may be written down twice, over HTTP."""

from __future__ import annotations

from typing import Any

from app.http.endpoint import Call, operation
from app.identity.api.shared import listed_place
from app.personal_data.api.blueprint import personal_data
from app.personal_data.queries import list_twins
from app.personal_data.schemas import PlaceOnlyQuery, TwinList, TwinView
from points.errors import NotFound


@operation(
    personal_data,
    "query",
    "GET",
    "/volunteers/duplicates",
    action="people.register",
    summary="可能重复登记的人",
    query=PlaceOnlyQuery,
    returns=TwinList,
    refusals=(NotFound,),
    answer={
        "items": [
            {
                "reason": "same_phone",
                "first_id": "0197f0aa-0000-7000-8000-000000000001",
                "first_name": "李小芳",
                "second_id": "0197f0aa-0000-7000-8000-000000000002",
                "second_name": "李小方",
            }
        ]
    },
)
def list_duplicates(call: Call[Any]) -> TwinList:
    """List pairs of people of a place with the same phone number, or the same name and birth date; at most 50."""
    place = listed_place(call, "people.register")
    rows = list_twins(call.session, county_id=call.county_id, place_code=place)
    return TwinList(items=[TwinView.model_validate(dict(row)) for row in rows])
