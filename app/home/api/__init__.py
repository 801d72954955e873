"""The first screen and the monthly sheet over HTTP."""

from __future__ import annotations

from app.home.api import first, monthly
from app.home.api.blueprint import home

__all__ = ["first", "home", "monthly"]
