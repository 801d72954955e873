"""Households and acting for somebody over HTTP. Importing this package declares every operation of the slice."""

from app.households.api import joining, plaques, proxies, reshaping
from app.households.api.blueprint import households

__all__ = ["households", "joining", "plaques", "proxies", "reshaping"]
