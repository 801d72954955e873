"""The append-only record of who did what to which, written in the same transaction as the deed."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session

from points.base import Base, CountyId, Facts, Id, Instant, Ref, new_id


class AuditEntry(Base):
    """One deed: ids and numbers only, never names, phone numbers or free text about people."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(
            "ix_audit_entry_looks",
            "county_id",
            "id",
            postgresql_where="action IN ('phone.reveal', 'minor.view', 'guardian.view')",
        ),
        Index("ix_audit_entry_subject", "county_id", "subject_id", "id"),
        Index("ix_audit_entry_actor", "county_id", "actor_id", "id"),
        Index(
            "ix_audit_entry_on_behalf_of",
            "county_id",
            "on_behalf_of",
            "id",
            postgresql_where="on_behalf_of IS NOT NULL",
        ),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    at: Mapped[Instant]
    actor_id: Mapped[Ref | None]
    on_behalf_of: Mapped[Ref | None]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[Ref | None]
    facts: Mapped[Facts]


def record(
    session: Session,
    *,
    county_id: str,
    actor_id: uuid.UUID | None,
    action: str,
    subject_kind: str,
    subject_id: uuid.UUID | None,
    now: dt.datetime,
    on_behalf_of: uuid.UUID | None = None,
    facts: dict[str, object] | None = None,
) -> None:
    """Add one line to the audit trail. ``actor_id`` is None when the system itself acted."""
    session.add(
        AuditEntry(
            county_id=county_id,
            id=new_id(),
            at=now,
            actor_id=actor_id,
            on_behalf_of=on_behalf_of,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            facts=facts or {},
        )
    )
