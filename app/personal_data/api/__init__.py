"""A person's own data over HTTP. Importing this package declares every operation of the slice."""

from app.personal_data.api import corrections, duplicates, leaving, profiles
from app.personal_data.api.blueprint import personal_data

__all__ = ["corrections", "duplicates", "leaving", "personal_data", "profiles"]
