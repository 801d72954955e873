"""Pictures of deliveries: only pixels are kept, only staff get their address, addresses end."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from urllib3 import encode_multipart_formdata
from werkzeug.test import TestResponse

from tests.app.activities.test_photos import enormous, picture
from tests.app.redemption.shop import Shop, code_of
from tests.world import Person, World


def upload(person: Person, lot_id: uuid.UUID, raw: bytes, *, key: str | None = None) -> TestResponse:
    body, content_type = encode_multipart_formdata({"image": ("tmp_1.jpg", raw)})
    return person.world.client.post(
        f"/v1/lots/{lot_id}/photos",
        data=body,
        content_type=content_type,
        headers=person._headers() | {"Idempotency-Key": key or uuid.uuid4().hex},
    )


def test_keeper_adds_a_picture_and_staff_see_it_for_a_while(world: World) -> None:
    shop = Shop(world, quantity=0)
    lot_id = world.lot(shop.soap, quantity=2)
    supervisor, mother = world.staff("supervisor"), shop.mother()

    first = upload(shop.keeper, lot_id, picture())
    again = upload(shop.keeper, lot_id, picture())

    assert first.status_code == 201, first.get_json()
    assert again.status_code == 201
    (shown,) = supervisor.get(f"/lots/{lot_id}/photos").get_json()["items"]
    assert mother.get(f"/lots/{lot_id}/photos").status_code == 403
    address = urlsplit(shown["url"]).path
    with world.client.get(address) as file:
        assert (file.status_code, file.mimetype) == (200, "image/jpeg")
        assert b"secret words" not in file.data
    assert world.client.get(address.replace("-1", "-2", 1)).status_code == 404
    world.advance(hours=3)
    assert world.client.get(address).status_code == 404


def test_pictures_are_refused_when_broken_too_large_too_many_or_somebody_elses(world: World) -> None:
    shop = Shop(world, quantity=0)
    lot_id = world.lot(shop.soap, quantity=2)

    assert code_of(upload(shop.keeper, lot_id, b"no picture")) == "picture_unreadable"
    assert code_of(upload(shop.keeper, lot_id, enormous())) == "picture_too_large"
    assert code_of(upload(shop.keeper, uuid.uuid4(), picture())) == "not_found"
    assert code_of(upload(world.staff("organizer"), lot_id, picture())) == "forbidden"
    for colour in ("green", "blue", "white", "black"):
        assert upload(shop.keeper, lot_id, picture(colour)).status_code == 201
    assert code_of(upload(shop.keeper, lot_id, picture("yellow"))) == "lot_photos_full"
