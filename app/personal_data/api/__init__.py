"""A person's own data over HTTP. Importing this package declares every operation of the slice."""

from app.personal_data.api import corrections, duplicates, leaving, looks, merging, profiles, sensitive
from app.personal_data.api.blueprint import personal_data

__all__ = ["corrections", "duplicates", "leaving", "looks", "merging", "personal_data", "profiles", "sensitive"]
