"""``/v1/activities``: plan, publish, find and sign up."""

from app.activities.api import (
    aftermath,
    calendars,
    library,
    organizing,
    photo_people,
    photos,
    planning,
    posters,
    reading,
    rosters,
    sign_ups,
    substitutions,
)
from app.activities.api.shared import activities

__all__ = [
    "activities",
    "aftermath",
    "calendars",
    "library",
    "organizing",
    "photo_people",
    "photos",
    "planning",
    "posters",
    "reading",
    "rosters",
    "sign_ups",
    "substitutions",
]
