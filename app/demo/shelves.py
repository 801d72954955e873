"""The shelf of each pickup point: who gave what, in which lots, at which price."""

from __future__ import annotations

import datetime as dt
import uuid

from app.clock import local_date
from app.core.permissions import Role
from app.demo.goods import DONORS, ITEMS, NEAR_BEST_BEFORE_DAYS, DemoItem
from app.demo.story import DemoVillage, Story
from app.redemption.service.shelf import NewItem, add_donor, add_item, receive_lot
from points.stock.lots import NewLot

NEAR_BEST_BEFORE_QUANTITY = 6


def fill_shelves(story: Story, now: dt.datetime) -> None:
    """Write donors down once a county, then put every item up with its lots at every pickup point."""
    donors: dict[str, list[uuid.UUID]] = {}
    for number, village in enumerate(story.villages):
        county_id = village.site.county_id
        if county_id not in donors:
            donors[county_id] = _add_donors(story, village, now=now)
        for item in ITEMS:
            village.items[item.name] = _add_item(story, village, item, now=now)
            _receive(story, village, item, donors[county_id], number=number, now=now)


def _add_donors(story: Story, village: DemoVillage, *, now: dt.datetime) -> list[uuid.UUID]:
    keeper = village.one(Role.SHOP_KEEPER)
    return [
        add_donor(
            story.session,
            county_id=village.site.county_id,
            name=donor.name,
            kind=donor.kind,
            public=donor.public,
            actor_id=keeper.volunteer_id,
            now=now,
        )
        for donor in DONORS
    ]


def _add_item(story: Story, village: DemoVillage, item: DemoItem, *, now: dt.datetime) -> uuid.UUID:
    return add_item(
        story.session,
        NewItem(
            pickup_point_id=village.point_id,
            name=item.name,
            unit_name=item.unit_name,
            description=item.description,
            picture="",
            points=item.price,
            limit_quantity=item.limit_quantity,
            limit_period=item.limit_period,
        ),
        county_id=village.site.county_id,
        actor_id=village.one(Role.SHOP_KEEPER).volunteer_id,
        now=now,
    )


def _receive(
    story: Story, village: DemoVillage, item: DemoItem, donors: list[uuid.UUID], *, number: int, now: dt.datetime
) -> None:
    """Book the delivery of an item, and of what keeps a second one that is nearly past its date."""
    deliveries = [(item.quantity, item.keeps_days)]
    if item.keeps_days is not None and item is _first_that_spoils():
        deliveries.append((NEAR_BEST_BEFORE_QUANTITY, NEAR_BEST_BEFORE_DAYS))
    for delivery, (quantity, keeps_days) in enumerate(deliveries, start=1):
        which = story.chance.below(len(donors), village.site.slug, item.name, delivery)
        begins = story.today if keeps_days == NEAR_BEST_BEFORE_DAYS else local_date(now)
        receive_lot(
            story.session,
            NewLot(
                county_id=village.site.county_id,
                item_id=village.items[item.name],
                donor_id=donors[which],
                receipt_no=f"示例-{number + 1}-{item.name}-{delivery}",
                quantity=quantity,
                unit_value=item.value,
                value_basis="送货单",
                best_before=None if keeps_days is None else begins + dt.timedelta(days=keeps_days),
                funding_source=DONORS[which].funding_source,
            ),
            grant_allowed=False,
            actor_id=village.one(Role.SHOP_KEEPER).volunteer_id,
            now=now,
        )


def _first_that_spoils() -> DemoItem:
    return next(item for item in ITEMS if item.keeps_days is not None)
