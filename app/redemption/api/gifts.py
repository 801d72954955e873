"""The shelf as its keeper sees it, and what donors gave, over HTTP."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from app import clock
from app.http.endpoint import Call, operation
from app.http.pagination import CursorInvalid
from app.http.schemas import Page
from app.redemption.api.blueprint import (
    DONOR_ID,
    ITEM_ID,
    PointQuery,
    after_id,
    county_of,
    page,
    redemption,
    stock,
)
from app.redemption.queries import shelf as queries
from app.redemption.schemas.shelf import DonorGifts, GiftList, GiftView, ItemsQuery, ItemView
from points.errors import NotFound

GIFTS_SHOWN: Final = 500


@operation(
    stock,
    "query",
    "GET",
    "/reward-items",
    action="stock.read",
    summary="物品清单",
    query=ItemsQuery,
    returns=Page[ItemView],
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [
            {
                "id": ITEM_ID,
                "name": "肥皂",
                "unit_name": "块",
                "description": "",
                "picture": "",
                "state": "withdrawn",
                "points": "10.00",
                "available": 40,
                "limit_quantity": 2,
                "limit_period": "month",
                "price_waits": True,
            }
        ],
        "next_cursor": None,
    },
)
def list_items(call: Call[Any]) -> Page[ItemView]:
    """List the items of a pickup point, those off the shelf included, with price and pieces that can be given out."""
    county_id = county_of(call)
    point = queries.get_pickup_point(call.session, county_id=county_id, pickup_point_id=call.query.pickup_point_id)
    call.actor.require("stock.read", place_code=point.village_code)
    scope = f"items:{point.id}"
    rows = queries.list_items(
        call.session,
        county_id=county_id,
        pickup_point_id=point.id,
        after=after_id(call, scope),
        limit=call.query.limit + 1,
        now=call.now,
        today=clock.local_date(call.now),
    )
    return page(call, scope, rows, show=ItemView.model_validate, at=lambda row: [str(row.id)])


@operation(
    redemption,
    "query",
    "GET",
    "/mall/gifts",
    action="mall.read",
    summary="捐赠物品去向",
    query=PointQuery,
    returns=GiftList,
    refusals=(NotFound,),
    answer={
        "items": [
            {
                "donor_id": DONOR_ID,
                "name": "爱心企业",
                "kind": "company",
                "gifts": [{"item_name": "肥皂", "unit_name": "块", "received": 50, "issued": 8, "in_stock": 42}],
            }
        ]
    },
)
def list_gifts(call: Call[Any]) -> GiftList:
    """Show what each donor who agreed to be named gave to a pickup point, and how much of it households took."""
    county_id = county_of(call)
    point = queries.get_pickup_point(call.session, county_id=county_id, pickup_point_id=call.query.pickup_point_id)
    rows = queries.list_gifts(call.session, county_id=county_id, pickup_point_id=point.id, limit=GIFTS_SHOWN)
    donors = groupby(rows, key=lambda row: (row.donor_id, row.donor_name, row.kind))
    return GiftList(
        items=[
            DonorGifts(donor_id=donor, name=name, kind=kind, gifts=[GiftView.model_validate(row) for row in given])
            for (donor, name, kind), given in donors
        ]
    )
