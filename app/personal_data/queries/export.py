"""Everything kept about a person, section by section in her own language."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.crypto import FieldCipher
from app.identity.models import Volunteer
from app.personal_data.models import (
    GUARDIAN_NAME_FIELD,
    GUARDIAN_PHONE_FIELD,
    NUMBER_FIELD,
    Guardian,
    IdentityNumber,
)

ROWS_MOST: Final = 10_000
Section = tuple[str, list[dict[str, Any]]]

_FILE: Final = Path(__file__).parent.parent / "export.sql"
_PARAGRAPH: Final = re.compile(r"^-- (\S+)\n((?:(?!--).+\n)+)", re.MULTILINE)

SECTIONS: Final[tuple[tuple[str, str], ...]] = tuple(
    (found[1], found[2].strip().rstrip(";")) for found in _PARAGRAPH.finditer(_FILE.read_text(encoding="utf-8"))
)
"""Titles and statements, in the order of the file."""


def everything_about(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID, cipher: FieldCipher
) -> list[Section]:
    """Return all that is kept about a person, titles with their rows, at most 10,000 each (个人信息保护法 art. 45).

    What belonged to registrations that were merged into hers is hers.
    """
    merged = select(Volunteer.id).where(Volunteer.county_id == county_id, Volunteer.merged_into_id == volunteer_id)
    ids = [volunteer_id, *session.execute(merged).scalars()]
    who = {"county_id": county_id, "ids": ids, "most": ROWS_MOST}
    found: list[Section] = []
    for title, statement in SECTIONS:
        rows = session.execute(text(statement.replace("::", r"\:\:") + " LIMIT :most"), who).mappings()
        found.append((title, [{name: _plain(value) for name, value in row.items()} for row in rows]))
    opened = _sealed(session, county_id=county_id, volunteer_id=volunteer_id, cipher=cipher)
    return [*found[:2], *opened, *found[2:]]


def _sealed(session: Session, *, county_id: str, volunteer_id: uuid.UUID, cipher: FieldCipher) -> list[Section]:
    """Return what is encrypted in the books, opened because it is hers."""
    number = session.get(IdentityNumber, (county_id, volunteer_id))
    guardian = session.get(Guardian, (county_id, volunteer_id))
    numbers: list[dict[str, Any]] = []
    guardians: list[dict[str, Any]] = []
    if number is not None:
        whole = cipher.decrypt(number.number_cipher, field=NUMBER_FIELD)
        numbers.append({"身份证号": whole, "纸面": number.on_paper, "登记时间": _plain(number.recorded_at)})
    if guardian is not None:
        phone = guardian.phone_cipher
        guardians.append(
            {
                "姓名": cipher.decrypt(guardian.name_cipher, field=GUARDIAN_NAME_FIELD),
                "关系": guardian.relation,
                "手机号": None if phone is None else cipher.decrypt(phone, field=GUARDIAN_PHONE_FIELD),
                "同意时间": _plain(guardian.agreed_at),
            }
        )
    return [("身份证号", numbers), ("监护人", guardians)]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value
