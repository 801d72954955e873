"""The blueprint of messages and what its operations reach for."""

from __future__ import annotations

from flask import Blueprint, current_app

from app.settings import Settings

messages = Blueprint("messages", __name__)


def settings() -> Settings:
    """Return the settings of the application."""
    found = current_app.config["SETTINGS"]
    assert isinstance(found, Settings)
    return found
