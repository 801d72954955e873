"""The blueprint of households, and the households in paths."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint

from app.core.actor import NotAllowed
from app.households.refusals import OwnHouseholdChange
from app.http.endpoint import Call
from app.identity.models import Household
from app.identity.service.households import get_household
from points.errors import NotFound

households = Blueprint("households", __name__)


def reshaped(call: Call[Any], household_id: uuid.UUID) -> Household:
    """Return a household that the caller may split, merge or move, because of her role there.

    Raises:
        NotFound: unknown, or of another county.
        NotAllowed: not within her place.
        OwnHouseholdChange: it is her own.
    """
    household = get_household(call.session, county_id=call.county_id, household_id=household_id)
    if not call.actor.may("household.reshape", place_code=household.village_code):
        raise NotAllowed(action="household.reshape") if household.county_id == call.actor.county_id else NotFound()
    if household.id == call.actor.household_id:
        raise OwnHouseholdChange()
    return household
