"""WSGI entry point: ``gunicorn app.wsgi:application`` and ``flask --app app.wsgi …``."""

from __future__ import annotations

from app.cli import register_commands
from app.embedded.database import with_database
from app.factory import create_app
from app.settings import load_or_exit

application = create_app(with_database(load_or_exit()))
register_commands(application)
