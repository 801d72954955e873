"""``/v1/activities``: plan, publish, find and sign up."""

from app.activities.api import organizing, planning, reading, sign_ups
from app.activities.api.shared import activities

__all__ = ["activities", "organizing", "planning", "reading", "sign_ups"]
