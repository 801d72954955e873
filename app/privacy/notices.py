"""Bring the texts of the file into the database; what stands there already is compared, never changed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import psycopg

FILE = Path(__file__).parent.parent / "data" / "privacy-notices.toml"

INSERT = """
INSERT INTO privacy_notice (purpose, version, title, body, effective_on)
VALUES (%(purpose)s, %(version)s, %(title)s, %(body)s, %(effective_on)s)
ON CONFLICT DO NOTHING
"""
STANDING = "SELECT title, body, effective_on FROM privacy_notice WHERE purpose = %(purpose)s AND version = %(version)s"


class NoticeChanged(Exception):
    """The file says something else under a version that people have already read."""


def read_notices(path: Path = FILE) -> list[dict[str, Any]]:
    """Return the notices of the file in its order, their texts without outer blank lines."""
    rows = cast("list[dict[str, Any]]", tomllib.loads(path.read_text(encoding="utf-8"))["notice"])
    return [{**row, "body": row["body"].strip()} for row in rows]


def import_notices(connection: psycopg.Connection[Any], rows: list[Mapping[str, Any]] | list[dict[str, Any]]) -> None:
    """Add the versions that are new. Safe to repeat.

    Raises:
        NoticeChanged: a version that stands already has another text in the file.
    """
    for row in rows:
        connection.execute(INSERT, row)
        found = connection.execute(STANDING, row).fetchone()
        if found != (row["title"], row["body"], row["effective_on"]):
            raise NoticeChanged(f"{row['purpose']} {row['version']}")
