"""Redemption days, their board and their sheet over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from app.core.masking import masked_name
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done, Page, PageQuery
from app.redemption.api.blueprint import (
    DAY_ID,
    EXAMPLE_ID,
    ITEM_ID,
    POINT_ID,
    DaysQuery,
    county_of,
    page,
    position,
    redemption,
)
from app.redemption.queries import orders as queries
from app.redemption.queries.shelf import get_pickup_point
from app.redemption.schemas.days import (
    DayList,
    DayView,
    IssuedView,
    PlanDay,
    SetLimit,
    SheetLine,
    SheetView,
)
from app.redemption.service import days as service
from points.errors import NotFound
from points.redemption.refusals import RedemptionDayInvalid

DAYS_SHOWN = 50
DAY = {
    "id": DAY_ID,
    "pickup_point_id": POINT_ID,
    "opens_at": "2026-11-28T01:00:00Z",
    "closes_at": "2026-11-28T09:00:00Z",
    "note": "带上纸卡",
    "state": "planned",
}


@operation(
    redemption,
    "command",
    "POST",
    "/redemption-days",
    action="redemption.plan",
    summary="安排兑换日",
    body=PlanDay,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(NotFound, RedemptionDayInvalid),
    example={
        "pickup_point_id": POINT_ID,
        "opens_at": "2026-11-28T01:00:00Z",
        "closes_at": "2026-11-28T09:00:00Z",
    },
    answer={"id": DAY_ID},
)
def plan_day(call: Call[PlanDay]) -> Done:
    """Announce when points can be exchanged at a pickup point; orders are taken from its opening to its closing."""
    point = get_pickup_point(call.session, county_id=call.county_id, pickup_point_id=call.body.pickup_point_id)
    call.actor.require("redemption.plan", place_code=point.village_code)
    day_id = service.plan_day(
        call.session,
        county_id=call.county_id,
        **call.body.model_dump(),
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return Done(id=day_id)


@operation(
    redemption,
    "query",
    "GET",
    "/redemption-days",
    action="mall.read",
    summary="兑换日安排",
    query=DaysQuery,
    returns=DayList,
    refusals=(NotFound,),
    answer={"items": [DAY]},
)
def list_days(call: Call[Any]) -> DayList:
    """List a pickup point's redemption days: those not over, the nearest first, or those over, the latest first."""
    wanted = queries.list_past_days if call.query.past else queries.list_days
    rows = wanted(
        call.session,
        county_id=county_of(call),
        pickup_point_id=call.query.pickup_point_id,
        now=call.now,
        limit=DAYS_SHOWN,
    )
    return DayList(items=[DayView.model_validate(row) for row in rows])


@operation(
    redemption,
    "command",
    "POST",
    "/redemption-days/<uuid:day_id>/cancellation",
    action="redemption.plan",
    summary="取消兑换日",
    returns=Done,
    keyed=True,
    refusals=(NotFound,),
    answer={"id": DAY_ID},
)
def cancel_day(call: Call[Any]) -> Done:
    """Call a redemption day off: no new orders; those that stand can be collected until their code runs out."""
    day, point = queries.get_day(call.session, county_id=call.county_id, day_id=path_id(call, "day_id"))
    call.actor.require("redemption.plan", place_code=point.village_code)
    return Done(id=service.cancel_day(call.session, day, actor_id=call.actor.volunteer_id, now=call.now))


@operation(
    redemption,
    "command",
    "PUT",
    "/pickup-points/<uuid:pickup_point_id>/redemption-limit",
    action="redemption.plan",
    summary="限兑次数",
    body=SetLimit,
    returns=Done,
    refusals=(NotFound,),
    example={"orders": 1, "period": "season"},
    answer={"id": POINT_ID},
)
def set_limit(call: Call[SetLimit]) -> Done:
    """Say how often a household may redeem at a pickup point in a period, or lift the limit."""
    point = get_pickup_point(call.session, county_id=call.county_id, pickup_point_id=path_id(call, "pickup_point_id"))
    call.actor.require("redemption.plan", place_code=point.village_code)
    service.set_limit(
        call.session,
        county_id=call.county_id,
        pickup_point_id=point.id,
        orders=call.body.orders,
        period=call.body.period or "season",
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return Done(id=point.id)


@operation(
    redemption,
    "query",
    "GET",
    "/redemption-days/<uuid:day_id>/issued-goods",
    action="mall.read",
    summary="发放公示",
    query=PageQuery,
    returns=Page[IssuedView],
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [
            {
                "order_id": EXAMPLE_ID,
                "item_name": "肥皂",
                "unit_name": "块",
                "quantity": 1,
                "household_code": "48302751",
                "fulfilled_at": "2026-11-28T02:05:00Z",
                "issued_by": "shop_keeper",
                "collected_by": "李*芳",
                "reversed": False,
            }
        ],
        "next_cursor": None,
    },
)
def list_issued(call: Call[Any]) -> Page[IssuedView]:
    """Show the public board of a redemption day: every line handed over, by household code; undone ones stay marked."""
    county_id = county_of(call)
    day, _ = queries.get_day(call.session, county_id=county_id, day_id=path_id(call, "day_id"))
    scope = f"board:{day.id}"
    found = [uuid.UUID(part) for part in position(call, scope)]
    rows = queries.list_issued(
        call.session,
        county_id=county_id,
        day_id=day.id,
        after=(found[0], found[1]) if found else None,
        limit=call.query.limit + 1,
    )
    return page(call, scope, rows, show=_issued, at=lambda row: [str(row.order_id), str(row.item_id)])


def _issued(row: Any) -> IssuedView:
    return IssuedView(
        order_id=row.order_id,
        item_name=row.item_name,
        unit_name=row.unit_name,
        quantity=row.quantity,
        household_code=row.household_code,
        fulfilled_at=row.fulfilled_at,
        issued_by="shop_keeper",
        collected_by=masked_name(row.collected_by) if row.collected_by else None,
        reversed=row.reversed,
    )


@operation(
    redemption,
    "query",
    "GET",
    "/redemption-days/<uuid:day_id>/sheet",
    action="stock.read",
    summary="兑换日结单",
    query=CountyQuery,
    returns=SheetView,
    refusals=(NotFound,),
    answer={
        "day": DAY,
        "orders": 1,
        "open": 0,
        "households_served": 1,
        "households_waiting": 0,
        "order_points": "10.00",
        "ledger_points": "10.00",
        "order_units": 1,
        "stock_units": 1,
        "agrees": True,
        "items": [
            {
                "item_id": ITEM_ID,
                "name": "肥皂",
                "unit_name": "块",
                "placed": 0,
                "fulfilled": 1,
                "given_back": 0,
                "reversed": 0,
                "points": "10.00",
            }
        ],
    },
)
def show_sheet(call: Call[Any]) -> SheetView:
    """Show the end-of-day sheet: what orders, ledger and stock book say, and whether they agree to the unit."""
    county_id = county_of(call)
    day, point = queries.get_day(call.session, county_id=county_id, day_id=path_id(call, "day_id"))
    call.actor.require("stock.read", place_code=point.village_code)
    totals, items = queries.day_sheet(call.session, county_id=county_id, day_id=day.id)
    return SheetView(
        day=DayView.model_validate(day),
        **totals._mapping,
        agrees=totals.order_points == totals.ledger_points and totals.order_units == totals.stock_units,
        items=[SheetLine.model_validate(row) for row in items],
    )
