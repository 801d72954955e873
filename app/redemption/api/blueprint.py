"""The two rooms of this slice in the API, and what their operations share."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar, cast

from flask import Blueprint, current_app

from app.core.crypto import FieldCipher
from app.http.endpoint import Call
from app.http.pagination import seal, unseal
from app.http.schemas import CountyQuery, Page
from app.settings import Settings
from points.errors import NotFound

redemption = Blueprint("redemption", __name__)
stock = Blueprint("stock", __name__)

EXAMPLE_ID: Final = "0198c1de-7000-7000-8000-000000000001"
POINT_ID: Final = "0198c1de-7000-7000-8000-000000000003"
HOUSEHOLD_ID: Final = "0198c1de-7000-7000-8000-000000000004"
ITEM_ID: Final = "0198c1de-7000-7000-8000-000000000005"
DONOR_ID: Final = "0198c1de-7000-7000-8000-000000000006"
DAY_ID: Final = "0198c1de-7000-7000-8000-000000000007"

Source = TypeVar("Source")
Target = TypeVar("Target")


def settings() -> Settings:
    """Return the settings of this process."""
    return cast("Settings", current_app.config["SETTINGS"])


def cipher() -> FieldCipher:
    """Return the keys of this process."""
    return cast("FieldCipher", current_app.extensions["cipher"])


def county_of(call: Call[Any]) -> str:
    """Return the county that a call is about: one's own, or another one that a role reaches into.

    Raises:
        NotFound: no role of the caller covers the county.
    """
    county = call.county_id
    if county != call.actor.county_id and not any(county.startswith(grant.place_code) for grant in call.actor.grants):
        raise NotFound()
    return county


def position(call: Call[Any], scope: str) -> list[str]:
    """Return the position a list is to be continued from, or nothing at its beginning.

    Raises:
        CursorInvalid: the cursor is not one of this list.
    """
    if call.query.cursor is None:
        return []
    return [str(part) for part in unseal(call.query.cursor, scope=scope, key=settings().cursor_key)]


def after_id(call: Call[Any], scope: str) -> uuid.UUID | None:
    """Return the id a list by ids is to be continued after."""
    found = position(call, scope)
    return uuid.UUID(found[0]) if found else None


def page(
    call: Call[Any],
    scope: str,
    rows: Sequence[Source],
    *,
    show: Callable[[Source], Target],
    at: Callable[[Source], list[str]],
) -> Page[Target]:
    """Return one page from ``limit + 1`` rows; ``at`` tells the position of a row."""
    limit = call.query.limit
    more = len(rows) > limit
    cursor = seal(list(at(rows[limit - 1])), scope=scope, key=settings().cursor_key) if more else None
    return Page[Any](items=[show(row) for row in rows[:limit]], next_cursor=cursor)


class PointQuery(CountyQuery):
    """At which pickup point."""

    pickup_point_id: uuid.UUID


class DaysQuery(PointQuery):
    """At which pickup point; ``past`` asks for the days that are over instead of those to come."""

    past: bool = False
