"""Shapes of taking in a roster file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.http.schemas import Body, InstantOut, View, VillageCode

FILE_MOST = 3 * 1024 * 1024
FORM_MOST = FILE_MOST + 64 * 1024


class RosterBody(Body):
    """A roster as the office has it, and the village for rows that name none."""

    file: Annotated[bytes, Field(max_length=FILE_MOST, description="CSV（UTF-8 或 GBK）或 xlsx，不超过 3 MB")]
    village_code: VillageCode | None = None


class RosterProblemView(View):
    """What is wrong in one row of the file, in the words of whoever has to repair it."""

    row: int
    column: str
    reason: str


class RosterRowView(View):
    """One person of the file."""

    row: int
    name: str


class RosterPlanView(View):
    """What taking the file in does; with problems nothing, and nothing when its content was taken in before."""

    new_people: int
    new_households: int
    known_people: int
    known: list[RosterRowView]
    problems: list[RosterProblemView]
    problem_count: int
    imported_at: InstantOut | None
