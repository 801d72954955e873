"""Refusals of the first screen and the monthly sheet."""

from __future__ import annotations

from points.errors import NotFound


class SheetLinkOver(NotFound):
    """The link to a printed monthly sheet is over; ask for a fresh one."""

    code = "sheet_link_over"
