"""Places over HTTP. Importing this package declares every operation of the slice."""

from app.places.api import divisions, policies, sites, spendings
from app.places.api.blueprint import places

__all__ = ["divisions", "places", "policies", "sites", "spendings"]
