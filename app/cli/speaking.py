"""What commands say: refusals in plain words, never a traceback for what an operator did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import click
from flask import current_app

from app.core.crypto import FieldCipher
from app.core.db import Database
from app.core.messages import message, readable
from app.settings import Settings
from points.errors import PointsError


@contextmanager
def plain_words() -> Iterator[None]:
    """Turn a refusal into one Chinese line on standard error and exit status 1."""
    try:
        yield
    except PointsError as refusal:
        raise click.ClickException(message(f"{refusal.code}.detail", **readable(refusal.params))) from None


def database() -> Database:
    """Return the application's database."""
    return cast("Database", current_app.extensions["database"])


def settings() -> Settings:
    """Return the application's settings."""
    return cast("Settings", current_app.config["SETTINGS"])


def cipher() -> FieldCipher:
    """Return what encrypts personal fields."""
    return cast("FieldCipher", current_app.extensions["cipher"])
