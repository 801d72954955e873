"""Hostile text: what would break the database or a reader is refused in every field, what people write survives."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy import text as sql

from app.core.transaction import transaction
from app.http.endpoint import OPERATIONS
from app.places.models import Division
from tests.app.redemption.shop import Shop
from tests.served import claimed, disclose, verify
from tests.world import COUNTY, VILLAGE, Person, World

NEVER_KEPT = {"cursor", "code", "payload", "password", "new_password", "image", "file"}
"""Compared, unsealed or read as a file, and neither stored nor handed to the database as text."""
HOSTILE = {"nul": "好\0好", "escape": "好\x1b好", "override": "好\u202e好", "isolate": "好\u2066好"}
WELCOME = (
    "<img src=x onerror=alert(1)>",
    "{{7*7}} ${7*7}",
    '=HYPERLINK("http://x","y")',
    "＝1+1",
    "' OR 1=1 --",
    "../../etc/passwd",
    "𠮷㛃䶮👩🏽‍🌾",
    "ƨɯƃ Vahcuengh",
    "阿卜杜拉·买买提",
)
PARTS = [(op.name, model) for op in OPERATIONS for model in (op.body, op.query) if model is not None]
EXAMPLES = {op.name: op.example or {} for op in OPERATIONS}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(("name", "model"), PARTS, ids=lambda value: getattr(value, "__name__", value))
def test_hostile_text_is_refused_in_every_field_that_is_kept(name: str, model: type[BaseModel], text: str) -> None:
    for path in _texts(model, EXAMPLES[name]):
        with pytest.raises(ValidationError) as refused:
            model.model_validate(_with(EXAMPLES[name], path, text))

        assert path in {error["loc"][: len(path)] for error in refused.value.errors()}, (name, path)


def test_hostile_text_never_reaches_the_database(world: World) -> None:
    shop = Shop(world)
    county = world.staff("county_staff", place_code=COUNTY)
    order = world.place_order(shop.mother(), shop.day, shop.soap).get_json()["id"]
    opens_at = world.now + dt.timedelta(minutes=1)
    day = {
        "pickup_point_id": str(shop.point),
        "opens_at": opens_at.isoformat(),
        "closes_at": (opens_at + dt.timedelta(minutes=1)).isoformat(),
    }
    item = {"pickup_point_id": str(shop.point), "name": "毛巾", "unit_name": "条", "points": "5"}
    login = {"login_name": "a\0bc", "password": "x", "totp": "123456"}
    wide_digits = {"login_name": "nobody", "password": "x", "totp": "１２３４５６"}

    refused = [
        county.get("/volunteers", q="\0"),
        county.get("/volunteers", q="a\0"),
        shop.keeper.post("/redemption-days", day | {"note": "a\0"}),
        shop.keeper.post("/reward-items", item | {"description": "a\0"}),
        shop.keeper.post("/reward-items", item | {"unit_name": "条\0"}),
        shop.keeper.post(f"/redemption-orders/{order}/cancellation", {"reason": "a\0"}),
        world.client.post("/v1/staff-login", json=login),
        world.client.post("/v1/staff-login", json=wide_digits),
    ]

    assert [(answer.status_code, answer.get_json()["code"]) for answer in refused] == [(422, "invalid")] * len(refused)


@pytest.mark.parametrize("text", WELCOME)
def test_what_people_write_survives_unchanged(text: str, world: World) -> None:
    shop = Shop(world)
    organizer = world.staff("organizer")
    made = shop.keeper.post("/donors", {"name": text, "kind": "person", "public": True})
    assert made.status_code == 201
    item = {"pickup_point_id": str(shop.point), "name": text, "unit_name": "👍", "points": "5", "description": text}
    assert shop.keeper.post("/reward-items", item).status_code == 201

    assert shop.keeper.get("/donors").get_json()["items"][0]["name"] == text
    where = {"county_id": COUNTY, "pickup_point_id": str(shop.point)}
    shelf = world.client.get("/v1/mall", query_string=where).get_json()["items"]
    assert (text, text) in {(each["name"], each["description"]) for each in shelf}
    assert _search(organizer, text) == 200


def test_rare_names_are_kept_and_found(world: World) -> None:
    with transaction(world.database, now=world.now) as work:
        work.session.add(Division(code=VILLAGE, name="甲村", level="village", parent_code=VILLAGE[:9], pinyin=""))
    organizer = world.staff("organizer")
    for name in ("𠮷田㛃䶮", "古丽·阿卜杜热西提", "Vahcuengh Ƨɯ"):
        assert organizer.post("/volunteers", {"name": name, "village_code": VILLAGE}).status_code == 201

        found = organizer.get("/volunteers", q=name[:2]).get_json()["items"]
        assert name in {each["name"] for each in found}


def test_published_sheet_shows_markup_as_text(world: World) -> None:
    claims = claimed(world, [world.person(name="韦小榕")], minutes=60)
    nasty = "<script>alert(1)</script>{{7*7}}"
    with transaction(world.database, now=world.now) as work:
        work.session.execute(sql("UPDATE activity SET title = :title"), {"title": nasty})
        work.session.execute(sql("UPDATE site SET name = :title"), {"title": '"><svg/onload=alert(1)>'})
    verify(world.staff("checker"), *claims)
    detail = disclose(world, world.staff("organizer"), claims[0])

    sheet = world.client.get(detail["print_path"])

    assert sheet.status_code == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in sheet.text
    assert "<script" not in sheet.text
    assert "<svg/onload" not in sheet.text
    assert "default-src 'self'" in sheet.headers["Content-Security-Policy"]


def _search(person: Person, typed: str) -> int:
    return person.get("/volunteers", q=typed[:40]).status_code


def _texts(model: type[BaseModel], example: dict[str, Any]) -> list[tuple[Any, ...]]:
    declared = {(name,) for name, field in model.model_fields.items() if "str" in str(field.annotation)}
    found = declared | {path for path in _leaves(example) if path[0] in model.model_fields}
    return sorted((path for path in found if path[-1] not in NEVER_KEPT), key=str)


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in pairs:
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, str):
        yield path


def _with(example: dict[str, Any], path: tuple[Any, ...], text: str) -> dict[str, Any]:
    changed = copy.deepcopy(example)
    place: Any = changed
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = text
    return changed
