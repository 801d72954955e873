"""``flask …`` commands: parse, open one transaction, call a service."""

from __future__ import annotations

from flask import Flask


def register_commands(app: Flask) -> None:
    """Add every command to the application."""
