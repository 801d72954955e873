"""Shapes of the village's service board."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from app.http.schemas import Body, MinutesOut, View
from app.ranking.periods import Period

Of = Literal["volunteers", "households"]


class RankingQuery(Body):
    """Persons or households, over which stretch; ``on`` is a day in it, by default today."""

    of: Of = "volunteers"
    period: Period = "month"
    on: Annotated[dt.date, Field(ge=dt.date(2020, 1, 1), le=dt.date(2100, 1, 1))] | None = None


class RankingRow(View):
    """How often somebody came and for how long; a household carries the masked name of its head."""

    masked_name: str
    times: int
    minutes: MinutesOut
    mine: bool


class RankingView(View):
    """The rows around the caller's own, without numbers of places, and what the whole village did together.

    ``number`` counts everybody who came, also those without a row; ``listed`` tells whether others see the caller.
    """

    of: Of
    period: Period
    first_on: dt.date
    last_on: dt.date
    number: int
    times: int
    minutes: MinutesOut
    listed: bool
    rows: list[RankingRow]
