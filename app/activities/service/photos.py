"""Pictures of activities: kept by the hash of their bytes, looked at by a second person, shown by signed address."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import re
import uuid
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.activities.models import Activity, ActivityPhoto
from app.activities.pictures import Picture
from app.activities.queries import get_activity, organizes, require_organizes
from app.activities.refusals import OwnPhoto, PhotoDecided, PhotoExists, PhotoNeedsConsent, PhotosFull
from app.activities.service.aftermath import require_begun
from app.activities.service.planning import lock_own_activity
from app.core import audit
from app.core.actor import Actor
from app.core.crypto import FieldCipher
from points.base import new_id
from points.errors import NotFound

MOST_PHOTOS: Final = 30
SHOWN_FOR: Final = dt.timedelta(hours=1)
_FIELD: Final = "activity_photo"
_TOKEN: Final = re.compile(r"(\d{6})-([0-9a-f]{32})-(\d{1,11})-([A-Za-z0-9_-]{22})")


def keep_photo(
    session: Session,
    activity_id: uuid.UUID,
    picture: Picture,
    *,
    caption: str | None,
    everyone_agreed: bool,
    folder: Path,
    actor: Actor,
    now: dt.datetime,
) -> ActivityPhoto:
    """Keep a remade picture of an activity that has begun; others see it once a second person agreed.

    Raises:
        NotFound, NotAllowed: it is not an activity the caller organizes.
        ActivityNotOpen, NotBegunYet: it did not take place.
        PhotosFull, PhotoExists: there are thirty already, or this very one.
    """
    activity = lock_own_activity(session, activity_id, actor=actor)
    require_begun(activity, now=now)
    kept = select(ActivityPhoto).where(
        ActivityPhoto.county_id == activity.county_id,
        ActivityPhoto.activity_id == activity.id,
        ActivityPhoto.state != "removed",
    )
    if session.execute(kept.where(ActivityPhoto.content_hash == picture.content_hash)).first() is not None:
        raise PhotoExists()
    if session.execute(select(func.count()).select_from(kept.subquery())).scalar_one() >= MOST_PHOTOS:
        raise PhotosFull(most=MOST_PHOTOS)
    photo = ActivityPhoto(
        county_id=activity.county_id,
        id=new_id(),
        activity_id=activity.id,
        content_hash=picture.content_hash,
        width=picture.width,
        height=picture.height,
        size_bytes=len(picture.content),
        caption=caption,
        everyone_agreed=everyone_agreed,
        state="pending",
        uploaded_by=actor.volunteer_id,
        uploaded_at=now,
        decided_by=None,
        decided_at=None,
    )
    session.add(photo)
    session.flush()
    _write(path_of(photo, folder), picture.content)
    _note(session, photo, "photo.keep", actor=actor, now=now)
    return photo


def decide_photo(session: Session, photo_id: uuid.UUID, *, show: bool, actor: Actor, now: dt.datetime) -> ActivityPhoto:
    """Show a picture to everybody of the county, or block it.

    Raises:
        NotFound: there is no such picture.
        NotAllowed: its place is not the caller's.
        OwnPhoto: she uploaded it.
        PhotoDecided: it does not wait for a decision.
        PhotoNeedsConsent: not everybody to be recognised agreed.
    """
    photo, activity = _locked(session, photo_id, actor=actor)
    actor.require("photo.decide", place_code=activity.village_code)
    if photo.uploaded_by == actor.volunteer_id:
        raise OwnPhoto()
    if photo.state != "pending":
        raise PhotoDecided(state=photo.state)
    if show and not photo.everyone_agreed:
        raise PhotoNeedsConsent()
    photo.state = "visible" if show else "blocked"
    photo.decided_by, photo.decided_at = actor.volunteer_id, now
    session.flush()
    _note(session, photo, "photo.decide", actor=actor, now=now)
    return photo


def remove_photo(
    session: Session, photo_id: uuid.UUID, *, folder: Path, actor: Actor, now: dt.datetime
) -> ActivityPhoto:
    """Take a picture away for good, for instance because somebody in it changed her mind; its file goes too.

    Raises:
        NotFound: there is no such picture.
        NotAllowed: the caller neither organizes its activity nor decides on its pictures.
        PhotoDecided: it is gone already.
    """
    photo, activity = _locked(session, photo_id, actor=actor)
    if not actor.may("photo.decide", place_code=activity.village_code):
        require_organizes(session, activity, "activity.publish", actor=actor)
    if photo.state == "removed":
        raise PhotoDecided(state=photo.state)
    photo.state = "removed"
    session.flush()
    _note(session, photo, "photo.remove", actor=actor, now=now)
    others = session.execute(
        select(ActivityPhoto.id).where(
            ActivityPhoto.county_id == photo.county_id,
            ActivityPhoto.content_hash == photo.content_hash,
            ActivityPhoto.state != "removed",
        )
    ).first()
    if others is None:
        path_of(photo, folder).unlink(missing_ok=True)
    return photo


def list_photos(session: Session, activity: Activity, *, actor: Actor) -> list[ActivityPhoto]:
    """Return the pictures of an activity that the caller may see, oldest first; there are at most thirty.

    Whoever organizes it or decides on pictures also sees those that wait or are blocked.
    """
    inside = actor.may("photo.decide", place_code=activity.village_code) or organizes(
        session, activity, "activity.publish", actor=actor
    )
    query = select(ActivityPhoto).where(
        ActivityPhoto.county_id == activity.county_id, ActivityPhoto.activity_id == activity.id
    )
    query = query.where(ActivityPhoto.state != "removed" if inside else ActivityPhoto.state == "visible")
    return list(session.execute(query.order_by(ActivityPhoto.id).limit(MOST_PHOTOS)).scalars())


def address_of(photo: ActivityPhoto, *, cipher: FieldCipher, now: dt.datetime) -> str:
    """Return the path of a picture's file: good for an hour or two, so that a list can be kept for a while."""
    hour = int(SHOWN_FOR.total_seconds())
    until = (int(now.timestamp()) // hour + 2) * hour
    seal = _seal(photo.county_id, photo.id, until, cipher=cipher)
    return f"/photos/{photo.county_id}-{photo.id.hex}-{until}-{seal}.jpg"


def open_photo(session: Session, token: str, *, cipher: FieldCipher, folder: Path, now: dt.datetime) -> Path:
    """Return the file behind a picture's address.

    Raises:
        NotFound: the address was not made here or is over, or the picture is gone.
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise NotFound()
    county_id, photo_id, until = match[1], uuid.UUID(match[2]), int(match[3])
    if not hmac.compare_digest(_seal(county_id, photo_id, until, cipher=cipher), match[4]) or until < now.timestamp():
        raise NotFound()
    photo = session.get(ActivityPhoto, (county_id, photo_id))
    if photo is None or photo.state == "removed":
        raise NotFound()
    path = path_of(photo, folder)
    if not path.is_file():
        raise NotFound()
    return path


def path_of(photo: ActivityPhoto, folder: Path) -> Path:
    """Return where a picture's file stands: by county and hash, never by a name somebody chose."""
    return folder / "photos" / photo.county_id / photo.content_hash[:2] / f"{photo.content_hash}.jpg"


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place whole or not at all."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = path.with_suffix(f".{new_id().hex}")
    passing.write_bytes(content)
    passing.replace(path)


def _locked(session: Session, photo_id: uuid.UUID, *, actor: Actor) -> tuple[ActivityPhoto, Activity]:
    photo = session.get(ActivityPhoto, (actor.county_id, photo_id), with_for_update=True)
    if photo is None:
        raise NotFound()
    return photo, get_activity(session, county_id=photo.county_id, activity_id=photo.activity_id)


def _seal(county_id: str, photo_id: uuid.UUID, until: int, *, cipher: FieldCipher) -> str:
    mac = cipher.lookup_hash(f"{county_id}:{photo_id}:{until}", field=_FIELD)[:16]
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def _note(session: Session, photo: ActivityPhoto, action: str, *, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=photo.county_id,
        actor_id=actor.volunteer_id,
        action=action,
        subject_kind="activity_photo",
        subject_id=photo.id,
        now=now,
        facts={"state": photo.state, "everyone_agreed": photo.everyone_agreed},
    )
