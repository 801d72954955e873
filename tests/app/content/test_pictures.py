"""Pictures judged by WeChat: the verdict is pushed later, and a picture without one waits for a person."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app import clock
from app.activities.service.photo_checks import remove_blocked
from app.content.service.checking import hand_to_people
from app.core.transaction import transaction
from app.settings import Settings
from app.worker import run_deferred
from tests.app.activities.test_photos import picture, upload
from tests.app.content.test_checking import queue
from tests.app.content.test_organizers_words import on_her_phone
from tests.app.messages.conftest import PUSH_AES_KEY, PUSH_TOKEN, Post
from tests.world import VILLAGE, World
from wechat_sandbox.remote import SandboxRemote

CHECK = "/wxa/media_check_async"


@pytest.fixture
def served(app: Flask, post: Post, sandbox: SandboxRemote) -> Iterator[Post]:
    """The application on a real port, where the platform fetches pictures and pushes verdicts to."""
    server = make_server("127.0.0.1", 0, app.wsgi_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    app.config["PUBLIC_BASE_URL"] = url
    sandbox.post("app", push={"url": f"{url}/wechat/push", "token": PUSH_TOKEN, "aes_key": PUSH_AES_KEY})
    near = dataclasses.replace(post.near, settings=dataclasses.replace(post.near.settings, public_base_url=url))
    yield dataclasses.replace(post, near=near)
    server.shutdown()
    thread.join()
    server.server_close()


def judge(post: Post) -> None:
    """Let the worker ask, the platform look and push, and the worker act on the push."""
    post.deliver()
    post.sandbox.post("clock", advance_s=10)
    post.sandbox.post("advance")
    post.deliver()


@pytest.mark.parametrize(
    ("colour", "state", "seen", "reason"),
    [
        ("green", "visible", 1, None),
        ("red", "blocked", 0, None),
        ("yellow", "pending", 0, "review"),
        ("blue", "pending", 0, None),
    ],
)
def test_picture_follows_its_verdict(
    world: World, served: Post, colour: str, state: str, seen: int, reason: str | None
) -> None:
    organizer, mother, checker = world.person(roles={"organizer": VILLAGE}), world.person(), world.staff("checker")
    on_her_phone(served, organizer)
    activity = world.activity(organizer)
    path = f"/activities/{activity.id}/photos"

    photo = upload(organizer, activity, picture(colour)).get_json()
    before = mother.get(path).get_json()["items"]
    judge(served)
    own = organizer.get(path).get_json()["items"][0]
    told = [item["kind"] for item in organizer.get("/me/inbox").get_json()["items"]]

    assert (photo["state"], before) == ("pending", [])
    assert own["state"] == state
    assert len(mother.get(path).get_json()["items"]) == seen
    assert told == (["photo_blocked"] if state == "blocked" else [])
    assert len(served.sandbox.get("requests", path=CHECK)) == 1
    waiting = queue(checker)
    assert [item["reason"] for item in waiting] == ([reason] if reason else [])
    if colour == "blue":
        world.advance(minutes=36)
        with transaction(world.database, now=world.now) as work:
            assert hand_to_people(work.session, now=work.now) == 1
        (item,) = queue(checker)
        assert (item["kind"], item["reason"], item["words"]) == ("photo", "overdue", "二十袋垃圾")
        shown = world.client.get(urlsplit(item["picture_url"]).path)
        assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
        shown.close()
        assert checker.post(f"/content-reviews/{item['id']}/decision", {"state": "visible"}).status_code == 200
        assert len(mother.get(path).get_json()["items"]) == 1


def test_blocked_picture_is_fetched_by_reviewers_only_and_goes_for_good(
    world: World, served: Post, settings: Settings
) -> None:
    organizer, checker = world.person(roles={"organizer": VILLAGE}), world.staff("checker")
    on_her_phone(served, organizer)
    activity = world.activity(organizer)
    photo = upload(organizer, activity, picture("red")).get_json()
    judge(served)
    path = f"/activities/{activity.id}/photos"

    own = organizer.get(path).get_json()["items"][0]
    for_review = checker.get(path).get_json()["items"][0]
    shown = world.client.get(urlsplit(for_review["url"]).path)
    shown.close()
    assert (own["url"], own["small_url"], shown.status_code) == (None, None, 200)
    assert world.client.get(urlsplit(photo["url"]).path).status_code == 404, "the address given before is worth nothing"

    with transaction(world.database, now=clock.utc_now()) as work:
        remove_blocked(work.session, county_id="450222", photo_id=photo["id"], folder=settings.data_dir)
    assert checker.get(path).get_json()["items"] == []
    assert list((settings.data_dir / "photos").rglob("*.jpg")) == []


@pytest.mark.parametrize(
    ("caption", "state", "reason"), [("[[risky:20002]]", "blocked", None), ("[[review:20001]]", "pending", "review")]
)
def test_bad_caption_keeps_a_picture_back_without_asking_about_it(
    world: World, served: Post, caption: str, state: str, reason: str | None
) -> None:
    organizer = world.person(roles={"organizer": VILLAGE})
    on_her_phone(served, organizer)
    activity = world.activity(organizer)

    photo = upload(organizer, activity, picture(), caption=caption).get_json()
    judge(served)

    assert photo["state"] == state
    assert served.sandbox.get("requests", path=CHECK) == []
    assert [item["reason"] for item in queue(world.staff("checker"))] == ([reason] if reason else [])


def test_picture_that_cannot_be_fetched_or_handed_in_waits_for_a_person(
    world: World, post: Post, sandbox: SandboxRemote, served: Post
) -> None:
    organizer = world.person(roles={"organizer": VILLAGE})
    on_her_phone(served, organizer)
    activity, checker = world.activity(organizer), world.staff("checker")

    upload(organizer, activity, picture())
    lost = dataclasses.replace(
        served.near, settings=dataclasses.replace(served.near.settings, public_base_url="http://127.0.0.1:9")
    )
    asyncio.run(run_deferred(lost))
    sandbox.post("clock", advance_s=10)
    sandbox.post("advance")
    served.deliver()
    sandbox.fault("errcode", CHECK, value=61010, times=1)
    upload(organizer, activity, picture("gray"))
    served.deliver()

    assert sorted(item["reason"] for item in queue(checker)) == ["not_fetched", "wechat_user_inactive"]


def test_forged_or_late_verdict_changes_nothing(world: World, served: Post) -> None:
    organizer, checker = world.person(roles={"organizer": VILLAGE}), world.staff("checker")
    on_her_phone(served, organizer)
    activity = world.activity(organizer)
    photo = upload(organizer, activity, picture("green")).get_json()
    served.deliver()
    blocked = checker.post(f"/photos/{photo['id']}/decision", {"show": False}).get_json()
    judge(served)

    assert blocked["state"] == "blocked"
    assert organizer.get(f"/activities/{activity.id}/photos").get_json()["items"][0]["state"] == "blocked"


def test_picture_without_everybodys_consent_stays_back_however_good(world: World, served: Post) -> None:
    organizer: Any = world.person(roles={"organizer": VILLAGE})
    on_her_phone(served, organizer)
    activity = world.activity(organizer)
    upload(organizer, activity, picture("green"), agreed=False)
    judge(served)

    assert organizer.get(f"/activities/{activity.id}/photos").get_json()["items"][0]["state"] == "pending"
    assert world.person().get(f"/activities/{activity.id}/photos").get_json()["items"] == []
