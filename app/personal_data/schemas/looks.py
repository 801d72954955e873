"""Shapes of the supervisor's report on who looked at closed data."""

from __future__ import annotations

import uuid
from typing import Literal

from app.http.schemas import InstantOut, Page, PageQuery, View
from app.identity.schemas.people import PlaceCode

Look = Literal["phone.reveal", "minor.view", "guardian.view"]


class LookQuery(PageQuery):
    """Looks at people of which place and below, of which kind."""

    place_code: PlaceCode | None = None
    action: Look | None = None


class LookView(View):
    """Somebody looked at what is closed: who, at whom (masked unless the viewer runs the place), when, what for."""

    id: uuid.UUID
    at: InstantOut
    action: Look
    purpose: str
    actor_id: uuid.UUID | None
    actor_name: str | None
    volunteer_id: uuid.UUID
    volunteer_name: str
    is_minor: bool


class LookPage(Page[LookView]):
    """One page of looks, newest first."""
