"""Messages over HTTP."""

from app.messages.api import inbox, subscriptions
from app.messages.api.blueprint import messages

__all__ = ["inbox", "messages", "subscriptions"]
