"""What WeChat pushes: kept once, answered at once, acted on by the worker."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from app.core.crypto import FieldCipher
from app.core.transaction import transaction
from app.identity.models import Volunteer
from app.identity.service.people import change_phone
from app.messages.service.pushes import event_key, forget_old_pushes
from tests.app.messages.conftest import PUSH_AES_KEY, PUSH_TOKEN, Phone, Post
from tests.app.messages.test_subscribe_messages import remaining, states, tell
from tests.world import World
from wechat_sandbox import push_crypto
from wechat_sandbox.identities import DEMO_APPID, template_id_for
from wechat_sandbox.remote import SandboxRemote

SEND = "/cgi-bin/message/subscribe/send"


@pytest.fixture
def push_url(app: Flask, sandbox: SandboxRemote) -> Iterator[str]:
    """The address of the running application, known to the sandbox as its push target."""
    server = make_server("127.0.0.1", 0, app.wsgi_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/wechat/push"
    sandbox.post("app", push={"url": url, "token": PUSH_TOKEN, "aes_key": PUSH_AES_KEY})
    yield url
    server.shutdown()
    thread.join()
    server.server_close()


def push(
    world: World, event: dict[str, Any], *, nonce: str = "1", token: str = PUSH_TOKEN, late: int = 0
) -> TestResponse:
    """Push an event as the platform does."""
    sealed = push_crypto.encrypt(
        json.dumps(event), encoding_aes_key=PUSH_AES_KEY, appid=DEMO_APPID, random_text="0" * 16
    )
    moment = str(int(world.now.timestamp()) + late)
    query = {"timestamp": moment, "nonce": nonce, "openid": "o", "encrypt_type": "aes"}
    query["msg_signature"] = push_crypto.signature(token, moment, nonce, sealed)
    return world.client.post("/wechat/push", query_string=query, json={"ToUserName": "gh", "Encrypt": sealed})


def events(world: World) -> list[tuple[str, bool, bool]]:
    """Return (name, still says something, was acted on) of every stored event."""
    with world.database.session() as session:
        rows = session.execute(text("SELECT name, body IS NOT NULL, processed_at IS NOT NULL FROM push_event"))
        return [tuple(row) for row in rows]


def answered(sandbox: SandboxRemote) -> list[tuple[bool, int]]:
    """Let the sandbox push what is due and return (delivered, attempts) of each push."""
    sandbox.post("advance")
    return [(bool(item["delivered"]), item["attempts"]) for item in sandbox.get("pushes")]


def give_phone_number(world: World, app: Flask, phone: Phone) -> None:
    cipher: FieldCipher = app.extensions["cipher"]
    with transaction(world.database, now=world.now) as work:
        her = phone.person.volunteer_id
        change_phone(
            work.session,
            county_id=phone.person.county_id,
            volunteer_id=her,
            phone="13800000001",
            cipher=cipher,
            actor_id=her,
            now=work.now,
        )


def test_platform_verifies_our_address(push_url: str, sandbox: SandboxRemote) -> None:
    assert sandbox.post("push/verify") == {"verified": True}


def test_events_of_the_sandbox_are_kept_once_and_forgotten_when_processed(
    world: World, post: Post, push_url: str, sandbox: SandboxRemote
) -> None:
    sandbox.post("options", push_duplicate=3)
    phone = post.phone()
    phone.agree("activity_reminder")

    assert answered(sandbox) == [(True, 1)] * 3
    assert events(world) == [("subscribe_msg_popup_event", True, False)]
    post.deliver()

    assert events(world) == [("subscribe_msg_popup_event", False, True)]
    assert remaining(phone) == (1, False), "a yes counts once, from the phone's own report"


@pytest.mark.parametrize(
    "wrong", [{"push_bad_signature": True}, {"push_wrong_appid": True}, {"push_stale_timestamp": True}]
)
def test_wrong_pushes_are_refused(
    world: World, post: Post, push_url: str, sandbox: SandboxRemote, wrong: dict[str, bool]
) -> None:
    sandbox.post("options", **wrong)
    post.phone().agree("activity_reminder")

    assert answered(sandbox) == [(False, 3)]
    assert events(world) == []


def test_plain_and_xml_pushes_are_refused(world: World, post: Post, push_url: str, sandbox: SandboxRemote) -> None:
    phone = post.phone()
    for change in ({"mode": "plain"}, {"mode": "safe", "format": "xml"}):
        sandbox.post("app", push=change)
        phone.agree("activity_reminder")

    assert answered(sandbox) == [(False, 3)] * 2
    assert events(world) == []


def test_body_is_bounded_and_a_nonce_carries_one_event_only(world: World) -> None:
    event = {"FromUserName": "o", "CreateTime": 1, "MsgType": "event", "Event": "debug_demo"}

    assert push(world, event).get_data(as_text=True) == "success"
    assert push(world, event).status_code == 200
    assert push(world, event, nonce="2").status_code == 200
    assert push(world, event | {"CreateTime": 2}).status_code == 403
    assert push(world, event | {"CreateTime": 3}, token="other", nonce="3").status_code == 403
    assert push(world, event | {"CreateTime": 4}, nonce="4", late=-301).status_code == 403
    assert push(world, event | {"text": "x" * 50_000}, nonce="5").status_code == 413
    assert world.client.post("/wechat/push", json={"FromUserName": "o", "Event": "x"}).status_code == 403
    assert world.client.get("/wechat/push", query_string={"echostr": "x"}).status_code == 403
    assert len(events(world)) == 1


def test_events_differ_by_message_id_or_by_what_they_say() -> None:
    one = {"FromUserName": "o", "CreateTime": 1, "Event": "e", "List": {"MsgID": "1"}}

    assert event_key(one) == event_key(dict(reversed(one.items())))
    assert event_key(one) != event_key(one | {"List": {"MsgID": "2"}})
    assert event_key(one | {"MsgId": 7}) == event_key({"MsgId": "7"})


def test_unknown_outcome_is_settled_by_the_event(
    world: World, post: Post, push_url: str, sandbox: SandboxRemote
) -> None:
    phone = post.phone()
    phone.agree("activity_reminder")
    sandbox.fault("timeout", SEND, value=2000, times=1, after=True)
    tell(world, phone)
    post.deliver()
    assert states(world) == [("unknown", None)]

    answered(sandbox)
    post.deliver()

    assert states(world) == [("sent", None)]
    assert len(phone.received()) == 1


def test_failure_told_later_is_kept(world: World, post: Post) -> None:
    phone = post.phone()
    phone.agree("activity_reminder")
    tell(world, phone)
    post.deliver()
    with world.database.session() as session:
        wechat_id = session.execute(text("SELECT wechat_id FROM subscribe_message")).scalar_one()
    item = {"TemplateId": "x", "MsgID": wechat_id, "ErrorCode": "1300", "ErrorStatus": "user block"}

    push(world, {"FromUserName": phone.openid, "CreateTime": 1, "Event": "subscribe_msg_sent_event", "List": item})
    post.deliver()

    assert states(world) == [("refused", "wechat_error_1300")]


def test_consent_taken_back_in_wechat_counts_nothing_and_is_not_asked_for(world: World, post: Post) -> None:
    phone = post.phone()
    template = template_id_for("activity_reminder")
    phone.agree("activity_reminder")
    item = {"TemplateId": template, "SubscribeStatusString": "reject"}
    event = {"FromUserName": phone.openid, "CreateTime": 1, "Event": "subscribe_msg_change_event", "List": [item]}

    push(world, event)
    post.deliver()
    tell(world, phone)

    assert remaining(phone) == (0, False)
    assert states(world) == [("not_subscribed", None)]


def test_withdrawn_phone_number_is_deleted(
    world: World, app: Flask, post: Post, push_url: str, sandbox: SandboxRemote
) -> None:
    phone = post.phone()
    give_phone_number(world, app, phone)
    sandbox.post("wx/revoke", user=phone.alias, info="13")
    answered(sandbox)
    post.deliver()
    assert phone.person.get("/me").get_json()["phone"] == "*******0001"

    sandbox.post("clock", advance_s=1)
    sandbox.post("wx/revoke", user=phone.alias, info="6,8")
    answered(sandbox)
    post.deliver()

    assert phone.person.get("/me").get_json()["phone"] is None


def test_cancelled_authorization_cuts_every_tie_and_keeps_the_books(
    world: World, app: Flask, post: Post, push_url: str, sandbox: SandboxRemote
) -> None:
    phone = post.phone()
    her = phone.person
    give_phone_number(world, app, phone)
    world.give_points(her.household_id, 1_000)
    phone.agree("activity_reminder")
    tell(world, phone)

    sandbox.post("wx/revoke", user=phone.alias, info="", event="user_authorization_cancellation")
    answered(sandbox)
    post.deliver()

    assert her.get("/me").status_code == 401
    assert world.balance(her.household_id) == 1_000
    with world.database.session() as session:
        for table in ("wechat_account", "message_consent"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
        volunteer = session.get_one(Volunteer, (her.county_id, her.volunteer_id))
        assert (volunteer.state, volunteer.phone_cipher, volunteer.phone_hash) == ("active", None, None)
        assert phone.openid not in str(session.execute(text("SELECT body FROM push_event")).all())
    assert phone.received() == [] or states(world)[0][0] == "sent"


def test_events_are_forgotten_after_a_week(world: World, post: Post) -> None:
    push(world, {"FromUserName": "o", "CreateTime": 1, "Event": "wxa_punish_event", "event_type": "1"})
    post.deliver()
    world.advance(days=8)

    with transaction(world.database, now=world.now) as work:
        assert forget_old_pushes(work.session, now=work.now) == 1
    assert events(world) == []
