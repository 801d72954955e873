"""The blueprint of moves between counties."""

from __future__ import annotations

from flask import Blueprint

relocations = Blueprint("relocations", __name__)
