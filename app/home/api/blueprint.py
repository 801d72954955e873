"""The blueprint of the first screen and the monthly sheet."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

home: Final = Blueprint("home", __name__)
