"""Households and acting for somebody over HTTP. Importing this package declares every operation of the slice."""

from app.households.api import joining, proxies, reshaping
from app.households.api.blueprint import households

__all__ = ["households", "joining", "proxies", "reshaping"]
