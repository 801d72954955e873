"""Redemption and stock over HTTP."""

from app.redemption.api import hot_orders
from app.redemption.api.blueprint import redemption, stock

__all__ = ["hot_orders", "redemption", "stock"]
