"""Pictures of activities: kept by the hash of their bytes, judged before others see them, shown by signed address."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.activities.models import Activity, ActivityPhoto
from app.activities.pictures import Picture
from app.activities.queries import get_activity, require_organizes
from app.activities.refusals import OwnPhoto, PhotoDecided, PhotoExists, PhotoNeedsConsent, PhotosFull
from app.activities.service.aftermath import require_begun
from app.activities.service.photo_checks import PHOTO, hand_in_photo
from app.activities.service.photo_files import erase, write
from app.activities.service.planning import lock_own_activity
from app.content.service.asking import NOTHING_ASKED, Asked
from app.content.service.reviewing import decide
from app.content.service.verdicts import find_pending, withdraw
from app.core import audit
from app.core.actor import Actor
from points.base import new_id
from points.errors import NotFound

MOST_PHOTOS: Final = 30


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
    asked: Asked = NOTHING_ASKED,
) -> ActivityPhoto:
    """Keep a remade picture of an activity that has begun; others see it once it was found good and all agreed.

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
    write(photo, picture, folder)
    hand_in_photo(session, photo, activity, now=now, asked=asked)
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
    waiting = find_pending(session, PHOTO, county_id=photo.county_id, subject_id=photo.id)
    if waiting is not None:
        decide(session, actor, county_id=photo.county_id, text_id=waiting.id, visible=show, now=now)
        session.refresh(photo)
    photo.state = "visible" if show else "blocked"
    photo.decided_by, photo.decided_at = actor.volunteer_id, now
    session.flush()
    _note(session, photo, "photo.decide", actor=actor, now=now)
    return photo


def remove_photo(
    session: Session, photo_id: uuid.UUID, *, folder: Path, actor: Actor, now: dt.datetime
) -> ActivityPhoto:
    """Take a picture away for good, for instance because somebody in it changed her mind; its files go too.

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
    withdraw(session, PHOTO, county_id=photo.county_id, subject_id=photo.id)
    erase(session, photo, folder)
    return photo


def list_photos(session: Session, activity: Activity, *, actor: Actor) -> list[ActivityPhoto]:
    """Return the pictures of an activity that the caller may see, oldest first; there are at most thirty.

    One that waits or is blocked is seen by whoever uploaded it and by whoever decides on pictures there.
    """
    query = select(ActivityPhoto).where(
        ActivityPhoto.county_id == activity.county_id,
        ActivityPhoto.activity_id == activity.id,
        ActivityPhoto.state != "removed",
    )
    if not actor.may("photo.decide", place_code=activity.village_code):
        query = query.where(or_(ActivityPhoto.state == "visible", ActivityPhoto.uploaded_by == actor.volunteer_id))
    return list(session.execute(query.order_by(ActivityPhoto.id).limit(MOST_PHOTOS)).scalars())


def _locked(session: Session, photo_id: uuid.UUID, *, actor: Actor) -> tuple[ActivityPhoto, Activity]:
    photo = session.get(ActivityPhoto, (actor.county_id, photo_id), with_for_update=True)
    if photo is None:
        raise NotFound()
    return photo, get_activity(session, county_id=photo.county_id, activity_id=photo.activity_id)


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
