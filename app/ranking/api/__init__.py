"""The village's service board over HTTP."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint

from app.clock import local_date
from app.core.masking import masked_name
from app.http.endpoint import Call, operation
from app.privacy.queries import standings
from app.ranking import queries
from app.ranking.periods import days_of
from app.ranking.schemas import RankingQuery, RankingRow, RankingView

ADULT_YEARS: Final = 18

ranking = Blueprint("ranking", __name__)


@operation(
    ranking,
    "query",
    "GET",
    "/me/ranking",
    action="ranking.read",
    summary="本村服务榜",
    query=RankingQuery,
    returns=RankingView,
    answer={
        "of": "volunteers",
        "period": "month",
        "first_on": "2026-11-01",
        "last_on": "2026-11-30",
        "number": 36,
        "times": 120,
        "minutes": 14400,
        "listed": True,
        "rows": [{"masked_name": "韦*榕", "times": 4, "minutes": 600, "mine": True}],
    },
)
def show_ranking(call: Call[Any]) -> RankingView:
    """Show how often people of the caller's village came: those around her, who agreed to appear, by masked names."""
    me, wanted, today = call.actor, call.query, local_date(call.now)
    first_on, last_on = days_of(wanted.period, wanted.on or today)
    totals, rows = queries.ranking(
        call.session,
        wanted.of,
        queries.Viewer(
            county_id=me.county_id,
            village_code=me.village_code,
            volunteer_id=me.volunteer_id,
            household_id=me.household_id,
            first_on=first_on,
            last_on=last_on,
            adult_since=today.replace(year=today.year - ADULT_YEARS, day=min(today.day, 28)),
        ),
    )
    own = next((row for row in rows if row.mine), None)
    return RankingView(
        of=wanted.of,
        period=wanted.period,
        first_on=first_on,
        last_on=last_on,
        number=totals.number,
        times=totals.times,
        minutes=totals.minutes,
        listed=own.listed if own is not None else _agreed(call),
        rows=[
            RankingRow(masked_name=masked_name(row.name or ""), times=row.times, minutes=row.minutes, mine=row.mine)
            for row in rows
        ],
    )


def _agreed(call: Call[Any]) -> bool:
    me = call.actor
    mine = standings(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id, now=call.now)
    return any(each.purpose == "ranking" and each.state in ("given", "outdated") for each in mine)
