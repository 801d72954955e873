"""Redemption and stock over HTTP; importing a module declares its operations."""

from app.redemption.api import days, hot_orders, lots, mall, orders, shelf
from app.redemption.api.blueprint import redemption, stock

__all__ = ["days", "hot_orders", "lots", "mall", "orders", "redemption", "shelf", "stock"]
