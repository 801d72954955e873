"""Where pictures stand, and the addresses by which they are fetched without a session (security.md, uploads)."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import re
import uuid
from enum import StrEnum
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.activities.models import ActivityPhoto
from app.activities.pictures import Picture
from app.core.crypto import FieldCipher
from points.base import new_id
from points.errors import NotFound

FOLDER: Final = "photos"
SHOWN_FOR: Final = dt.timedelta(hours=1)
_FIELD: Final = "activity_photo"
_TOKEN: Final = re.compile(r"(\d{6})-([0-9a-f]{32})-([a-z])-(\d{1,11})-([A-Za-z0-9_-]{22})")


class Look(StrEnum):
    """For what an address was given; only reviewers are given one that shows a blocked picture."""

    LARGE = "l"
    SMALL = "s"
    REVIEW = "r"


def address_of(photo: ActivityPhoto, look: Look, *, cipher: FieldCipher, now: dt.datetime) -> str:
    """Return the path of a picture's file: good for an hour or two, so that a list can be kept for a while."""
    hour = int(SHOWN_FOR.total_seconds())
    until = (int(now.timestamp()) // hour + 2) * hour
    seal = _seal(photo.county_id, photo.id, look, until, cipher=cipher)
    return f"/photos/{photo.county_id}-{photo.id.hex}-{look}-{until}-{seal}.jpg"


def open_photo(session: Session, token: str, *, cipher: FieldCipher, folder: Path, now: dt.datetime) -> Path:
    """Return the file behind a picture's address.

    Raises:
        NotFound: the address was not made here or is over, or the picture is gone or blocked.
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise NotFound()
    county_id, photo_id, look, until = match[1], uuid.UUID(match[2]), match[3], int(match[4])
    if not hmac.compare_digest(_seal(county_id, photo_id, look, until, cipher=cipher), match[5]):
        raise NotFound()
    photo = session.get(ActivityPhoto, (county_id, photo_id))
    if until < now.timestamp() or photo is None or photo.state == "removed":
        raise NotFound()
    if photo.state == "blocked" and look != Look.REVIEW:
        raise NotFound()
    path = path_of(photo, folder, small=look == Look.SMALL)
    if not path.is_file():
        raise NotFound()
    return path


def path_of(photo: ActivityPhoto, folder: Path, *, small: bool = False) -> Path:
    """Return where a picture's file stands: by county and hash, never by a name somebody chose."""
    name = f"{photo.content_hash}{'.small' if small else ''}.jpg"
    return folder / FOLDER / photo.county_id / photo.content_hash[:2] / name


def write(photo: ActivityPhoto, picture: Picture, folder: Path) -> None:
    """Put a picture's two files in their places, whole or not at all."""
    for path, content in (
        (path_of(photo, folder), picture.content),
        (path_of(photo, folder, small=True), picture.small),
    ):
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        passing = path.with_suffix(f".{new_id().hex}")
        passing.write_bytes(content)
        passing.replace(path)


def erase(session: Session, photo: ActivityPhoto, folder: Path) -> None:
    """Delete the files of a removed picture, unless another activity shows the very same one."""
    others = session.execute(
        select(ActivityPhoto.id).where(
            ActivityPhoto.county_id == photo.county_id,
            ActivityPhoto.content_hash == photo.content_hash,
            ActivityPhoto.state != "removed",
        )
    ).first()
    if others is None:
        path_of(photo, folder).unlink(missing_ok=True)
        path_of(photo, folder, small=True).unlink(missing_ok=True)


def _seal(county_id: str, photo_id: uuid.UUID, look: str, until: int, *, cipher: FieldCipher) -> str:
    mac = cipher.lookup_hash(f"{county_id}:{photo_id}:{look}:{until}", field=_FIELD)[:16]
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")
