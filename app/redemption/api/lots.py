"""Deliveries and counts over HTTP."""

from __future__ import annotations

from typing import Any

from app import clock
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done, Page
from app.redemption.api.blueprint import (
    DONOR_ID,
    EXAMPLE_ID,
    HOUSEHOLD_ID,
    ITEM_ID,
    after_id,
    county_of,
    page,
    settings,
    stock,
)
from app.redemption.queries import shelf as queries
from app.redemption.schemas.orders import Decision
from app.redemption.schemas.shelf import CountList, CountLot, CountView, LotReceived, LotsQuery, LotView, ReceiveLot
from app.redemption.service import shelf as service
from points.amounts import Fen
from points.errors import NotFound
from points.stock.goods import expires_soon, is_too_old_to_accept
from points.stock.lots import NewLot
from points.stock.refusals import (
    CountOutdated,
    DecisionMade,
    GrantNotForGifts,
    LotExpired,
    OutOfStock,
    ReceiptNumberTaken,
    SecondPersonNeeded,
)

COUNT = {
    "id": EXAMPLE_ID,
    "lot_id": EXAMPLE_ID,
    "expected": 30,
    "counted": 29,
    "reason": "受潮一块",
    "counted_by": HOUSEHOLD_ID,
    "counted_at": "2026-11-28T09:00:00Z",
    "decided_by": None,
    "state": "counted",
}


@operation(
    stock,
    "command",
    "POST",
    "/lots",
    action="stock.receive",
    summary="物资入库",
    body=ReceiveLot,
    returns=LotReceived,
    status=201,
    keyed=True,
    refusals=(NotFound, GrantNotForGifts, LotExpired, ReceiptNumberTaken),
    example={
        "item_id": ITEM_ID,
        "donor_id": DONOR_ID,
        "receipt_no": "2026-017",
        "quantity": 50,
        "unit_value_fen": 300,
        "value_basis": "发票",
        "funding_source": "donation",
    },
    answer={"id": EXAMPLE_ID, "warnings": []},
)
def receive_lot(call: Call[ReceiveLot]) -> LotReceived:
    """Book a delivery with its receipt; every piece gets a row of its own, at most 2,000 at once."""
    body, today = call.body, clock.local_date(call.now)
    _, point = queries.get_item(call.session, county_id=call.county_id, item_id=body.item_id)
    donor = queries.get_donor(call.session, county_id=call.county_id, donor_id=body.donor_id)
    call.actor.require("stock.receive", place_code=point.village_code)
    lot_id = service.receive_lot(
        call.session,
        NewLot(
            county_id=call.county_id,
            item_id=body.item_id,
            donor_id=donor.id,
            receipt_no=body.receipt_no,
            quantity=body.quantity,
            unit_value=Fen(body.unit_value_fen),
            value_basis=body.value_basis,
            best_before=body.best_before,
            funding_source=body.funding_source,
        ),
        grant_allowed=settings().grant_goods_allowed,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    too_old = (
        body.produced_on is not None
        and body.best_before is not None
        and is_too_old_to_accept(produced_on=body.produced_on, best_before=body.best_before, on=today)
    )
    warnings = {"short_shelf_life": too_old, "expires_soon": expires_soon(body.best_before, on=today)}
    return LotReceived.model_validate({"id": lot_id, "warnings": [name for name, true in warnings.items() if true]})


@operation(
    stock,
    "query",
    "GET",
    "/lots",
    action="stock.read",
    summary="物资批次",
    query=LotsQuery,
    returns=Page[LotView],
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [
            {
                "id": EXAMPLE_ID,
                "item_id": ITEM_ID,
                "item_name": "肥皂",
                "unit_name": "块",
                "donor_name": "爱心企业",
                "receipt_no": "2026-017",
                "unit_value_fen": 300,
                "value_basis": "发票",
                "best_before": "2027-06-30",
                "funding_source": "donation",
                "received_at": "2026-11-20T03:00:00Z",
                "received": 50,
                "available": 40,
                "reserved": 2,
                "issued": 8,
                "written_off": 0,
                "expires_soon": False,
                "count_waits": False,
            }
        ],
        "next_cursor": None,
    },
)
def list_lots(call: Call[Any]) -> Page[LotView]:
    """List the lots of a pickup point with what became of their pieces; lots near their date say so."""
    county_id, today = county_of(call), clock.local_date(call.now)
    point = queries.get_pickup_point(call.session, county_id=county_id, pickup_point_id=call.query.pickup_point_id)
    call.actor.require("stock.read", place_code=point.village_code)
    scope = f"lots:{point.id}"
    rows = queries.list_lots(
        call.session,
        county_id=county_id,
        pickup_point_id=point.id,
        after=after_id(call, scope),
        limit=call.query.limit + 1,
    )
    return page(
        call,
        scope,
        rows,
        show=lambda row: LotView(**row._mapping, expires_soon=expires_soon(row.best_before, on=today)),
        at=lambda row: [str(row.id)],
    )


@operation(
    stock,
    "command",
    "POST",
    "/lots/<uuid:lot_id>/stocktakes",
    action="stock.count",
    summary="盘点",
    body=CountLot,
    returns=CountView,
    status=201,
    keyed=True,
    refusals=(NotFound,),
    example={"counted": 29, "reason": "受潮一块"},
    answer=COUNT,
)
def count_lot(call: Call[CountLot]) -> CountView:
    """Write down how many pieces of a lot are really there; a difference moves only after a second person agrees."""
    lot, point = queries.get_lot(call.session, county_id=call.county_id, lot_id=path_id(call, "lot_id"))
    call.actor.require("stock.count", place_code=point.village_code)
    taken = service.count_lot(
        call.session,
        county_id=call.county_id,
        lot_id=lot.id,
        counted=call.body.counted,
        reason=call.body.reason,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return CountView.model_validate(taken)


@operation(
    stock,
    "query",
    "GET",
    "/lots/<uuid:lot_id>/stocktakes",
    action="stock.read",
    summary="盘点记录",
    query=CountyQuery,
    returns=CountList,
    refusals=(NotFound,),
    answer={"items": [COUNT]},
)
def list_stocktakes(call: Call[Any]) -> CountList:
    """List the counts of a lot, the newest first."""
    county_id = county_of(call)
    lot, point = queries.get_lot(call.session, county_id=county_id, lot_id=path_id(call, "lot_id"))
    call.actor.require("stock.read", place_code=point.village_code)
    rows = queries.list_stocktakes(call.session, county_id=county_id, lot_id=lot.id)
    return CountList(items=[CountView.model_validate(row) for row in rows])


@operation(
    stock,
    "command",
    "POST",
    "/stocktakes/<uuid:stocktake_id>/decision",
    action="stock.confirm",
    summary="确认盘点",
    body=Decision,
    returns=Done,
    keyed=True,
    refusals=(NotFound, SecondPersonNeeded, DecisionMade, OutOfStock, CountOutdated),
    example={"accepted": True},
    answer={"id": EXAMPLE_ID},
)
def decide_stocktake(call: Call[Decision]) -> Done:
    """Confirm a count as the second person, which writes pieces off or in, or dismiss it."""
    stocktake_id = path_id(call, "stocktake_id")
    point = queries.place_of_stocktake(call.session, county_id=call.county_id, stocktake_id=stocktake_id)
    call.actor.require("stock.confirm", place_code=point.village_code)
    service.decide_stocktake(
        call.session,
        county_id=call.county_id,
        stocktake_id=stocktake_id,
        accepted=call.body.accepted,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return Done(id=stocktake_id)
