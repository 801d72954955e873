"""Review of texts over HTTP."""

from app.content.api import reviews
from app.content.api.blueprint import content

__all__ = ["content", "reviews"]
