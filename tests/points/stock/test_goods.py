"""What may stand on the shelf, and food with life left in it."""

from __future__ import annotations

import datetime as dt

import pytest

from points.amounts import Percent
from points.stock.goods import expires_soon, is_cash_like, is_too_old_to_accept, shelf_life_left

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize("name", ["现金", "微信红包", "超市购物卡", "话费20元", "物业费抵扣100元", "加油卡", "电费"])
def test_money_in_disguise_is_recognised(name: str) -> None:
    assert is_cash_like(name)


@pytest.mark.parametrize("name", ["肥皂", "大米", "洗手液", "理发一次", "纸巾1包＋肥皂1块", "充电宝", "电饭锅"])
def test_things_and_services_are_goods(name: str) -> None:
    assert not is_cash_like(name)


@pytest.mark.parametrize(
    ("left", "percent", "too_old"), [(100, 100, False), (60, 60, False), (59, 59, True), (0, 0, True), (-5, 0, True)]
)
def test_food_below_sixty_percent_of_its_life_is_too_old(left: int, percent: int, too_old: bool) -> None:
    best_before = TODAY + dt.timedelta(days=left)
    produced_on = best_before - dt.timedelta(days=100)

    assert shelf_life_left(produced_on=produced_on, best_before=best_before, on=TODAY) == Percent(percent)
    assert is_too_old_to_accept(produced_on=produced_on, best_before=best_before, on=TODAY) is too_old


def test_dates_that_cannot_be_true_leave_no_life() -> None:
    assert shelf_life_left(produced_on=TODAY, best_before=TODAY, on=TODAY) == Percent(0)


@pytest.mark.parametrize(("days", "soon"), [(60, True), (61, False), (-1, True)])
def test_lots_are_announced_sixty_days_before_their_date(days: int, soon: bool) -> None:
    assert expires_soon(TODAY + dt.timedelta(days=days), on=TODAY) is soon
    assert expires_soon(None, on=TODAY) is False
