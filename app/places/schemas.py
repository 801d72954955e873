"""Shapes of places on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.http.schemas import Body, View


class DivisionQuery(Body):
    """Which level of the tree to list."""

    parent_code: Annotated[str, Field(pattern=r"^\d{2,12}$")] = "45"


class DivisionView(View):
    """One administrative division."""

    code: str
    name: str
    level: Literal["province", "city", "county", "township", "village"]


class DivisionList(View):
    """The divisions below one code, in official order."""

    items: list[DivisionView]
