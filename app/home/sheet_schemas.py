"""Shapes of the monthly sheet on the wire."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from pydantic import Field

from app.http.schemas import CountyQuery, InstantOut, MinutesOut, PointsOut, View


class MonthlyQuery(CountyQuery):
    """Which month; this one if not said."""

    month: Annotated[str, Field(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", description="月份，例如 2026-11")] | None = None


class MonthlyService(View):
    """One service of a member: when, what, how long, how the points came about, and how far it is."""

    id: uuid.UUID
    on: dt.date
    volunteer_name: str
    title: str
    minutes: MinutesOut
    points: PointsOut
    explanation: Annotated[list[str], Field(description="怎么算的")]
    state: str
    state_words: str


class MonthlyLine(View):
    """One line of the passbook: ``points`` signed, ``balance`` after it."""

    on: dt.date
    label: str
    points: PointsOut
    balance: PointsOut
    explanation: list[str]


class MonthlyRedemption(View):
    """Something reserved or collected, with both names if one did it for the other."""

    id: uuid.UUID
    placed_at: InstantOut
    fulfilled_at: InstantOut | None
    goods: list[str]
    points: PointsOut
    placed_by_name: str
    on_behalf_of_name: str | None
    collected_by: str | None
    state: str
    state_words: str


class MonthlyAct(View):
    """What somebody did in a member's name; both names."""

    at: InstantOut
    volunteer_name: str
    actor_name: str
    what: str


class MonthlySheetView(View):
    """A household's month on paper; ``minutes`` are those approved, ``print_address`` is good for a quarter hour."""

    household_id: uuid.UUID
    household_code: str
    village_name: str
    month: str
    members: list[str]
    services: list[MonthlyService]
    minutes: MinutesOut
    balance_at_start: PointsOut
    balance_at_end: PointsOut
    lines: list[MonthlyLine]
    redemptions: list[MonthlyRedemption]
    acts: list[MonthlyAct]
    print_address: str
