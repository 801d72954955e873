"""Cells that no spreadsheet takes for a formula (security C7)."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """Return a text cell with an apostrophe in front if a spreadsheet would calculate it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
