"""Messages over HTTP."""

from app.messages.api import inbox, push, subscriptions
from app.messages.api.blueprint import messages

__all__ = ["inbox", "messages", "push", "subscriptions"]
