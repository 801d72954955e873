"""Moves between counties over HTTP. Importing this package declares every operation of the slice."""

from app.relocations.api import moving
from app.relocations.api.blueprint import relocations

__all__ = ["moving", "relocations"]
