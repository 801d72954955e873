"""Redemption and stock over HTTP; importing a module declares its operations."""

from app.redemption.api import counter, days, gifts, hot_orders, lot_photos, lots, mall, orders, proxied, shelf
from app.redemption.api.blueprint import redemption, stock

__all__ = [
    "counter",
    "days",
    "gifts",
    "hot_orders",
    "lot_photos",
    "lots",
    "mall",
    "orders",
    "proxied",
    "redemption",
    "shelf",
    "stock",
]
