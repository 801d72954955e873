"""What the endpoints about other people share: finding them, hiding foreign ones, paging."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.core.actor import NotAllowed
from app.core.permissions import ALLOWED
from app.http import pagination
from app.http.endpoint import Call, path_id
from app.identity.models import Household, Volunteer
from app.identity.service.households import get_household
from app.identity.service.people import get_volunteer
from points.errors import NotFound


def require_place(call: Call[Any], action: str, place_code: str) -> None:
    """Demand that the caller may act at a place; places of another county do not exist for who may not.

    Raises:
        NotFound: another county's place.
        NotAllowed: a place of the caller's own county.
    """
    if not call.actor.may(action, place_code=place_code):
        raise NotAllowed(action=action) if place_code[:6] == call.actor.county_id else NotFound()


def listed_place(call: Call[Any], action: str) -> str:
    """Return the place whose rows are listed: the one asked for, else the caller's own.

    Raises:
        NotFound, NotAllowed: see :func:`require_place`.
    """
    asked: str | None = call.query.place_code
    if asked is None and call.county_id != call.actor.county_id:
        asked = call.county_id
    if asked is None:
        own = [grant.place_code for grant in call.actor.grants if grant.role in ALLOWED[action]]
        asked = min(own, key=len) if own else call.county_id
    require_place(call, action, asked)
    return asked


def person_of(call: Call[Any], action: str, *, lock: bool = False) -> Volunteer:
    """Return the person in the path if the caller may act on her.

    Raises:
        NotFound: unknown, or of another county.
        NotAllowed: of the caller's county, but not within her place.
    """
    volunteer = get_volunteer(
        call.session, county_id=call.county_id, volunteer_id=path_id(call, "volunteer_id"), lock=lock
    )
    own = volunteer.county_id == call.actor.county_id
    allowed = call.actor.may(
        action,
        place_code=volunteer.village_code,
        volunteer_id=volunteer.id if own else None,
        household_id=volunteer.household_id if own else None,
    )
    if not allowed:
        raise NotAllowed(action=action) if own else NotFound()
    return volunteer


def household_of(call: Call[Any], action: str) -> Household:
    """Return the household in the path if the caller may act on it.

    Raises:
        NotFound, NotAllowed: see :func:`person_of`.
    """
    household = get_household(call.session, county_id=call.county_id, household_id=path_id(call, "household_id"))
    own = household.county_id == call.actor.county_id
    if not call.actor.may(action, place_code=household.village_code, household_id=household.id if own else None):
        raise NotAllowed(action=action) if own else NotFound()
    return household


def position(call: Call[Any], scope: str) -> list[str | int] | None:
    """Return where the page begins, or None at the start.

    Raises:
        CursorInvalid: the cursor is damaged or of another list.
    """
    cursor: str | None = call.query.cursor
    return None if cursor is None else pagination.unseal(cursor, scope=scope, key=_cursor_key())


def next_cursor(place: list[str | int], scope: str) -> str:
    """Return the cursor that continues after a row."""
    return pagination.seal(place, scope=scope, key=_cursor_key())


def _cursor_key() -> bytes:
    key: bytes = current_app.config["SETTINGS"].cursor_key
    return key
