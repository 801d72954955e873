"""Pictures of activities: only pixels are kept, a second person looks, addresses end."""

from __future__ import annotations

import datetime as dt
import io
import struct
import uuid
import zlib
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from urllib3 import encode_multipart_formdata
from werkzeug.test import TestResponse

from app.activities.pictures import remade
from app.activities.refusals import PictureTooLarge, PictureUnreadable
from app.settings import Settings
from tests.world import OTHER_VILLAGE, VILLAGE, Person, World


def picture(colour: str = "green", *, size: tuple[int, int] = (400, 300), form: str = "JPEG") -> bytes:
    """Return a picture with a place and an orientation written beside its pixels."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right to look at it
    exif.get_ifd(0x8825)[2] = (24.0, 19.0, 0.0)
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, form, exif=exif.tobytes(), comment=b"secret words")
    return made.getvalue()


def enormous() -> bytes:
    """Return a PNG of a few bytes whose head claims ten thousand times ten thousand pixels."""
    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    chunks = b""
    for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")):
        chunks += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunks


def upload(
    person: Person, activity: Any, raw: bytes, *, agreed: bool = True, key: str | None = None, **more: Any
) -> TestResponse:
    """Send a picture as wx.uploadFile does: a form with one file."""
    fields = {"image": ("tmp_1.jpg", raw), "caption": "二十袋垃圾", "everyone_agreed": "true" if agreed else "false"}
    body, content_type = encode_multipart_formdata(fields | more)
    return person.world.client.post(
        f"/v1/activities/{activity.id}/photos",
        data=body,
        content_type=content_type,
        headers=person._headers() | {"Idempotency-Key": key or uuid.uuid4().hex},
    )


def test_only_pixels_go_on() -> None:
    made = remade(picture())
    again = Image.open(io.BytesIO(made.content))

    assert (made.width, made.height) == (300, 400), "turned upright before the note about turning is thrown away"
    assert dict(again.getexif()) == {}
    assert "comment" not in again.info
    assert b"secret" not in made.content
    assert remade(picture(size=(4000, 2000))).height == 2048
    small = Image.open(io.BytesIO(remade(picture(size=(4000, 2000))).small))
    assert (small.width, small.height, dict(small.getexif())) == (240, 480, {})
    assert remade(picture(form="PNG")).content[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize("raw", [b"", b"<svg/>", b"GIF89a" + b"\0" * 40, picture()[:-200], b"\xff\xd8\xff"])
def test_what_is_no_whole_picture_is_refused(raw: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        remade(raw)


@pytest.mark.parametrize("raw", [enormous(), picture(size=(5001, 5000), form="PNG")])
def test_too_many_pixels_are_refused_before_decoding(raw: bytes) -> None:
    with pytest.raises(PictureTooLarge):
        remade(raw)


def test_picture_is_shown_once_a_second_person_agreed_and_never_without_consent(world: World) -> None:
    activity = world.activity()
    organizer, checker, villager = activity.organizer, world.staff("checker"), world.person()
    path = f"/activities/{activity.id}/photos"

    first = upload(organizer, activity, picture(), key="photo-0001")
    repeated = upload(organizer, activity, picture(), key="photo-0001")
    same = upload(organizer, activity, picture())
    private = upload(organizer, activity, picture("red"), agreed=False).get_json()
    photo = first.get_json()
    hidden = villager.get(path).get_json()["items"]
    decision = f"/photos/{photo['id']}/decision"
    by_herself = world.person(roles={"organizer": VILLAGE, "checker": VILLAGE}).post(decision, {"show": True})
    by_organizer = organizer.post(decision, {"show": True})
    again = checker.post(decision, {"show": True})
    unagreed = checker.post(f"/photos/{private['id']}/decision", {"show": True})
    elsewhere = world.staff("checker", place_code=OTHER_VILLAGE).post(decision, {"show": True})
    seen = villager.get(path).get_json()["items"]
    everything = organizer.get(path).get_json()["items"]

    assert first.status_code == 201, first.get_json()
    assert repeated.get_json() == photo
    assert same.get_json()["code"] == "photo_exists"
    assert upload(villager, activity, picture("blue")).status_code == 403
    assert hidden == []
    assert by_herself.get_json()["state"] == "visible", "she did not upload it"
    assert by_organizer.status_code == elsewhere.status_code == 403
    assert again.get_json()["code"] == "photo_decided"
    assert unagreed.get_json()["code"] == "photo_needs_consent"
    assert [item["id"] for item in seen] == [photo["id"]]
    assert [item["state"] for item in everything] == ["visible", "pending"]


def test_file_is_read_by_a_signed_address_that_ends(world: World, settings: Settings) -> None:
    activity = world.activity()
    checker = world.staff("checker")
    photo = upload(activity.organizer, activity, picture()).get_json()
    checker.post(f"/photos/{photo['id']}/decision", {"show": True})
    address = urlsplit(photo["url"]).path

    answer = world.client.get(address)
    forged = world.client.get(address.replace(activity.county_id, "450224"))
    files = list((settings.data_dir / "photos").rglob("*.jpg"))
    world.advance(hours=3)
    over = world.client.get(address)
    fresh = urlsplit(checker.get(f"/activities/{activity.id}/photos").get_json()["items"][0]["url"]).path
    works = world.client.get(fresh)
    removed = activity.organizer.delete(f"/photos/{photo['id']}")
    twice = activity.organizer.delete(f"/photos/{photo['id']}")
    gone = world.client.get(fresh)
    for given in (answer, works):
        given.close()

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"].startswith("private")
    assert {file.parent.parent.name for file in files} == {activity.county_id}
    assert len(files) == 2, "a large one and a small one"
    assert [forged.status_code, over.status_code, works.status_code, gone.status_code] == [404, 404, 200, 404]
    assert removed.status_code == 204
    assert twice.get_json()["code"] == "photo_decided"
    assert list((settings.data_dir / "photos").rglob("*.jpg")) == []


def test_pictures_come_after_the_beginning_and_must_be_pictures(world: World) -> None:
    coming = world.activity(starts_in=dt.timedelta(hours=5))
    running = world.activity(coming.organizer)

    codes = [
        upload(coming.organizer, coming, picture()).get_json()["code"],
        upload(coming.organizer, running, b"not a picture").get_json()["code"],
        upload(coming.organizer, running, enormous()).get_json()["code"],
        upload(coming.organizer, running, b"").get_json()["code"],
        upload(coming.organizer, running, picture(), place="here").get_json()["code"],
        coming.organizer.post(f"/activities/{running.id}/photos", {"image": "", "everyone_agreed": True}).get_json()[
            "code"
        ],
        upload(coming.organizer, running, b"\xff" * (5 * 1024 * 1024 + 1)).get_json()["code"],
        upload(coming.organizer, running, b"\xff" * (6 * 1024 * 1024 + 1)).get_json()["code"],
    ]

    assert codes == [
        "activity_not_begun",
        "picture_unreadable",
        "picture_too_large",
        "picture_unreadable",
        "invalid",
        "malformed_request",
        "invalid",
        "too_large",
    ]
