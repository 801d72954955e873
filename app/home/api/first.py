"""The first screen over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app

from app.activities.listing import items_of
from app.clock import local_date, local_midnight
from app.home import queries
from app.home.api.blueprint import home
from app.home.schemas import HomeDay, HomeHousehold, HomeMember, HomePoints, HomeRole, HomeView
from app.home.speaking import spoken
from app.http.endpoint import Call, operation

ANSWER = {
    "id": "0197f0aa-0000-7000-8000-000000000001",
    "county_id": "450222",
    "village_code": "450222100201",
    "village_name": "示例村",
    "name": "韦小榕",
    "state": "active",
    "suspended_reason": None,
    "roles": [],
    "household": {
        "code": "48302751",
        "members": [
            {"id": "0197f0aa-0000-7000-8000-000000000001", "name": "韦小榕", "served": [1, 3], "on_the_way": [11]}
        ],
        "year_times": 23,
        "year_minutes": 2460,
    },
    "points": {
        "spendable": "186.00",
        "pending": "14.00",
        "held": "0.00",
        "suspended": False,
        "disclosed_until": "2026-11-23T16:00:00Z",
    },
    "minutes": 2460,
    "activities": [],
    "redemption_day": None,
    "affordable": 3,
    "unread": 1,
    "spoken": ["您家现在有 186 分可以兑换。", "最近没有活动。"],
}


@operation(
    home,
    "query",
    "GET",
    "/me/home",
    action="self.read",
    summary="首页",
    returns=HomeView,
    answer=ANSWER,
)
def show_home(call: Call[Any]) -> HomeView:
    """Show everything of the first screen at once: points, next activities, redemption day, unread messages."""
    assert call.token is not None
    today = local_date(call.now)
    overview = queries.get_overview(call.session, call.actor, now=call.now, today=today)
    year = queries.list_year(call.session, call.actor, year_began=local_midnight(dt.date(today.year, 1, 1)))
    rows = queries.list_near(call.session, call.actor, token=call.token, now=call.now, today=today)
    activities = items_of(rows, current_app.extensions["estimator"], now=call.now)
    actor = call.actor
    return HomeView.model_validate(
        {
            "id": actor.volunteer_id,
            "county_id": actor.county_id,
            "village_code": actor.village_code,
            **{name: overview[name] for name in _AS_READ},
            "roles": [HomeRole(role=grant.role, place_code=grant.place_code) for grant in actor.grants],
            "household": _household(overview, year),
            "points": _points(overview),
            "activities": activities,
            "redemption_day": _day(overview),
            "spoken": spoken(overview, activities, now=call.now),
        }
    )


_AS_READ = ("village_name", "name", "state", "suspended_reason", "minutes", "affordable", "unread")


def _household(overview: Any, year: Any) -> HomeHousehold | None:
    if overview["household_code"] is None:
        return None
    return HomeHousehold(
        code=overview["household_code"],
        members=[
            HomeMember(id=row["id"], name=row["name"], served=row["served"], on_the_way=row["on_the_way"])
            for row in year
        ],
        year_times=sum(row["times"] for row in year),
        year_minutes=sum(row["minutes"] for row in year),
    )


def _points(overview: Any) -> HomePoints | None:
    if overview["balance"] is None:
        return None
    return HomePoints.model_validate({name: overview[name] for name in HomePoints.model_fields})


def _day(overview: Any) -> HomeDay | None:
    if overview["day_id"] is None:
        return None
    found = {name: overview[name] for name in ("pickup_point_id", "place", "opens_at", "closes_at")}
    return HomeDay.model_validate({**found, "id": overview["day_id"]})
