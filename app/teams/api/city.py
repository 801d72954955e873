"""The teams of a whole city over HTTP."""

from __future__ import annotations

from typing import Any

from app.clock import local_date
from app.core.actor import NotAllowed
from app.http.endpoint import Call, operation
from app.http.pagination import CursorInvalid
from app.teams.api.blueprint import ITEM, after_id, item, next_cursor, teams
from app.teams.oversight import city_figures, list_city_teams
from app.teams.oversight_schemas import CityFigures, CityFiguresQuery, CityQuery, CountyTeams
from app.teams.schemas import TeamPage
from app.teams.vocabulary import SQUAD_MINIMUM


@operation(
    teams,
    "query",
    "GET",
    "/city-teams",
    action="team.oversee",
    summary="全市队伍",
    query=CityQuery,
    returns=TeamPage,
    refusals=(CursorInvalid,),
    answer={"items": [ITEM], "next_cursor": None},
)
def list_teams_of_city(call: Call[Any]) -> TeamPage:
    """List the active teams of every county of a city, oldest first."""
    asked: CityQuery = call.query
    _require_city(call, asked.city_code)
    scope = f"city-teams:{asked.city_code}:{asked.kind}"
    rows = list_city_teams(
        call.session,
        city_code=asked.city_code,
        kind=asked.kind,
        day=local_date(call.now),
        after=after_id(call, scope),
        limit=asked.limit,
    )
    return TeamPage(
        items=[item(call, seen) for seen in rows[: asked.limit]],
        next_cursor=next_cursor([seen.team for seen in rows], limit=asked.limit, scope=scope),
    )


@operation(
    teams,
    "query",
    "GET",
    "/city-team-figures",
    action="team.oversee",
    summary="全市队伍统计",
    query=CityFiguresQuery,
    returns=CityFigures,
    answer={
        "on": "2026-07-30",
        "counties": [
            {
                "county_id": "450222",
                "county_name": "柳城县",
                "teams": 13,
                "forming": 1,
                "mothers_teams": 12,
                "members": 118,
                "filed": 11,
            }
        ],
    },
)
def get_city_team_figures(call: Call[Any]) -> CityFigures:
    """Count teams, members and filings of every county of a city on a day (组织情况统计表)."""
    asked: CityFiguresQuery = call.query
    _require_city(call, asked.city_code)
    day = asked.on or local_date(call.now)
    rows = city_figures(call.session, city_code=asked.city_code, year=day.year, day=day, minimum=SQUAD_MINIMUM)
    return CityFigures(on=day, counties=[CountyTeams.model_validate(row) for row in rows])


def _require_city(call: Call[Any], city_code: str) -> None:
    if not call.actor.may("team.oversee", place_code=city_code):
        raise NotAllowed(action="team.oversee")
