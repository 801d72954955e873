"""``flask …`` commands: parse, open one transaction, call a service."""

from __future__ import annotations

from flask import Flask

from app.ledger.commands import check_books_command


def register_commands(app: Flask) -> None:
    """Add every command to the application."""
    app.cli.add_command(check_books_command)
