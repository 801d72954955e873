"""The goods of a generated county: what may be exchanged, who gave it, and the orders that were handed over."""

from __future__ import annotations

import datetime as dt

from bench.columns import NONE
from bench.county_people import Author, Village
from bench.shape import ITEMS_PER_VILLAGE, MEMBERS_PER_HOUSEHOLD, UNITS_PER_ITEM

ITEM_POINTS = 300
REDEEM_WEEK = 18
"""After so many weeks every village had its redemption day."""
NO_HASH = "\\\\x00"
GOODS = ("肥皂", "毛巾", "洗衣粉", "牙膏", "大米", "食盐", "酱油", "雨伞", "脸盆", "纸巾", "水杯", "洗洁精")


def write_goods(author: Author, villages: list[Village]) -> None:
    """Write pickup points with their items, prices and lots, and one redemption day."""
    begin, c = author.era.begin, author.county_id
    at = begin.isoformat(" ")
    donor = author.new_id(6, begin)
    author.copies.fields("donor", [(c, donor, "示例捐赠单位", "department", "t", at)])
    opens = author.era.first_day + dt.timedelta(days=7 * REDEEM_WEEK + 6)
    window = (opens.isoformat(" "), (opens + dt.timedelta(hours=9)).isoformat(" "))
    for village in villages:
        village.point, village.day = author.new_id(7, begin), author.new_id(8, begin)
        author.copies.fields("pickup_point", [(c, village.point, village.code, "村委会", "村委会一楼", at)])
        day = (c, village.day, village.point, *window, "兑换日", "planned", village.checker, at)
        author.copies.fields("redemption_day", [day])
        village.items = [author.new_id(9, begin) for _ in range(ITEMS_PER_VILLAGE)]
        village.lots = [author.new_id(10, begin) for _ in range(ITEMS_PER_VILLAGE)]
        _write_items(author, village, donor)


def _write_items(author: Author, village: Village, donor: str) -> None:
    begin, c, many = author.era.begin, author.county_id, str(UNITS_PER_ITEM)
    at = begin.isoformat(" ")
    for i, (item, lot) in enumerate(zip(village.items, village.lots, strict=True)):
        shown = (c, item, village.point, GOODS[i % len(GOODS)], "件", "日常用品", "goods", NONE, "month", "offered", at)
        author.copies.fields("reward_item", [shown])
        price = (c, item, at, str(ITEM_POINTS), village.checker, village.organizer, at)
        author.copies.fields("item_price", [price])
        paper = (
            c,
            lot,
            item,
            donor,
            f"{village.code[6:]}-{i}",
            many,
            "500",
            "发票",
            author.era.best_before,
            "donation",
        )
        author.copies.fields("lot", [(*paper, village.checker, at)])
        moved = (c, lot, f"lot:{lot}", "receive", many, village.checker, at)
        author.copies.fields("stock_movement", [moved])


def write_orders(author: Author, villages: list[Village]) -> None:
    """Let every household that can afford it take one thing, all handed over, and write every unit of stock."""
    for village in villages:
        taken: dict[int, list[str]] = {}
        for household, balance in enumerate(village.balances):
            stock = household % ITEMS_PER_VILLAGE
            orders = taken.setdefault(stock, [])
            if balance >= ITEM_POINTS and len(orders) < UNITS_PER_ITEM:
                orders.append(_write_order(author, village, household, stock=stock))
        _write_units(author, village, taken)


def _write_order(author: Author, village: Village, household: int, *, stock: int) -> str:
    now = author.era.first_day + dt.timedelta(days=7 * REDEEM_WEEK + 14)
    c, copies, at, day = author.county_id, author.copies, now.isoformat(" "), now.date().isoformat()
    order, hold, pay = author.new_id(18, now), author.new_id(17, now), author.new_id(17, now)
    home, who = village.households[household], village.people[household * MEMBERS_PER_HOUSEHOLD]
    points = str(ITEM_POINTS)
    left, line = village.move(household, -ITEM_POINTS)
    copies.fields(
        "redemption_order",
        [
            (
                *(c, order, home, who, village.point, village.day, points, f"order-{author.number:x}", NO_HASH),
                *("\\\\x" + f"{author.number:064x}", "fulfilled", at, at, at, village.checker, "本人"),
            )
        ],
    )
    copies.fields("order_line", [(c, order, village.items[stock], "1", points)])
    held = (c, hold, f"order:{order}:hold", "hold", "household", home, "escrow", NONE, points, str(left), NONE)
    paid = (c, pay, f"order:{order}:settle", "settle", "escrow", NONE, "redeemed", NONE, points, NONE, NONE)
    copies.fields("posting", [(*held, str(line), NONE, "{}", day, at), (*paid, NONE, NONE, "{}", day, at)])
    for kind in ("reserve", "issue"):
        moved = (c, village.lots[stock], f"order:{order}:{kind}", kind, "1", village.checker, at)
        copies.fields("stock_movement", [moved])
    return order


def _write_units(author: Author, village: Village, taken: dict[int, list[str]]) -> None:
    rows = []
    for stock, (item, lot) in enumerate(zip(village.items, village.lots, strict=True)):
        orders = taken.get(stock, [])
        for place in range(UNITS_PER_ITEM):
            given = ("issued", orders[place]) if place < len(orders) else ("available", NONE)
            unit = author.new_id(19, author.era.begin)
            rows.append((author.county_id, unit, lot, item, author.era.best_before, *given))
    author.copies.fields("unit", rows)
