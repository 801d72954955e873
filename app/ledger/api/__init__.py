"""The ledger over HTTP. Importing this package declares every operation."""

from app.ledger.api import books, expiries, proposals
from app.ledger.api.blueprint import ledger

__all__ = ["books", "expiries", "ledger", "proposals"]
