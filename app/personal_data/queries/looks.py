"""Who looked at what is closed to others: full phone numbers and minors' data (security.md A13)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import RowMapping, and_, select
from sqlalchemy.orm import Session, aliased

from app.core.audit import AuditEntry
from app.identity.models import Volunteer

LOOKS = ("phone.reveal", "minor.view", "guardian.view")


def list_looks(
    session: Session, *, county_id: str, place_code: str, action: str | None, after: uuid.UUID | None, limit: int
) -> Sequence[RowMapping]:
    """Return the looks at people of a place, newest first, one more than ``limit`` if there are more."""
    actor = aliased(Volunteer)
    query = (
        select(AuditEntry, Volunteer, actor.name.label("actor_name"))
        .join(Volunteer, and_(Volunteer.county_id == AuditEntry.county_id, Volunteer.id == AuditEntry.subject_id))
        .outerjoin(actor, and_(actor.county_id == AuditEntry.county_id, actor.id == AuditEntry.actor_id))
        .where(
            AuditEntry.county_id == county_id,
            AuditEntry.action.in_(LOOKS if action is None else (action,)),
            Volunteer.village_code.startswith(place_code, autoescape=True),
        )
    )
    if after is not None:
        query = query.where(AuditEntry.id < after)
    return session.execute(query.order_by(AuditEntry.id.desc()).limit(limit + 1)).mappings().all()
