"""One line in the audit trail for every deed of this slice."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from app.core import audit


def record_deed(
    session: Session,
    action: str,
    subject: tuple[str, uuid.UUID],
    *,
    county_id: str,
    actor_id: uuid.UUID,
    now: dt.datetime,
    facts: dict[str, object] | None = None,
) -> None:
    """Add who did what to which; ``subject`` is a kind and an id."""
    kind, subject_id = subject
    audit.record(
        session,
        county_id=county_id,
        actor_id=actor_id,
        action=action,
        subject_kind=kind,
        subject_id=subject_id,
        now=now,
        facts=facts,
    )
