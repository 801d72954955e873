"""The blueprint of personal data."""

from __future__ import annotations

from flask import Blueprint

personal_data = Blueprint("personal_data", __name__)
