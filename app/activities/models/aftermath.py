"""What is written down after an activity: its record, materials handed out, photos."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, Ref


class ActivityRecord(Base):
    """How an activity went, in words; a lecture also says what about and by whom (附件3 第 4 项)."""

    __tablename__ = "activity_record"
    __table_args__ = (ForeignKeyConstraint(["county_id", "activity_id"], ["activity.county_id", "activity.id"]),)

    county_id: Mapped[CountyId]
    activity_id: Mapped[Id]
    summary: Mapped[str]
    lecture_topic: Mapped[str | None]
    lecture_speaker: Mapped[str | None]
    lecture_audience: Mapped[str | None]
    words_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Nobody has found the words good yet: only the organizers of the activity read them."""
    written_by: Mapped[uuid.UUID]
    written_at: Mapped[Instant]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads a plain mapping


class MaterialHandout(Base):
    """Printed matter handed out, in or outside an activity; a wrong row is reversed and written again. Append-only.

    ``mark`` says how sure the quantity is: 200 with ``over`` is 200余, with ``about`` 约200.
    """

    __tablename__ = "material_handout"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "site_id"], ["site.county_id", "site.id"]),
        ForeignKeyConstraint(["county_id", "activity_id"], ["activity.county_id", "activity.id"]),
        ForeignKeyConstraint(["county_id", "reverses_id"], ["material_handout.county_id", "material_handout.id"]),
        UniqueConstraint("county_id", "reverses_id"),
        CheckConstraint("kind IN ('publicity','reward','board','transfer')", name="kind"),
        CheckConstraint("unit IN ('sheet','volume','piece')", name="unit"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("mark IN ('exact','over','about')", name="mark"),
        Index("ix_material_handout_site", "county_id", "site_id", "id"),
        Index("ix_material_handout_activity", "county_id", "activity_id", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    site_id: Mapped[Ref]
    activity_id: Mapped[Ref | None]
    name: Mapped[str]
    kind: Mapped[str]
    unit: Mapped[str]
    quantity: Mapped[int]
    mark: Mapped[str]
    handed_on: Mapped[dt.date]
    note: Mapped[str | None]
    reverses_id: Mapped[Ref | None]
    recorded_by: Mapped[uuid.UUID]
    recorded_at: Mapped[Instant]


class PhotoPerson(Base):
    """Somebody who can be recognised in a picture; without her standing consent nobody else sees it."""

    __tablename__ = "photo_person"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "photo_id"], ["activity_photo.county_id", "activity_photo.id"]),
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        Index("ix_photo_person_volunteer", "county_id", "volunteer_id"),
    )

    county_id: Mapped[CountyId]
    photo_id: Mapped[Id]
    volunteer_id: Mapped[Id]


class ActivityPhoto(Base):
    """A picture of an activity, made anew without anything but its pixels and kept under the hash of its bytes.

    ``everyone_agreed`` is the uploader's word that everybody to be recognised agreed to be shown.
    """

    __tablename__ = "activity_photo"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "activity_id"], ["activity.county_id", "activity.id"]),
        CheckConstraint("state IN ('pending','visible','blocked','removed')", name="state"),
        CheckConstraint("content_hash ~ '^[0-9a-f]{64}$'", name="content_hash"),
        Index("ix_activity_photo_activity", "county_id", "activity_id", "id"),
        Index(
            "uq_activity_photo_content",
            "county_id",
            "activity_id",
            "content_hash",
            unique=True,
            postgresql_where="state <> 'removed'",
        ),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    activity_id: Mapped[Ref]
    content_hash: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]
    caption: Mapped[str | None]
    everyone_agreed: Mapped[bool]
    state: Mapped[str]
    uploaded_by: Mapped[uuid.UUID]
    uploaded_at: Mapped[Instant]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[Instant | None]
