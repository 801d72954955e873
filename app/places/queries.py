"""Reads about places."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.places.models import Division

CHILDREN_MAX = 500


def list_divisions(session: Session, *, parent_code: str) -> list[Division]:
    """Return the divisions directly below a code, in official order. The root is ``45`` (Guangxi)."""
    return list(
        session.execute(
            select(Division).where(Division.parent_code == parent_code).order_by(Division.code).limit(CHILDREN_MAX)
        ).scalars()
    )
