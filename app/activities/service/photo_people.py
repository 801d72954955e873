"""Who can be recognised in a picture: it is shown only while each of them agrees, and hidden when one does not."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import RowMapping, delete, exists, select
from sqlalchemy.orm import Session

from app.activities.models import Activity, ActivityPhoto
from app.activities.models.aftermath import PhotoPerson
from app.activities.queries import get_activity, require_organizes
from app.activities.service.photo_checks import PHOTO, REMOVE_BLOCKED
from app.content.service.verdicts import withdraw
from app.core import audit
from app.core.actor import Actor
from app.core.jobs import defer
from app.identity.models import Volunteer
from app.messages.kinds import Kind
from app.messages.service.inbox import notify
from app.privacy.models import Consent
from app.privacy.service import when_withdrawn
from points.errors import NotFound

PEOPLE_MOST: Final = 50


def name_people(
    session: Session,
    photo_id: uuid.UUID,
    *,
    volunteer_ids: Collection[uuid.UUID],
    others_agreed: bool,
    actor: Actor,
    now: dt.datetime,
) -> ActivityPhoto:
    """Write down who can be recognised in a picture, in place of what was written before.

    If one of them, or somebody not named, has not agreed to pictures (个人信息保护法 art. 25), the picture is hidden
    from others until everybody has.

    Raises:
        NotFound: there is no such picture or person.
        NotAllowed: the caller neither organizes its activity nor decides on its pictures.
    """
    photo = session.get(ActivityPhoto, (actor.county_id, photo_id), with_for_update=True)
    if photo is None or photo.state == "removed":
        raise NotFound()
    activity = get_activity(session, county_id=photo.county_id, activity_id=photo.activity_id)
    if not actor.may("photo.decide", place_code=activity.village_code):
        require_organizes(session, activity, "activity.publish", actor=actor)
    wanted = set(volunteer_ids)
    known = session.execute(
        select(Volunteer.id).where(Volunteer.county_id == photo.county_id, Volunteer.id.in_(wanted))
    ).scalars()
    if set(known) != wanted:
        raise NotFound()
    session.execute(
        delete(PhotoPerson).where(PhotoPerson.county_id == photo.county_id, PhotoPerson.photo_id == photo.id)
    )
    session.add_all(
        PhotoPerson(county_id=photo.county_id, photo_id=photo.id, volunteer_id=person) for person in sorted(wanted)
    )
    session.flush()
    agreed = all(person["agrees"] for person in list_people_in(session, photo))
    photo.everyone_agreed = others_agreed and agreed
    if photo.state == "visible" and not photo.everyone_agreed:
        photo.state = "pending"
    session.flush()
    _note(session, photo, actor_id=actor.volunteer_id, people=len(wanted), now=now)
    return photo


def list_people_in(session: Session, photo: ActivityPhoto) -> Sequence[RowMapping]:
    """Return who can be recognised in a picture, by name, and whether each agrees to pictures today."""
    agrees = exists().where(
        Consent.county_id == PhotoPerson.county_id,
        Consent.volunteer_id == PhotoPerson.volunteer_id,
        Consent.purpose == "photo",
        Consent.answer == "given",
        Consent.withdrawn_at.is_(None),
    )
    return (
        session.execute(
            select(PhotoPerson.volunteer_id, Volunteer.name, agrees.label("agrees"))
            .join(
                Volunteer,
                (Volunteer.county_id == PhotoPerson.county_id) & (Volunteer.id == PhotoPerson.volunteer_id),
            )
            .where(PhotoPerson.county_id == photo.county_id, PhotoPerson.photo_id == photo.id)
            .order_by(Volunteer.name_pinyin, Volunteer.id)
        )
        .mappings()
        .all()
    )


@when_withdrawn("photo")
def hide_photos_of(session: Session, county_id: str, volunteer_id: uuid.UUID, now: dt.datetime) -> None:
    """Hide every picture in which she can be recognised who agrees no more; the worker deletes the files at once."""
    found = session.execute(
        select(ActivityPhoto)
        .join(
            PhotoPerson, (PhotoPerson.county_id == ActivityPhoto.county_id) & (PhotoPerson.photo_id == ActivityPhoto.id)
        )
        .where(
            PhotoPerson.county_id == county_id,
            PhotoPerson.volunteer_id == volunteer_id,
            ActivityPhoto.state != "removed",
        )
        .order_by(ActivityPhoto.id)
        .with_for_update(of=ActivityPhoto)
    ).scalars()
    for photo in list(found):
        photo.everyone_agreed, photo.state = False, "blocked"
        session.flush()
        withdraw(session, PHOTO, county_id=county_id, subject_id=photo.id)
        defer(session, REMOVE_BLOCKED, county_id=county_id, photo_id=str(photo.id))
        activity = session.get_one(Activity, (county_id, photo.activity_id))
        notify(
            session,
            Kind.PHOTO_WITHDRAWN,
            county_id=county_id,
            to=[photo.uploaded_by],
            about=activity.id,
            now=now,
            event=f"{Kind.PHOTO_WITHDRAWN}:{photo.id}",
            title=activity.title,
        )
        _note(session, photo, actor_id=volunteer_id, people=1, now=now)


def _note(session: Session, photo: ActivityPhoto, *, actor_id: uuid.UUID, people: int, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=photo.county_id,
        actor_id=actor_id,
        action="photo.people",
        subject_kind="activity_photo",
        subject_id=photo.id,
        now=now,
        facts={"state": photo.state, "everyone_agreed": photo.everyone_agreed, "people": people},
    )
