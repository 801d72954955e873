"""What a county decides for all its villages, over HTTP."""

from __future__ import annotations

from typing import Any

from app.http.endpoint import Call, operation
from app.http.schemas import CountyQuery
from app.places import service
from app.places.api.blueprint import deed, places, require_place, require_visible
from app.places.queries import Policy, county_policy
from app.places.schemas import CountyPolicyBody, CountyPolicyView
from points.errors import NotFound

_POLICY = {"activity_approval": False, "forming_teams_count": True, "id_numbers": False}


@operation(
    places,
    "query",
    "GET",
    "/county-policy",
    action="place.read",
    summary="县区的统一规定",
    query=CountyQuery,
    returns=CountyPolicyView,
    refusals=(NotFound,),
    answer=_POLICY,
)
def get_county_policy(call: Call[Any]) -> CountyPolicyView:
    """Read what holds in the whole county: approval of activities, forming squads, keeping of ID numbers."""
    require_visible(call)
    return CountyPolicyView.model_validate(county_policy(call.session, county_id=call.county_id))


@operation(
    places,
    "command",
    "PUT",
    "/county-policy",
    action="county.set_policy",
    summary="改县区的统一规定",
    body=CountyPolicyBody,
    query=CountyQuery,
    returns=CountyPolicyView,
    refusals=(NotFound,),
    example=_POLICY,
    answer=_POLICY,
)
def set_county_policy(call: Call[CountyPolicyBody]) -> CountyPolicyView:
    """Decide for the whole county from now on; activities that are published already stay so."""
    require_place(call, "county.set_policy", call.county_id)
    policy = Policy(call.body.activity_approval, call.body.forming_teams_count, call.body.id_numbers)
    service.set_policy(call.session, deed(call), policy, county_id=call.county_id)
    return CountyPolicyView.model_validate(policy)
