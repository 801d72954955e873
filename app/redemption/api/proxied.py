"""Redeeming for somebody else over HTTP: what a helper sees of the person who asked her."""

from __future__ import annotations

from typing import Any

from app.clock import local_date
from app.http.endpoint import Call, operation, path_id
from app.redemption.api.blueprint import EXAMPLE_ID, redemption
from app.redemption.queries import proxied
from app.redemption.schemas.proxied import ProxiedAccount, ProxiedOrder
from points.errors import NotFound
from points.ledger.refusals import AccountUnknown
from points.ledger.statements import spendable


@operation(
    redemption,
    "query",
    "GET",
    "/proxies/<uuid:proxy_id>/account",
    action="redemption.read",
    summary="我替她看积分和兑换",
    returns=ProxiedAccount,
    refusals=(NotFound, AccountUnknown),
    answer={
        "volunteer_id": EXAMPLE_ID,
        "volunteer_name": "韦美兰",
        "household_code": "48302751",
        "village_code": "450222100201",
        "ends_on": "2027-06-30",
        "redeemable": "86.00",
        "held": "10.00",
        "order_limit_points": None,
        "orders": [
            {
                "id": EXAMPLE_ID,
                "points": "10.00",
                "state": "placed",
                "placed_at": "2026-11-28T02:00:00Z",
            }
        ],
    },
)
def show_proxied_account(call: Call[Any]) -> ProxiedAccount:
    """Show the points and orders of somebody who asked the caller to redeem for her, while that stands."""
    me, today = call.actor, local_date(call.now)
    person = proxied.get_person(
        call.session,
        county_id=me.county_id,
        proxy_id=path_id(call, "proxy_id"),
        helper_id=me.volunteer_id,
        today=today,
    )
    points = spendable(
        call.session,
        county_id=me.county_id,
        household_id=person.household_id,
        village_code=person.village_code,
        on=today,
    )
    orders = proxied.list_orders(call.session, person, county_id=me.county_id)
    return ProxiedAccount(
        volunteer_id=person.volunteer_id,
        volunteer_name=person.volunteer_name,
        household_code=person.household_code,
        village_code=person.village_code,
        ends_on=person.ends_on,
        redeemable=points.spendable,
        held=person.held,
        order_limit_points=person.order_limit,
        orders=[ProxiedOrder.model_validate(order) for order in orders],
    )
