"""The monthly sheet of a household: as data, and as a page of A5 for people without a phone."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final, cast

from flask import current_app, render_template, url_for

from app.clock import local_date, to_local, utc_now
from app.core.db import Database
from app.home.api.blueprint import home
from app.home.refusals import SheetLinkOver
from app.home.sheet_queries import Month
from app.home.sheet_schemas import MonthlyQuery, MonthlySheetView
from app.home.sheets import monthly_sheet
from app.http import pagination
from app.http.endpoint import Call, operation, path_id, public_page
from app.http.pagination import CursorInvalid
from app.ledger.queries import get_household
from points.amounts import Minutes, Points, display_minutes, display_points
from points.errors import NotFound

LINK_SCOPE: Final = "monthly-sheet"
LINK_LASTS: Final = dt.timedelta(minutes=15)
WEEKDAYS: Final = "一二三四五六日"
_ID = "0197f0aa-0000-7000-8000-000000000001"


@operation(
    home,
    "query",
    "GET",
    "/households/<uuid:household_id>/monthly-sheet",
    action="ledger.read",
    summary="一户的月单",
    query=MonthlyQuery,
    returns=MonthlySheetView,
    refusals=(NotFound,),
    answer={
        "household_id": _ID,
        "household_code": "48302751",
        "village_name": "示例村",
        "month": "2026-11",
        "members": ["韦美兰"],
        "services": [
            {
                "id": _ID,
                "on": "2026-11-14",
                "volunteer_name": "韦美兰",
                "title": "清理村道",
                "minutes": 150,
                "points": "14.00",
                "explanation": ["服务 2 小时 30 分钟 × 每小时 4 分 × 难度 1.2（清沟渠）+ 到场 2 分 = 14 分"],
                "state": "settled",
                "state_words": "到账了",
            }
        ],
        "minutes": 150,
        "balance_at_start": "100.00",
        "balance_at_end": "114.00",
        "lines": [
            {
                "on": "2026-11-24",
                "label": "服务得分",
                "points": "14.00",
                "balance": "114.00",
                "explanation": ["韦美兰 参加“清理村道”（11 月 14 日）"],
            }
        ],
        "redemptions": [],
        "acts": [
            {
                "at": "2026-11-21T08:00:00Z",
                "volunteer_name": "韦美兰",
                "actor_name": "李小芳",
                "what": "替您预留了东西",
            }
        ],
        "print_address": "https://points.example.org/monthly-sheets/WyI0NTAyMjIiXQ",
    },
)
def get_monthly_sheet(call: Call[Any]) -> MonthlySheetView:
    """Return a household's month for its members and for those responsible for its village, with a link to print it."""
    household = get_household(call.session, county_id=call.county_id, household_id=path_id(call, "household_id"))
    place, own = household.village_code, household.id
    seen = call.actor.may("ledger.read", place_code=place, household_id=own)
    if not seen and call.county_id != call.actor.county_id:
        raise NotFound()
    call.actor.require("ledger.read", place_code=place, household_id=own)
    month = Month.parse(call.query.month or f"{local_date(call.now):%Y-%m}")
    until = int((call.now + LINK_LASTS).timestamp())
    token = pagination.seal([household.county_id, str(household.id), str(month), until], scope=LINK_SCOPE, key=_key())
    address = f"{current_app.config['PUBLIC_BASE_URL']}{url_for('home.print_monthly_sheet', token=token)}"
    return monthly_sheet(call.session, household, month=month, address=address)


@home.get("/monthly-sheets/<token>")
@public_page
def print_monthly_sheet(token: str) -> str:
    """Return the sheet as a page of A5 in large type; the link is good for a quarter of an hour."""
    now = utc_now()
    try:
        county_id, household_id, month, until = pagination.unseal(token, scope=LINK_SCOPE, key=_key())
    except CursorInvalid:
        raise SheetLinkOver() from None
    if int(until) < now.timestamp():
        raise SheetLinkOver()
    asked = Month.parse(str(month))
    database = cast("Database", current_app.extensions["database"])
    with database.session() as session:
        household = get_household(session, county_id=str(county_id), household_id=uuid.UUID(str(household_id)))
        sheet = monthly_sheet(session, household, month=asked, address="")
    words = {"day": _day, "local": to_local, "minutes": _minutes, "points": _points, "change": _change}
    return render_template("home/monthly-sheet.html", sheet=sheet, first=asked.first, printed=local_date(now), **words)


def _day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def _minutes(minutes: int) -> str:
    return display_minutes(Minutes(minutes))


def _points(points: int) -> str:
    return display_points(Points(points))


def _change(points: int) -> str:
    return f"{'+' if points > 0 else '−'}{display_points(Points(abs(points)))}"


def _key() -> bytes:
    key: bytes = current_app.config["SETTINGS"].cursor_key
    return key
