"""Shapes of pictures of activities."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.http.schemas import Body, InstantOut, Line, View

PhotoState = Literal["pending", "visible", "blocked", "removed"]
MOST_BYTES = 5 * 1024 * 1024


class PhotoBody(Body):
    """A picture as the phone made it smaller; everything but its pixels is thrown away."""

    image: Annotated[bytes, Field(max_length=MOST_BYTES, description="JPEG、PNG 或 WebP 文件，不超过 5 MB")]
    caption: Line | None = None
    everyone_agreed: Annotated[bool, Field(description="照片里认得出的人都同意公开")]


class PhotoDecisionBody(Body):
    """Whether others may see the picture."""

    show: bool


class PhotoView(View):
    """A picture; its address works for an hour or two without a session, for whoever was given it."""

    id: uuid.UUID
    activity_id: uuid.UUID
    width: int
    height: int
    size_bytes: int
    caption: str | None
    everyone_agreed: bool
    state: PhotoState
    uploaded_by: uuid.UUID
    uploaded_at: InstantOut
    url: Annotated[str | None, Field(description="一两个小时内有效的图片地址")]
    small_url: Annotated[str | None, Field(description="同一张图片的小图，列表里用")]


class PhotoList(View):
    """The pictures of an activity that one may see, oldest first."""

    items: list[PhotoView]


class PhotoPeopleBody(Body):
    """Who can be recognised, and whether everybody who is not named here agreed, too."""

    volunteer_ids: Annotated[list[uuid.UUID], Field(max_length=50)]
    others_agreed: Annotated[bool, Field(description="没有列出的人也都同意公开")]


class PhotoPersonView(View):
    """Somebody in a picture, and whether she agrees to pictures today."""

    volunteer_id: uuid.UUID
    name: str
    agrees: bool


class PhotoPeopleView(View):
    """Who is in a picture, and how it stands because of that."""

    everyone_agreed: bool
    state: PhotoState
    people: list[PhotoPersonView]
