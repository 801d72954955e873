"""What may stand on the shelf: things and services, never money in disguise, and food with life left in it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from points.amounts import Percent

_MONEY: Final = ("现金", "红包", "提现", "转账", "储值卡", "充值", "电子钱包")
_VOUCHERS: Final = ("代金券", "抵扣券", "抵用券", "优惠券", "消费券", "购物卡", "购物券", "加油卡")
_FEES: Final = ("话费", "电费", "水费", "物业费")
CASH_LIKE_PATTERN: Final = "|".join(_MONEY + _VOUCHERS + _FEES)
"""Names of money in disguise, as a regular expression that PostgreSQL reads the same way (RC-22)."""
FRESH_FOOD_PERCENT: Final = Percent(60)
WARN_DAYS_BEFORE_EXPIRY: Final = 60
UNITS_PER_LOT_MAX: Final = 2000

_CASH_LIKE: Final = re.compile(CASH_LIKE_PATTERN)


def is_cash_like(name: str) -> bool:
    """Say whether an item's name is one of a substitute for money, which points never buy (acceptance case RC-22)."""
    return _CASH_LIKE.search(name) is not None


def shelf_life_left(*, produced_on: dt.date, best_before: dt.date, on: dt.date) -> Percent:
    """Return how much of its shelf life a thing still has, in whole percent rounded down, between 0 and 100."""
    whole = (best_before - produced_on).days
    if whole <= 0:
        return Percent(0)
    return Percent(max(0, min(100, (best_before - on).days * 100 // whole)))


def is_too_old_to_accept(*, produced_on: dt.date, best_before: dt.date, on: dt.date) -> bool:
    """Say whether food has less than 60 % of its shelf life left, too little for a charity (domain §12)."""
    return shelf_life_left(produced_on=produced_on, best_before=best_before, on=on) < FRESH_FOOD_PERCENT


def expires_soon(best_before: dt.date | None, *, on: dt.date) -> bool:
    """Say whether a lot expires within 60 days and should go out first (warn two months ahead, domain §12)."""
    return best_before is not None and best_before <= on + dt.timedelta(days=WARN_DAYS_BEFORE_EXPIRY)
