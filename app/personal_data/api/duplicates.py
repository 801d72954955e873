"""People who may be written down twice, over HTTP."""

from __future__ import annotations

from typing import Any

from app.http.endpoint import Call, operation
from app.identity.api.shared import listed_place
from app.personal_data.api.blueprint import personal_data
from app.personal_data.queries.merging import list_twins
from app.personal_data.schemas.merging import PlaceOnlyQuery, TwinList, TwinView
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
                "evidence": ["same_phone"],
                "first_id": "0197f0aa-0000-7000-8000-000000000001",
                "first_name": "李小芳",
                "first_state": "active",
                "first_joined_on": "2026-01-05",
                "first_household_code": "48302751",
                "first_wechat": False,
                "first_card_suffix": "7Q2M",
                "first_minutes": 600,
                "second_id": "0197f0aa-0000-7000-8000-000000000002",
                "second_name": "李小方",
                "second_state": "registered",
                "second_joined_on": "2026-11-21",
                "second_household_code": "61002284",
                "second_wechat": True,
                "second_card_suffix": None,
                "second_minutes": 0,
                "merge_id": None,
            }
        ]
    },
)
def list_duplicates(call: Call[Any]) -> TwinList:
    """List pairs of a place with the same ID number, phone number, or name and birth date; at most 50.

    Each comes with the evidence; whoever thinks that two are one person proposes a merger.
    """
    place = listed_place(call, "people.register")
    rows = list_twins(call.session, county_id=call.county_id, place_code=place)
    return TwinList(items=[TwinView.model_validate({**row, "reason": row["evidence"][0]}) for row in rows])
