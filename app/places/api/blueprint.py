"""The blueprint of places, and what its endpoints share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app

from app.core.actor import NotAllowed
from app.http import pagination
from app.http.endpoint import Call, path_id
from app.places.models import Site
from app.places.queries import get_site
from app.places.service import Deed
from points.errors import NotFound

places = Blueprint("places", __name__)


def deed(call: Call[Any]) -> Deed:
    """Return who acts, and when."""
    return Deed(actor_id=call.actor.volunteer_id, now=call.now)


def require_visible(call: Call[Any]) -> None:
    """Demand that the county asked about is the caller's own or one her role reaches.

    Raises:
        NotFound: for all others it does not exist.
    """
    own = call.county_id == call.actor.county_id
    if not own and not any(call.county_id.startswith(grant.place_code) for grant in call.actor.grants):
        raise NotFound()


def require_place(call: Call[Any], action: str, place_code: str) -> None:
    """Demand that the caller may act at a place.

    Raises:
        NotFound: another county's place.
        NotAllowed: a place of the caller's own county.
    """
    if not call.actor.may(action, place_code=place_code):
        raise NotAllowed(action=action) if place_code[:6] == call.actor.county_id else NotFound()


def site_of(call: Call[Any], action: str) -> Site:
    """Return the site in the path if the caller may act on it.

    Raises:
        NotFound, NotAllowed: see :func:`require_place`.
    """
    site = get_site(call.session, county_id=call.county_id, site_id=path_id(call, "site_id"))
    require_place(call, action, site.village_code)
    return site


def position(call: Call[Any], scope: str) -> str | None:
    """Return the id after which the page begins, or None at the start.

    Raises:
        CursorInvalid: the cursor is damaged or of another list.
    """
    cursor: str | None = call.query.cursor
    return None if cursor is None else str(pagination.unseal(cursor, scope=scope, key=_cursor_key())[0])


def next_cursor(after: str, scope: str) -> str:
    """Return the cursor that continues after a row."""
    return pagination.seal([after], scope=scope, key=_cursor_key())


def _cursor_key() -> bytes:
    key: bytes = current_app.config["SETTINGS"].cursor_key
    return key
