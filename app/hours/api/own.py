"""One's own hours over HTTP."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.clock import local_date, local_midnight
from app.hours import queries
from app.hours.api.blueprint import RECORD_EXAMPLE, hours, settings
from app.hours.schemas import ElsewhereView, HoursQuery, HoursView, MonthList, MonthView, OwnRecordPage
from app.hours.views import record_view
from app.households.queries import former_registrations
from app.http.endpoint import Call, operation
from app.http.pagination import CursorInvalid, seal, unseal
from app.http.schemas import PageQuery
from app.places.queries import find_division
from points.hours.queries import HoursTotals, hours_totals, pending_points

SCOPE = "me/service-records"
MONTHS_SHOWN = 12
MONTH_EXAMPLE = {
    "month": "2026-11-01",
    "times": 3,
    "minutes": 420,
    "points": "38.00",
    "pending_points": "14.00",
}


@operation(
    hours,
    "query",
    "GET",
    "/me/service-records",
    action="self.read",
    summary="我的工时",
    query=PageQuery,
    returns=OwnRecordPage,
    refusals=(CursorInvalid,),
    answer={"items": [RECORD_EXAMPLE], "next_cursor": None, "elsewhere": []},
)
def list_my_service_records(call: Call[Any]) -> OwnRecordPage:
    """List one's own records in this county, newest service first, and which counties keep what she did before."""
    query, key = call.query, settings().cursor_key
    after = None if query.cursor is None else unseal(query.cursor, scope=SCOPE, key=key)
    rows = queries.list_own(
        call.session,
        county_id=call.actor.county_id,
        volunteer_id=call.actor.volunteer_id,
        limit=query.limit + 1,
        after=None if after is None else (str(after[0]), str(after[1])),
    )
    page = rows[: query.limit]
    more = None
    if len(rows) > query.limit:
        more = seal([page[-1].started_at.isoformat(), str(page[-1].id)], scope=SCOPE, key=key)
    items = [record_view(row, today=local_date(call.now)) for row in page]
    return OwnRecordPage(items=items, next_cursor=more, elsewhere=_kept_elsewhere(call))


@operation(
    hours,
    "query",
    "GET",
    "/me/hours",
    action="self.read",
    summary="我的时长",
    query=HoursQuery,
    returns=HoursView,
    answer={
        "scan_minutes": 1260,
        "manual_minutes": 90,
        "pending_minutes": 150,
        "pending_points": "14.00",
        "elsewhere": [],
    },
)
def get_my_hours(call: Call[Any]) -> HoursView:
    """Return one's minutes on the books of every county she lived in, scanned and hand-added apart, and what comes."""
    me, session = call.actor, call.session
    former = former_registrations(session, county_id=me.county_id, volunteer_id=me.volunteer_id)
    days: dict[str, Any] = {"first_on": call.query.first_on, "last_on": call.query.last_on}
    books = [
        (county_id, hours_totals(session, county_id=county_id, volunteer_id=person, **days))
        for county_id, person in ((me.county_id, me.volunteer_id), *former)
    ]
    household_id = me.household_id
    return HoursView(
        scan_minutes=sum(book.scan_minutes for _, book in books),
        manual_minutes=sum(book.manual_minutes for _, book in books),
        pending_minutes=sum(book.pending_minutes for _, book in books),
        elsewhere=[_elsewhere(session, county_id, book) for county_id, book in books[1:]],
        pending_points=0 if household_id is None else pending_points(call.session, call.actor.county_id, household_id),
    )


@operation(
    hours,
    "query",
    "GET",
    "/me/service-months",
    action="self.read",
    summary="我每个月的服务",
    returns=MonthList,
    answer={"this_month": MONTH_EXAMPLE, "items": [MONTH_EXAMPLE]},
)
def list_my_months(call: Call[Any]) -> MonthList:
    """Sum up one's approved services by month: times, minutes and points, for the last twelve months."""
    first = local_date(call.now).replace(day=1)
    rows = queries.list_months(
        call.session,
        county_id=call.actor.county_id,
        volunteer_id=call.actor.volunteer_id,
        since=local_midnight(first.replace(year=first.year - 1)),
        limit=MONTHS_SHOWN,
    )
    months = [MonthView.model_validate(row) for row in rows]
    nothing = MonthView(month=first, times=0, minutes=0, points=0, pending_points=0)
    return MonthList(this_month=next((month for month in months if month.month == first), nothing), items=months)


def _kept_elsewhere(call: Call[Any]) -> list[ElsewhereView]:
    """Return the counties she lived in before; their records stay in their books, whole and under their name."""
    me, session = call.actor, call.session
    return [
        _elsewhere(session, county_id, hours_totals(session, county_id=county_id, volunteer_id=person))
        for county_id, person in former_registrations(session, county_id=me.county_id, volunteer_id=me.volunteer_id)
    ]


def _elsewhere(session: Session, county_id: str, book: HoursTotals) -> ElsewhereView:
    county = find_division(session, code=county_id)
    minutes = book.scan_minutes + book.manual_minutes
    return ElsewhereView(county_id=county_id, county_name=None if county is None else county.name, minutes=minutes)
