"""The two rooms of this slice in the API: redeeming, and the stock behind it."""

from __future__ import annotations

from flask import Blueprint

redemption = Blueprint("redemption", __name__)
stock = Blueprint("stock", __name__)
