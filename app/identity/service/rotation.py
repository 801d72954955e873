"""Bringing encrypted fields to the current key."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core import audit
from app.core.crypto import FieldCipher
from app.identity.models import BindingHold, StaffCredential, Volunteer
from app.identity.service.people import PHONE_FIELD
from app.identity.service.staff import TOTP_FIELD

BATCH = 500
ALL_COUNTIES = "000000"
"""Stands in audit lines for deeds of the machine's operator that touch every county."""

Encrypted = tuple[InstrumentedAttribute[bytes | None] | InstrumentedAttribute[bytes], str]
FIELDS: tuple[Encrypted, ...] = (
    (Volunteer.phone_cipher, PHONE_FIELD),
    (BindingHold.phone_before_cipher, PHONE_FIELD),
    (StaffCredential.totp_cipher, TOTP_FIELD),
)
"""Every encrypted column of this slice with the name bound into its values; slices above hand in theirs too."""


def rotate_fields(
    session: Session, *, cipher: FieldCipher, now: dt.datetime, fields: tuple[Encrypted, ...] = FIELDS
) -> int:
    """Re-encrypt up to 500 values that another key of the ring sealed; return how many there were."""
    prefix = cipher.current_prefix()
    for column, field in fields:
        rows = session.execute(
            select(column.class_)
            .where(column.is_not(None), func.substring(column, 1, len(prefix)) != prefix)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).scalars()
        done = 0
        for row in rows:
            plain = cipher.decrypt(getattr(row, column.key), field=field)
            setattr(row, column.key, cipher.encrypt(plain, field=field))
            done += 1
        if done:
            audit.record(
                session,
                county_id=ALL_COUNTIES,
                actor_id=None,
                action="keys.rotate",
                subject_kind="field",
                subject_id=None,
                now=now,
                facts={"field": field, "values": done},
            )
            return done
    return 0
