"""Hours over HTTP. Importing this package declares every operation of the slice."""

from app.hours.api import closing, corrections, day, own, queue, rules
from app.hours.api.blueprint import hours

__all__ = ["closing", "corrections", "day", "hours", "own", "queue", "rules"]
