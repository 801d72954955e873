"""Who can be recognised in a picture, over HTTP."""

from __future__ import annotations

from typing import Any

from app.activities.api.shared import PERSON_ID, activities
from app.activities.models import ActivityPhoto
from app.activities.queries import get_activity, require_organizes
from app.activities.schemas.photos import PhotoPeopleBody, PhotoPeopleView, PhotoPersonView
from app.activities.service import photo_people
from app.http.endpoint import Call, operation, path_id
from points.errors import NotFound

_NAMED: dict[str, Any] = {
    "everyone_agreed": False,
    "state": "pending",
    "people": [{"volunteer_id": PERSON_ID, "name": "李小芳", "agrees": False}],
}


@operation(
    activities,
    "query",
    "GET",
    "/photos/<uuid:photo_id>/people",
    action="activity.publish",
    summary="照片里有谁",
    returns=PhotoPeopleView,
    refusals=(NotFound,),
    answer=_NAMED,
)
def list_photo_people(call: Call[Any]) -> PhotoPeopleView:
    """List who was named as being recognised in a picture of one's activity, and whether each agrees to be shown."""
    photo = call.session.get(ActivityPhoto, (call.actor.county_id, path_id(call, "photo_id")))
    if photo is None or photo.state == "removed":
        raise NotFound()
    activity = get_activity(call.session, county_id=photo.county_id, activity_id=photo.activity_id)
    if not call.actor.may("photo.decide", place_code=activity.village_code):
        require_organizes(call.session, activity, "activity.publish", actor=call.actor)
    return _view(call, photo)


@operation(
    activities,
    "command",
    "PUT",
    "/photos/<uuid:photo_id>/people",
    action="activity.publish",
    summary="写明照片里有谁",
    body=PhotoPeopleBody,
    returns=PhotoPeopleView,
    refusals=(NotFound,),
    example={"volunteer_ids": [PERSON_ID], "others_agreed": True},
    answer=_NAMED,
)
def name_photo_people(call: Call[PhotoPeopleBody]) -> PhotoPeopleView:
    """Name who can be recognised in a picture; without the consent of each it is hidden until all have agreed."""
    photo = photo_people.name_people(
        call.session,
        path_id(call, "photo_id"),
        volunteer_ids=call.body.volunteer_ids,
        others_agreed=call.body.others_agreed,
        actor=call.actor,
        now=call.now,
    )
    return _view(call, photo)


def _view(call: Call[Any], photo: ActivityPhoto) -> PhotoPeopleView:
    found = photo_people.list_people_in(call.session, photo)
    return PhotoPeopleView(
        everyone_agreed=photo.everyone_agreed,
        state=photo.state,  # type: ignore[arg-type]  # pydantic checks it against the listed states
        people=[PhotoPersonView.model_validate(dict(row)) for row in found],
    )
