"""Pictures of activities over HTTP."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from flask import Response, current_app, send_file

from app import clock
from app.activities import refusals as no
from app.activities.api.asking import about_caption
from app.activities.api.shared import ID, PERSON_ID, activities, readable_activity
from app.activities.models import ActivityPhoto
from app.activities.pictures import Picture, remade
from app.activities.schemas.photos import PhotoBody, PhotoDecisionBody, PhotoList, PhotoView
from app.activities.service import photos
from app.activities.service.photo_checks import PHOTO as CHECKED
from app.activities.service.photo_files import Look, address_of, open_photo
from app.content.api.reviews import show_pictures_of
from app.content.service.asking import Asked
from app.core.crypto import FieldCipher
from app.core.db import Database
from app.http.endpoint import Call, operation, path_id, public_page
from app.http.schemas import CountyQuery
from points.errors import NotFound

PHOTO: dict[str, Any] = {
    "id": ID,
    "activity_id": ID,
    "width": 2048,
    "height": 1536,
    "size_bytes": 412345,
    "caption": "清出来的二十袋垃圾",
    "everyone_agreed": True,
    "state": "pending",
    "uploaded_by": PERSON_ID,
    "uploaded_at": "2026-11-28T04:00:00Z",
    "url": "https://points.example.org/photos/450222-0194-l-1764302400-AbCdEfGhIjKlMnOpQrStUv.jpg",
    "small_url": "https://points.example.org/photos/450222-0194-s-1764302400-AbCdEfGhIjKlMnOpQrStUv.jpg",
}
FORM_LARGEST: Final = 6 * 1024 * 1024


@dataclass(frozen=True)
class Prepared:
    """A picture that was decoded, and what the platform says of its caption."""

    picture: Picture
    asked: Asked


def _prepare(call: Call[PhotoBody]) -> Prepared:
    """Decode the picture and ask about its caption, both before any row is locked."""
    return Prepared(remade(call.body.image), about_caption(call, call.body.caption))


@operation(
    activities,
    "command",
    "POST",
    "/activities/<uuid:activity_id>/photos",
    action="activity.publish",
    summary="上传活动照片",
    body=PhotoBody,
    returns=PhotoView,
    status=201,
    refusals=(
        NotFound,
        no.PictureTooLarge,
        no.PictureUnreadable,
        no.ActivityNotOpen,
        no.NotBegunYet,
        no.PhotosFull,
        no.PhotoExists,
    ),
    keyed=True,
    example={"image": "（图片文件）", "caption": "清出来的二十袋垃圾", "everyone_agreed": True},
    answer=PHOTO,
    before=_prepare,
    upload=FORM_LARGEST,
)
def upload_photo(call: Call[PhotoBody]) -> PhotoView:
    """Keep a picture of an activity: a form with a file ``image``, as wx.uploadFile sends it.

    Only its pixels are kept. Others see it once WeChat or a second person found it good, and if everybody to be
    recognised in it agreed; the answer comes later, as a message when it is no.
    """
    prepared = cast("Prepared", call.prepared)
    photo = photos.keep_photo(
        call.session,
        path_id(call, "activity_id"),
        prepared.picture,
        caption=call.body.caption,
        everyone_agreed=call.body.everyone_agreed,
        folder=_folder(),
        actor=call.actor,
        now=call.now,
        asked=prepared.asked,
    )
    return _view(call, photo, reviews=False)


@operation(
    activities,
    "query",
    "GET",
    "/activities/<uuid:activity_id>/photos",
    action="activity.read",
    summary="活动照片",
    query=CountyQuery,
    returns=PhotoList,
    refusals=(NotFound,),
    answer={"items": [PHOTO]},
)
def list_photos(call: Call[Any]) -> PhotoList:
    """List the pictures of an activity; those that wait or are blocked only for who uploaded them or decides."""
    activity = readable_activity(call, path_id(call, "activity_id"))
    found = photos.list_photos(call.session, activity, actor=call.actor)
    reviews = call.actor.may("photo.decide", place_code=activity.village_code)
    return PhotoList(items=[_view(call, photo, reviews=reviews) for photo in found])


@operation(
    activities,
    "command",
    "POST",
    "/photos/<uuid:photo_id>/decision",
    action="photo.decide",
    summary="审看照片",
    body=PhotoDecisionBody,
    returns=PhotoView,
    refusals=(NotFound, no.OwnPhoto, no.PhotoDecided, no.PhotoNeedsConsent),
    keyed=True,
    example={"show": True},
    answer={**PHOTO, "state": "visible"},
)
def decide_photo(call: Call[PhotoDecisionBody]) -> PhotoView:
    """Show a picture to the county or block it; never one's own, never without the consent of who is in it."""
    photo = photos.decide_photo(
        call.session, path_id(call, "photo_id"), show=call.body.show, actor=call.actor, now=call.now
    )
    return _view(call, photo, reviews=True)


@operation(
    activities,
    "command",
    "DELETE",
    "/photos/<uuid:photo_id>",
    action="activity.publish",
    summary="删除照片",
    returns=None,
    refusals=(NotFound, no.PhotoDecided),
)
def remove_photo(call: Call[Any]) -> None:
    """Take a picture away for good, for instance because somebody in it changed her mind."""
    photos.remove_photo(call.session, path_id(call, "photo_id"), folder=_folder(), actor=call.actor, now=call.now)


@activities.get("/photos/<token>.jpg")
@public_page
def read_photo(token: str) -> Response:
    """Give a picture's file to whoever was given its address within the last hour or two."""
    database = cast("Database", current_app.extensions["database"])
    with database.session() as session:
        path = open_photo(session, token, cipher=_cipher(), folder=_folder(), now=clock.utc_now())
    response = send_file(path, mimetype="image/jpeg", conditional=True)
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


def _view(call: Call[Any], photo: ActivityPhoto, *, reviews: bool) -> PhotoView:
    shown = {name: getattr(photo, name) for name in PhotoView.model_fields if hasattr(ActivityPhoto, name)}
    blocked = photo.state == "blocked"
    if photo.state == "removed" or (blocked and not reviews):
        return PhotoView(**shown, url=None, small_url=None)
    large, small = (Look.REVIEW, Look.REVIEW) if blocked else (Look.LARGE, Look.SMALL)
    return PhotoView(**shown, url=_address(call, photo, large), small_url=_address(call, photo, small))


def _address(call: Call[Any], photo: ActivityPhoto, look: Look) -> str:
    base = str(current_app.config["PUBLIC_BASE_URL"]).rstrip("/")
    return base + address_of(photo, look, cipher=_cipher(), now=call.now)


def _address_for_review(call: Call[Any], photo_id: uuid.UUID) -> str | None:
    photo = call.session.get(ActivityPhoto, (call.county_id, photo_id))
    return None if photo is None or photo.state == "removed" else _address(call, photo, Look.REVIEW)


show_pictures_of(CHECKED, _address_for_review)


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].data_dir
    return folder


def _cipher() -> FieldCipher:
    found: FieldCipher = current_app.extensions["cipher"]
    return found
