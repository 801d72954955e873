"""``flask …`` commands: parse, open one transaction, call a service."""

from __future__ import annotations

from flask import Flask

from app.backup import backup_command, restore_command
from app.demo.commands import demo_identities_command, demo_load_command
from app.ledger.commands import check_books_command, export_balances_command


def register_commands(app: Flask) -> None:
    """Add every command to the application."""
    app.cli.add_command(check_books_command)
    app.cli.add_command(export_balances_command)
    app.cli.add_command(backup_command)
    app.cli.add_command(restore_command)
    app.cli.add_command(demo_load_command)
    app.cli.add_command(demo_identities_command)
