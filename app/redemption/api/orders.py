"""Orders after they were placed, over HTTP."""

from __future__ import annotations

from typing import Any, Final

from app.clock import local_date
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done, Page, PageQuery
from app.places.models import PickupPoint
from app.redemption.api.blueprint import (
    DAY_ID,
    EXAMPLE_ID,
    HOUSEHOLD_ID,
    ITEM_ID,
    POINT_ID,
    after_id,
    cipher,
    county_of,
    page,
    redemption,
)
from app.redemption.codes import pickup_code
from app.redemption.queries import orders as queries
from app.redemption.queries import proxied
from app.redemption.refusals import NoHousehold, ReversalAsked
from app.redemption.schemas.orders import (
    AskReversal,
    CancelOrder,
    Decision,
    LineView,
    ListedOrder,
    OrdersQuery,
    OrderView,
    ReversalView,
)
from app.redemption.service import orders as service
from points.errors import NotFound
from points.ledger.refusals import AccountClosed
from points.redemption.models import RedemptionOrder
from points.redemption.refusals import OrderNotOpen, OwnHousehold
from points.stock.refusals import DecisionMade, SecondPersonNeeded

LINE: Final = {"item_id": ITEM_ID, "name": "肥皂", "unit_name": "块", "quantity": 1, "points": "10.00"}


@operation(
    redemption,
    "query",
    "GET",
    "/redemption-orders",
    action="redemption.read",
    summary="兑换单列表",
    query=OrdersQuery,
    returns=Page[ListedOrder],
    refusals=(NotFound, NoHousehold, CursorInvalid),
    answer={
        "items": [
            {
                "id": EXAMPLE_ID,
                "redemption_day_id": DAY_ID,
                "household_code": "48302751",
                "ordered_for": "李小芳",
                "points": "10.00",
                "state": "placed",
                "placed_at": "2026-11-28T02:00:00Z",
                "expires_at": "2026-11-28T02:15:00Z",
                "lines": [LINE],
                "is_part": False,
                "handed_over_as": None,
                "reversal": None,
            }
        ],
        "next_cursor": None,
    },
)
def list_orders(call: Call[Any]) -> Page[ListedOrder]:
    """List the orders of the caller's household, or of a redemption day for the staff of its pickup point."""
    if call.query.redemption_day_id is None:
        return _own_orders(call)
    county_id = county_of(call)
    day, point = queries.get_day(call.session, county_id=county_id, day_id=call.query.redemption_day_id)
    call.actor.require("redemption.read", place_code=point.village_code)
    scope = f"orders:{day.id}"
    rows = queries.list_orders_of_day(
        call.session, county_id=county_id, day_id=day.id, after=after_id(call, scope), limit=call.query.limit + 1
    )
    return page(call, scope, rows, show=_listed, at=lambda row: [str(row.id)])


def _listed(row: Any) -> ListedOrder:
    shown = {name: getattr(row, name) for name in ListedOrder.model_fields}
    return ListedOrder(**{**shown, "lines": [LineView(**line) for line in row.lines]})


def _own_orders(call: Call[Any]) -> Page[ListedOrder]:
    household_id = call.actor.household_id
    if household_id is None:
        raise NoHousehold()
    scope = f"orders:{household_id}"
    rows = queries.list_orders_of_household(
        call.session,
        county_id=call.actor.county_id,
        household_id=household_id,
        after=after_id(call, scope),
        limit=call.query.limit + 1,
    )
    return page(call, scope, rows, show=_listed, at=lambda row: [str(row.id)])


@operation(
    redemption,
    "query",
    "GET",
    "/redemption-orders/<uuid:order_id>",
    action="redemption.read",
    summary="兑换单",
    query=CountyQuery,
    returns=OrderView,
    refusals=(NotFound,),
    answer={
        "id": EXAMPLE_ID,
        "redemption_day_id": DAY_ID,
        "pickup_point_id": POINT_ID,
        "household_id": HOUSEHOLD_ID,
        "points": "10.00",
        "state": "placed",
        "pickup_code": "7Q2M4FXK",
        "expires_at": "2026-11-28T02:15:00Z",
        "household_code": "48302751",
        "lines": [LINE],
        "placed_at": "2026-11-28T02:00:00Z",
        "placed_by": EXAMPLE_ID,
        "on_behalf_of": None,
        "ordered_for": "李小芳",
        "fulfilled_at": None,
        "fulfilled_by_name": None,
        "collected_by": None,
        "close_reason": None,
        "handed_over_as": None,
        "reversal": None,
    },
)
def show_order(call: Call[Any]) -> OrderView:
    """Show one order; its pickup code only to its household and whoever redeems for that person, while it is open."""
    order, point = queries.get_order(call.session, county_id=county_of(call), order_id=path_id(call, "order_id"))
    if not _redeems_for(call, order):
        call.actor.require("redemption.read", household_id=order.household_id, place_code=point.village_code)
    lines = queries.list_lines(call.session, county_id=order.county_id, order_id=order.id)
    around = queries.around_order(call.session, county_id=order.county_id, order_id=order.id)
    return OrderView(
        **{name: getattr(order, name) for name in OrderView.model_fields if hasattr(order, name)},
        **around._mapping,
        pickup_code=_code_for(call, order, point),
        lines=[LineView.model_validate(line) for line in lines],
    )


def _redeems_for(call: Call[Any], order: RedemptionOrder) -> bool:
    return order.county_id == call.actor.county_id and proxied.redeems_for(
        call.session,
        county_id=order.county_id,
        helper_id=call.actor.volunteer_id,
        placed_by=order.placed_by,
        on_behalf_of=order.on_behalf_of,
        today=local_date(call.now),
    )


def _code_for(call: Call[Any], order: RedemptionOrder, point: PickupPoint) -> str | None:
    if order.state != "placed":
        return None
    by_card = order.placed_by == call.actor.volunteer_id and call.actor.may(
        "redemption.fulfil", place_code=point.village_code
    )
    if order.household_id != call.actor.household_id and not by_card and not _redeems_for(call, order):
        return None
    return pickup_code(cipher(), county_id=order.county_id, order_id=order.id)


@operation(
    redemption,
    "command",
    "POST",
    "/redemption-orders/<uuid:order_id>/cancellation",
    action="redemption.cancel",
    summary="取消兑换",
    body=CancelOrder,
    returns=Done,
    keyed=True,
    refusals=(NotFound, OrderNotOpen, AccountClosed),
    example={"reason": "不需要了"},
    answer={"id": EXAMPLE_ID},
)
def cancel_order(call: Call[CancelOrder]) -> Done:
    """Cancel an order before hand-over: goods, points and allowance go back at once."""
    order, point = queries.get_order(call.session, county_id=call.county_id, order_id=path_id(call, "order_id"))
    if not _redeems_for(call, order):
        call.actor.require("redemption.cancel", household_id=order.household_id, place_code=point.village_code)
    return Done(
        id=service.cancel_order(
            call.session, order, reason=call.body.reason, actor_id=call.actor.volunteer_id, now=call.now
        )
    )


@operation(
    redemption,
    "command",
    "POST",
    "/redemption-orders/<uuid:order_id>/reversal-requests",
    action="redemption.fulfil",
    summary="申请撤回发放",
    body=AskReversal,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(NotFound, OrderNotOpen, OwnHousehold, ReversalAsked),
    example={"reason": "发错了东西，已经拿回", "usable": True},
    answer={"id": EXAMPLE_ID},
)
def ask_reversal(call: Call[AskReversal]) -> Done:
    """Ask for a hand-over at one's pickup point to be undone; the county decides."""
    order, point = queries.get_order(call.session, county_id=call.county_id, order_id=path_id(call, "order_id"))
    call.actor.require("redemption.fulfil", place_code=point.village_code)
    reversal_id = service.ask_reversal(
        call.session,
        order,
        reason=call.body.reason,
        usable=call.body.usable,
        actor_id=call.actor.volunteer_id,
        actor_household_id=call.actor.household_id,
        now=call.now,
    )
    return Done(id=reversal_id)


@operation(
    redemption,
    "query",
    "GET",
    "/redemption-reversals",
    action="redemption.reverse",
    summary="待决定的撤回",
    query=PageQuery,
    returns=Page[ReversalView],
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [
            {
                "id": EXAMPLE_ID,
                "order_id": EXAMPLE_ID,
                "reason": "发错了东西，已经拿回",
                "usable": True,
                "proposed_by": HOUSEHOLD_ID,
                "proposed_at": "2026-11-28T03:00:00Z",
            }
        ],
        "next_cursor": None,
    },
)
def list_reversals(call: Call[Any]) -> Page[ReversalView]:
    """List the hand-overs of a county that somebody asked to undo and nobody has decided, the oldest first."""
    county_id = county_of(call)
    call.actor.require("redemption.reverse", place_code=county_id)
    scope = f"reversals:{county_id}"
    rows = queries.list_reversals(
        call.session, county_id=county_id, after=after_id(call, scope), limit=call.query.limit + 1
    )
    return page(call, scope, rows, show=ReversalView.model_validate, at=lambda row: [str(row.id)])


@operation(
    redemption,
    "command",
    "POST",
    "/redemption-reversals/<uuid:reversal_id>/decision",
    action="redemption.reverse",
    summary="决定撤回发放",
    body=Decision,
    returns=Done,
    keyed=True,
    refusals=(NotFound, SecondPersonNeeded, DecisionMade, OrderNotOpen, OwnHousehold, AccountClosed),
    example={"accepted": True},
    answer={"id": EXAMPLE_ID},
)
def decide_reversal(call: Call[Decision]) -> Done:
    """Undo a hand-over as the second person: goods back or written off, points back; or reject it."""
    reversal = queries.get_reversal(call.session, county_id=call.county_id, reversal_id=path_id(call, "reversal_id"))
    order, point = queries.get_order(call.session, county_id=call.county_id, order_id=reversal.order_id)
    call.actor.require("redemption.reverse", place_code=point.village_code)
    service.decide_reversal(
        call.session,
        order,
        reversal_id=reversal.id,
        accepted=call.body.accepted,
        actor_id=call.actor.volunteer_id,
        actor_household_id=call.actor.household_id,
        now=call.now,
    )
    return Done(id=reversal.id)
