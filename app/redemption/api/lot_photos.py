"""Pictures of deliveries over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, cast

from flask import Response, current_app, send_file

from app import clock
from app.activities.pictures import Picture, remade
from app.activities.refusals import PictureTooLarge, PictureUnreadable
from app.core.db import Database
from app.http.endpoint import Call, operation, path_id, public_page
from app.http.schemas import CountyQuery
from app.redemption.api.blueprint import HOUSEHOLD_ID, cipher, county_of, settings, stock
from app.redemption.queries import shelf as queries
from app.redemption.refusals import LotPhotosFull
from app.redemption.schemas.shelf import LotPhotoBody, LotPhotoList, LotPhotoView
from app.redemption.service import lot_photos as photos
from points.errors import NotFound
from points.stock.models import LotPhoto

FORM_LARGEST: Final = 6 * 1024 * 1024
PHOTO: Final = {
    "uploaded_by": HOUSEHOLD_ID,
    "uploaded_at": "2026-11-20T03:05:00Z",
    "url": "https://points.example.org/lot-photos/450222-0194-ab12-1764302400-AbCdEfGhIjKlMnOpQrStUv.jpg",
}


def _prepare(call: Call[LotPhotoBody]) -> Picture:
    """Decode the picture before any row is locked."""
    return remade(call.body.image)


@operation(
    stock,
    "command",
    "POST",
    "/lots/<uuid:lot_id>/photos",
    action="stock.receive",
    summary="上传物资照片",
    body=LotPhotoBody,
    returns=LotPhotoView,
    status=201,
    keyed=True,
    refusals=(NotFound, PictureTooLarge, PictureUnreadable, LotPhotosFull),
    example={"image": "（图片文件）"},
    answer=PHOTO,
    before=_prepare,
    upload=FORM_LARGEST,
)
def upload_lot_photo(call: Call[LotPhotoBody]) -> LotPhotoView:
    """Keep a picture of a delivery and its receipt: a form with a file ``image``, as wx.uploadFile sends it.

    Only its pixels are kept, and only staff who may read the stock are given its address.
    """
    lot, point = queries.get_lot(call.session, county_id=call.county_id, lot_id=path_id(call, "lot_id"))
    call.actor.require("stock.receive", place_code=point.village_code)
    photo = photos.keep_photo(
        call.session,
        lot,
        cast("Picture", call.prepared),
        folder=_folder(),
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return _view(call, photo)


@operation(
    stock,
    "query",
    "GET",
    "/lots/<uuid:lot_id>/photos",
    action="stock.read",
    summary="物资照片",
    query=CountyQuery,
    returns=LotPhotoList,
    refusals=(NotFound,),
    answer={"items": [PHOTO]},
)
def list_lot_photos(call: Call[Any]) -> LotPhotoList:
    """List the pictures of a delivery, the oldest first; their addresses are good for an hour or two."""
    lot, point = queries.get_lot(call.session, county_id=county_of(call), lot_id=path_id(call, "lot_id"))
    call.actor.require("stock.read", place_code=point.village_code)
    return LotPhotoList(items=[_view(call, photo) for photo in photos.list_photos(call.session, lot)])


@stock.get("/lot-photos/<token>.jpg")
@public_page
def read_lot_photo(token: str) -> Response:
    """Give a picture's file to whoever was given its address within the last hour or two."""
    database = cast("Database", current_app.extensions["database"])
    with database.session() as session:
        path = photos.open_photo(session, token, cipher=cipher(), folder=_folder(), now=clock.utc_now())
    response = send_file(path, mimetype="image/jpeg", conditional=True)
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


def _view(call: Call[Any], photo: LotPhoto) -> LotPhotoView:
    base = str(current_app.config["PUBLIC_BASE_URL"]).rstrip("/")
    return LotPhotoView(
        uploaded_by=photo.uploaded_by,
        uploaded_at=photo.uploaded_at,
        url=base + photos.address_of(photo, cipher=cipher(), now=call.now),
    )


def _folder() -> Path:
    return settings().data_dir
