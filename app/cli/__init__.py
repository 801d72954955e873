"""``flask …`` commands: parse, open one transaction, call a service. A slice adds its commands to ``COMMANDS``."""

from __future__ import annotations

from click import Command
from flask import Flask

from app.backup import backup_command, restore_command
from app.cli.export import export_all_command
from app.cli.people import (
    create_administrator_command,
    end_sessions_command,
    rotate_keys_command,
    unlock_command,
)
from app.cli.roster import import_roster_command
from app.cli.schema import db_upgrade_command, import_divisions_command
from app.cli.templates import check_templates_command
from app.demo.commands import demo_identities_command, demo_load_command
from app.ledger.commands import check_books_command, export_balances_command

COMMANDS: tuple[Command, ...] = (
    db_upgrade_command,
    import_divisions_command,
    create_administrator_command,
    import_roster_command,
    end_sessions_command,
    unlock_command,
    rotate_keys_command,
    export_all_command,
    check_templates_command,
    check_books_command,
    export_balances_command,
    backup_command,
    restore_command,
    demo_load_command,
    demo_identities_command,
)


def register_commands(app: Flask) -> None:
    """Add every command to the application."""
    for command in COMMANDS:
        app.cli.add_command(command)
