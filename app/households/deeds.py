"""What somebody did for another, in words, and whose name is shown in full."""

from __future__ import annotations

from sqlalchemy import RowMapping

from app.core.masking import masked_name
from app.core.messages import catalogue, message


def act_in_words(row: RowMapping) -> str:
    """Return what was done for a person, from a row of ``list_acts_for``."""
    key = f"act.{row['action']}"
    return message(key if key in catalogue() else "act.other", detail=row["detail"] or "")


def name_of_helper(row: RowMapping) -> str:
    """Return who did it: members of the household and her proxies by their full names, others masked."""
    name: str = row["name"]
    return name if row["near"] else masked_name(name)
