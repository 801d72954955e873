"""The blueprint of content review and what its operations reach for."""

from __future__ import annotations

from flask import Blueprint, current_app

from app.settings import Settings

content = Blueprint("content", __name__)


def cursor_key() -> bytes:
    """Return the key that signs list cursors."""
    settings = current_app.config["SETTINGS"]
    assert isinstance(settings, Settings)
    return settings.cursor_key
