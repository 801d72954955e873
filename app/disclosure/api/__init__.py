"""Published lists over HTTP. Importing this package declares every operation of the slice."""

from app.disclosure.api import lists, objections, printing
from app.disclosure.api.blueprint import disclosures

__all__ = ["disclosures", "lists", "objections", "printing"]
