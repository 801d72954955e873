"""Donors, items and prices over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done, Page, PageQuery
from app.redemption.api.blueprint import (
    DONOR_ID,
    EXAMPLE_ID,
    HOUSEHOLD_ID,
    ITEM_ID,
    POINT_ID,
    after_id,
    county_of,
    page,
    position,
    stock,
)
from app.redemption.queries import shelf as queries
from app.redemption.refusals import DonorExists, ItemExists
from app.redemption.schemas.orders import Decision
from app.redemption.schemas.shelf import (
    AddDonor,
    AddItem,
    DonorAccount,
    DonorView,
    OfferItem,
    PricesView,
    PriceView,
    ProposalView,
    ProposePrice,
    TraceLine,
)
from app.redemption.service import shelf as service
from points.amounts import Points
from points.errors import NotFound
from points.scoring.refusals import CashLikeRefused
from points.stock.refusals import DecisionMade, PriceInstantTaken, PriceTooSoon, SecondPersonNeeded

DONOR = {"id": DONOR_ID, "name": "爱心企业", "kind": "company", "public": True}


@operation(
    stock,
    "command",
    "POST",
    "/donors",
    action="stock.receive",
    summary="登记捐赠人",
    body=AddDonor,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(DonorExists,),
    example={"name": "爱心企业", "kind": "company", "public": True},
    answer={"id": DONOR_ID},
)
def add_donor(call: Call[AddDonor]) -> Done:
    """Write down a department, company or person who gives goods, and whether the name may be shown."""
    donor_id = service.add_donor(
        call.session,
        county_id=call.county_id,
        name=call.body.name,
        kind=call.body.kind,
        public=call.body.public,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return Done(id=donor_id)


@operation(
    stock,
    "query",
    "GET",
    "/donors",
    action="stock.read",
    summary="捐赠人名册",
    query=PageQuery,
    returns=Page[DonorView],
    refusals=(NotFound, CursorInvalid),
    answer={"items": [DONOR], "next_cursor": None},
)
def list_donors(call: Call[Any]) -> Page[DonorView]:
    """List the donors of a county, the newest first."""
    county_id = county_of(call)
    scope = f"donors:{county_id}"
    rows = queries.list_donors(
        call.session, county_id=county_id, after=after_id(call, scope), limit=call.query.limit + 1
    )
    return page(call, scope, rows, show=DonorView.model_validate, at=lambda row: [str(row.id)])


@operation(
    stock,
    "query",
    "GET",
    "/donors/<uuid:donor_id>/account",
    action="stock.read",
    summary="捐赠物资账",
    query=CountyQuery,
    returns=DonorAccount,
    refusals=(NotFound,),
    answer={
        "donor": DONOR,
        "received_fen": 30000,
        "found_fen": 0,
        "issued_fen": 12000,
        "in_stock_fen": 18000,
        "written_off_fen": 0,
    },
)
def show_donor_account(call: Call[Any]) -> DonorAccount:
    """Show what became of a donor's goods, in fen; what came in equals what went out plus what is left."""
    county_id = county_of(call)
    donor = queries.get_donor(call.session, county_id=county_id, donor_id=path_id(call, "donor_id"))
    sums = queries.donor_account(call.session, county_id=county_id, donor_id=donor.id)
    return DonorAccount(donor=DonorView.model_validate(donor), **sums._mapping)


@operation(
    stock,
    "query",
    "GET",
    "/donors/<uuid:donor_id>/issues",
    action="stock.read",
    summary="捐赠物资去向",
    query=PageQuery,
    returns=Page[TraceLine],
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [
            {
                "order_id": EXAMPLE_ID,
                "receipt_no": "2026-017",
                "item_name": "肥皂",
                "unit_name": "块",
                "household_code": "48302751",
                "quantity": 2,
                "fulfilled_at": "2026-11-28T02:05:00Z",
            }
        ],
        "next_cursor": None,
    },
)
def trace_donor(call: Call[Any]) -> Page[TraceLine]:
    """Show which households got a donor's goods, piece by piece out of which lot, the latest first."""
    county_id = county_of(call)
    donor = queries.get_donor(call.session, county_id=county_id, donor_id=path_id(call, "donor_id"))
    scope = f"issues:{donor.id}"
    found = position(call, scope)
    rows = queries.trace_donor(
        call.session,
        county_id=county_id,
        donor_id=donor.id,
        after=(uuid.UUID(found[0]), found[1]) if found else None,
        limit=call.query.limit + 1,
    )
    return page(call, scope, rows, show=TraceLine.model_validate, at=lambda row: [str(row.order_id), row.receipt_no])


@operation(
    stock,
    "command",
    "POST",
    "/reward-items",
    action="stock.receive",
    summary="上架物品",
    body=AddItem,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(NotFound, CashLikeRefused, ItemExists),
    example={"pickup_point_id": POINT_ID, "name": "肥皂", "unit_name": "块", "points": "10"},
    answer={"id": ITEM_ID},
)
def add_item(call: Call[AddItem]) -> Done:
    """Put a new item up at one's pickup point at its first price; cash and its substitutes are refused."""
    point = queries.get_pickup_point(call.session, county_id=call.county_id, pickup_point_id=call.body.pickup_point_id)
    call.actor.require("stock.receive", place_code=point.village_code)
    item = service.NewItem(**{**call.body.model_dump(), "points": Points(call.body.points)})
    return Done(
        id=service.add_item(
            call.session, item, county_id=call.county_id, actor_id=call.actor.volunteer_id, now=call.now
        )
    )


@operation(
    stock,
    "command",
    "POST",
    "/reward-items/<uuid:item_id>/offer",
    action="stock.receive",
    summary="上架或下架",
    body=OfferItem,
    returns=Done,
    keyed=True,
    refusals=(NotFound,),
    example={"offered": False},
    answer={"id": ITEM_ID},
)
def offer_item(call: Call[OfferItem]) -> Done:
    """Take an item off the shelf or put it back; orders that stand are not touched."""
    item, point = queries.get_item(call.session, county_id=call.county_id, item_id=path_id(call, "item_id"))
    call.actor.require("stock.receive", place_code=point.village_code)
    return Done(
        id=service.set_offered(
            call.session, item, offered=call.body.offered, actor_id=call.actor.volunteer_id, now=call.now
        )
    )


@operation(
    stock,
    "query",
    "GET",
    "/reward-items/<uuid:item_id>/prices",
    action="mall.read",
    summary="积分价",
    query=CountyQuery,
    returns=PricesView,
    refusals=(NotFound,),
    answer={
        "prices": [{"points": "10.00", "effective_at": "2026-11-01T00:00:00Z"}],
        "proposals": [
            {
                "id": EXAMPLE_ID,
                "points": "12.00",
                "effective_at": "2026-12-01T00:00:00Z",
                "proposed_by": HOUSEHOLD_ID,
            }
        ],
    },
)
def list_prices(call: Call[Any]) -> PricesView:
    """List the prices of an item, those announced for later included, and changes that wait for a second person."""
    county_id = county_of(call)
    item, _ = queries.get_item(call.session, county_id=county_id, item_id=path_id(call, "item_id"))
    prices = queries.list_prices(call.session, county_id=county_id, item_id=item.id)
    proposals = queries.list_proposals(call.session, county_id=county_id, item_id=item.id)
    return PricesView(
        prices=[PriceView.model_validate(row) for row in prices],
        proposals=[ProposalView.model_validate(row) for row in proposals],
    )


@operation(
    stock,
    "command",
    "POST",
    "/reward-items/<uuid:item_id>/price-proposals",
    action="stock.price",
    summary="申请改价",
    body=ProposePrice,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(NotFound, PriceTooSoon),
    example={"points": "12", "effective_at": "2026-12-01T00:00:00Z"},
    answer={"id": EXAMPLE_ID},
)
def propose_price(call: Call[ProposePrice]) -> Done:
    """Ask for another price, at least 24 hours ahead; a second person decides."""
    item, point = queries.get_item(call.session, county_id=call.county_id, item_id=path_id(call, "item_id"))
    call.actor.require("stock.price", place_code=point.village_code)
    proposal_id = service.propose_price(
        call.session,
        county_id=call.county_id,
        item_id=item.id,
        points=Points(call.body.points),
        effective_at=call.body.effective_at,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return Done(id=proposal_id)


@operation(
    stock,
    "command",
    "POST",
    "/price-proposals/<uuid:proposal_id>/decision",
    action="stock.price",
    summary="确认改价",
    body=Decision,
    returns=Done,
    keyed=True,
    refusals=(NotFound, SecondPersonNeeded, DecisionMade, PriceTooSoon, PriceInstantTaken),
    example={"accepted": True},
    answer={"id": EXAMPLE_ID},
)
def decide_price(call: Call[Decision]) -> Done:
    """Accept or reject a proposed price as the second person."""
    proposal_id = path_id(call, "proposal_id")
    point = queries.place_of_proposal(call.session, county_id=call.county_id, proposal_id=proposal_id)
    call.actor.require("stock.price", place_code=point.village_code)
    service.decide_price(
        call.session,
        county_id=call.county_id,
        proposal_id=proposal_id,
        accepted=call.body.accepted,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return Done(id=proposal_id)
