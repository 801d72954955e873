"""Pictures of deliveries: goods and receipt beside each other, for staff only, shown by signed address."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import re
import uuid
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.activities.pictures import Picture
from app.activities.service.photo_files import FOLDER
from app.core.crypto import FieldCipher
from app.redemption.refusals import LotPhotosFull
from app.redemption.service.trail import record_deed
from points.base import new_id
from points.errors import NotFound
from points.stock.models import Lot, LotPhoto

MOST_PHOTOS: Final = 4
SHOWN_FOR: Final = dt.timedelta(hours=1)
_FIELD: Final = "lot_photo"
_TOKEN: Final = re.compile(r"(\d{6})-([0-9a-f]{32})-([0-9a-f]{64})-(\d{1,11})-([A-Za-z0-9_-]{22})")


def keep_photo(
    session: Session, lot: Lot, picture: Picture, *, folder: Path, actor_id: uuid.UUID, now: dt.datetime
) -> LotPhoto:
    """Keep a remade picture of a delivery. The same one twice is once.

    Raises:
        LotPhotosFull: there are four already.
    """
    session.get_one(Lot, (lot.county_id, lot.id), with_for_update=True)
    kept = list_photos(session, lot)
    for photo in kept:
        if photo.content_hash == picture.content_hash:
            return photo
    if len(kept) >= MOST_PHOTOS:
        raise LotPhotosFull(most=MOST_PHOTOS)
    photo = LotPhoto(
        county_id=lot.county_id,
        lot_id=lot.id,
        content_hash=picture.content_hash,
        uploaded_by=actor_id,
        uploaded_at=now,
    )
    session.add(photo)
    session.flush()
    _write(path_of(photo, folder), picture.content)
    record_deed(session, "lot.photographed", ("lot", lot.id), county_id=lot.county_id, actor_id=actor_id, now=now)
    return photo


def list_photos(session: Session, lot: Lot) -> list[LotPhoto]:
    """Return the pictures of a delivery, the oldest first; there are at most four."""
    query = select(LotPhoto).where(LotPhoto.county_id == lot.county_id, LotPhoto.lot_id == lot.id)
    return list(session.execute(query.order_by(LotPhoto.uploaded_at, LotPhoto.content_hash)).scalars())


def address_of(photo: LotPhoto, *, cipher: FieldCipher, now: dt.datetime) -> str:
    """Return the path of a picture's file: good for an hour or two, for whoever was given it."""
    hour = int(SHOWN_FOR.total_seconds())
    until = (int(now.timestamp()) // hour + 2) * hour
    seal = _seal(photo.county_id, photo.lot_id, photo.content_hash, until, cipher=cipher)
    return f"/lot-photos/{photo.county_id}-{photo.lot_id.hex}-{photo.content_hash}-{until}-{seal}.jpg"


def open_photo(session: Session, token: str, *, cipher: FieldCipher, folder: Path, now: dt.datetime) -> Path:
    """Return the file behind a picture's address.

    Raises:
        NotFound: the address was not made here or is over, or there is no such picture.
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise NotFound()
    county_id, lot_id, content_hash, until = match[1], uuid.UUID(match[2]), match[3], int(match[4])
    if not hmac.compare_digest(_seal(county_id, lot_id, content_hash, until, cipher=cipher), match[5]):
        raise NotFound()
    photo = session.get(LotPhoto, (county_id, lot_id, content_hash))
    if until < now.timestamp() or photo is None or not path_of(photo, folder).is_file():
        raise NotFound()
    return path_of(photo, folder)


def path_of(photo: LotPhoto, folder: Path) -> Path:
    """Return where a picture's file stands: by county and hash, beside those of activities, so backups have it."""
    return folder / FOLDER / "lots" / photo.county_id / photo.content_hash[:2] / f"{photo.content_hash}.jpg"


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place whole or not at all."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = path.with_suffix(f".{new_id().hex}")
    passing.write_bytes(content)
    passing.replace(path)


def _seal(county_id: str, lot_id: uuid.UUID, content_hash: str, until: int, *, cipher: FieldCipher) -> str:
    mac = cipher.lookup_hash(f"{county_id}:{lot_id}:{content_hash}:{until}", field=_FIELD)[:16]
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")
