"""Texts and pictures that people make and others may see, and what became of checking them (内容安全)."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, Ref


class CheckedText(Base):
    """The newest text of one thing: ``pending`` until it was checked, then ``visible`` or ``blocked``.

    ``needs_person`` puts a pending text before reviewers. The words are deleted here once they are visible: the thing
    itself holds them; their hash stays, so that the same words are not asked about again. ``trace_id`` is the
    platform's name for the check; the verdict on a picture comes under it later.
    """

    __tablename__ = "checked_text"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "author_id"], ["volunteer.county_id", "volunteer.id"]),
        UniqueConstraint("county_id", "kind", "subject_id"),
        CheckConstraint("state IN ('pending','visible','blocked')", name="state"),
        CheckConstraint("(state = 'visible') = (words IS NULL)", name="words_until_visible"),
        CheckConstraint("NOT needs_person OR state = 'pending'", name="needs_person_while_pending"),
        CheckConstraint("decided_by IS NULL OR decided_by <> author_id", name="decided_by_another"),
        Index("ix_checked_text_queue", "county_id", "submitted_at", "id", postgresql_where="state <> 'visible'"),
        Index("ix_checked_text_known", "county_id", "kind", "words_hash", postgresql_where="state = 'visible'"),
        Index("ix_checked_text_trace", "trace_id", postgresql_where="state = 'pending' AND trace_id IS NOT NULL"),
        Index("ix_checked_text_unchecked", "submitted_at", postgresql_where="state = 'pending' AND NOT needs_person"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    kind: Mapped[str]
    subject_id: Mapped[Ref]
    author_id: Mapped[Ref]
    village_code: Mapped[str] = mapped_column(String(12))
    words: Mapped[str | None]
    words_hash: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str]
    needs_person: Mapped[bool]
    label: Mapped[int | None]
    reason: Mapped[str | None]
    trace_id: Mapped[str | None]
    submitted_at: Mapped[Instant]
    checked_at: Mapped[Instant | None]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[Instant | None]
