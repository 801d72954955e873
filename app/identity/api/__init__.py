"""People over HTTP. Importing this package declares every operation of the slice."""

from app.identity.api import login, own
from app.identity.api.blueprint import identity

__all__ = ["identity", "login", "own"]
