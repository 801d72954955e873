"""People over HTTP. Importing this package declares every operation of the slice."""

from app.identity.api import bindings, closed, consents, households, login, own, own_card, people, roles, rosters, staff
from app.identity.api.blueprint import identity

__all__ = [
    "bindings",
    "closed",
    "consents",
    "households",
    "identity",
    "login",
    "own",
    "own_card",
    "people",
    "roles",
    "rosters",
    "staff",
]
