"""Reads about places."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.places.models import Division
from app.places.refusals import VillageUnknown

CHILDREN_MAX = 500


def list_divisions(session: Session, *, parent_code: str) -> list[Division]:
    """Return the divisions directly below a code, in official order. The root is ``45`` (Guangxi)."""
    return list(
        session.execute(
            select(Division).where(Division.parent_code == parent_code).order_by(Division.code).limit(CHILDREN_MAX)
        ).scalars()
    )


def require_village(session: Session, *, village_code: str) -> Division:
    """Return a village or community by its official code of twelve digits.

    Raises:
        VillageUnknown: it is not in the official list.
    """
    found = session.get(Division, village_code)
    if found is None or found.level != "village":
        raise VillageUnknown()
    return found


def find_division(session: Session, *, code: str) -> Division | None:
    """Return a division of any level by its code, or None."""
    return session.get(Division, code)
