"""Pushes: the published vectors, and everything that is not one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.gateways.wechat_push import PushKeys, PushRejected, echoed, items_of, opened
from wechat_sandbox import push_crypto

KEYS = PushKeys("AAAAA", "A" * 43, "wxba5fad812f8e6fb9")
SEALED = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8"
    "XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32II"
    "jdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
QUERY = {
    "timestamp": "1714112445",
    "nonce": "415670741",
    "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
}
NOW = 1714112445
BODY = json.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": SEALED}).encode()


def sealed(event: Any, *, appid: str = KEYS.appid, token: str = KEYS.token) -> tuple[dict[str, str], bytes]:
    """Return query and body of a push as the platform makes it."""
    text = event if isinstance(event, str) else json.dumps(event)
    secret = push_crypto.encrypt(text, encoding_aes_key=KEYS.encoding_aes_key, appid=appid, random_text="0" * 16)
    query = {"timestamp": str(NOW), "nonce": "n", "msg_signature": push_crypto.signature(token, str(NOW), "n", secret)}
    return query, json.dumps({"ToUserName": "gh", "Encrypt": secret}).encode()


def test_published_vector_opens() -> None:
    assert opened(KEYS, QUERY, BODY, now=NOW) == {
        "ToUserName": "gh_97417a04a28d",
        "FromUserName": "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
        "CreateTime": 1714112445,
        "MsgType": "event",
        "Event": "debug_demo",
        "debug_str": "hello world",
    }


def test_published_echo_is_answered() -> None:
    query = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "echostr": "4375120948345356249",
    }

    assert echoed(KEYS, query, now=1714036504 + 300) == "4375120948345356249"
    for wrong in ({"signature": "0" * 40}, {"nonce": "1"}, {"timestamp": "1714036505"}, {"signature": "啊"}):
        with pytest.raises(PushRejected, match="bad_signature"):
            echoed(KEYS, query | wrong, now=1714036504)
    with pytest.raises(PushRejected, match="stale"):
        echoed(KEYS, query, now=1714036504 + 301)


@pytest.mark.parametrize(
    ("query", "body", "seconds", "reason"),
    [
        ({"msg_signature": "0" * 40}, BODY, 0, "bad_signature"),
        ({"msg_signature": ""}, BODY, 0, "bad_signature"),
        ({"nonce": "415670742"}, BODY, 0, "bad_signature"),
        ({}, BODY.replace(b"+qdx", b"+qdy"), 0, "bad_signature"),
        ({}, BODY, 301, "stale"),
        ({}, BODY, -301, "stale"),
        ({}, json.dumps({"FromUserName": "o", "Event": "debug_demo"}).encode(), 0, "not_safe_mode"),
        ({}, json.dumps({"Encrypt": SEALED, "Event": "debug_demo"}).encode(), 0, "not_safe_mode"),
        ({}, json.dumps({"Encrypt": 7}).encode(), 0, "not_safe_mode"),
        ({}, b"<xml><Encrypt>x</Encrypt></xml>", 0, "not_json"),
        ({}, b"[]", 0, "not_json"),
        ({}, b"\xff", 0, "not_json"),
    ],
)
def test_anything_else_is_rejected(query: dict[str, str], body: bytes, seconds: int, reason: str) -> None:
    with pytest.raises(PushRejected, match=reason):
        opened(KEYS, QUERY | query, body, now=NOW + seconds)


def test_rightly_signed_nonsense_is_rejected() -> None:
    with pytest.raises(PushRejected, match="other_app"):
        opened(KEYS, *sealed({"Event": "x"}, appid="wx0000000000000000"), now=NOW)
    with pytest.raises(PushRejected, match="not_json"):
        opened(KEYS, *sealed("nonsense"), now=NOW)
    for secret in ("", "AAAA", "A" * 64, "!!", SEALED[:-8]):
        signature = push_crypto.signature(KEYS.token, str(NOW), "n", secret)
        query = {"timestamp": str(NOW), "nonce": "n", "msg_signature": signature}
        with pytest.raises(PushRejected, match=r"damaged|other_app|not_json"):
            opened(KEYS, query, json.dumps({"Encrypt": secret}).encode(), now=NOW)
    query = {"timestamp": "later", "nonce": "n", "msg_signature": push_crypto.signature(KEYS.token, "later", "n", "x")}
    with pytest.raises(PushRejected, match="no_timestamp"):
        opened(KEYS, query, json.dumps({"Encrypt": "x"}).encode(), now=NOW)


def test_list_of_one_is_an_object() -> None:
    assert items_of({"List": {"a": 1}}) == [{"a": 1}]
    assert items_of({"List": [{"a": 1}, {"a": 2}]}) == [{"a": 1}, {"a": 2}]
    assert items_of({"List": ["x", None]}) == []
    assert items_of({}) == []


def test_secrets_are_not_shown() -> None:
    assert "AAAAA" not in repr(KEYS)
