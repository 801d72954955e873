"""Pushing events to the app's callback URL, signed, encrypted and repeated like the platform does."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from wechat_sandbox import push_crypto
from wechat_sandbox.jobs import runs
from wechat_sandbox.sandbox import Options, Sandbox
from wechat_sandbox.state import App, find_app, find_user

TIMEOUT_SECONDS = 5
ATTEMPTS = 3
STALE_SECONDS = 3600
ORIGINAL_ID = "gh_sandbox0000001"
XML_WRAPPERS = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": "SubscribeMsgSentEvent",
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One HTTP request of a push."""

    url: str
    body: bytes
    media_type: str


@runs("push")
def deliver(sandbox: Sandbox, payload: dict[str, Any]) -> None:
    """Push one event to the user's app, as often as the options say, and log what happened."""
    with sandbox.state.transaction() as db:
        options = sandbox.options(db)
        user = find_user(db, openid=payload["openid"])
        app = find_app(db, user["appid"]) if user else None
    if app is None or not app.push.url:
        return
    now = sandbox.clock.now()
    event = {
        "ToUserName": ORIGINAL_ID,
        "FromUserName": payload["openid"],
        "CreateTime": now,
        "MsgType": "event",
        **payload["event"],
    }
    text = json.dumps(event, ensure_ascii=False)
    repeats = "*" in options.retry_events or event["Event"] in options.retry_events
    for _ in range(options.push_duplicate):
        delivery = _prepared(sandbox, app, options, event)
        tries, answer, delivered = _sent(delivery, ATTEMPTS if repeats else 1)
        row = (now, text, app.push.url, tries, int(delivered), answer[:500])
        with sandbox.state.transaction() as db:
            db.execute(
                "INSERT INTO push_log (at, event, url, attempts, delivered, last_answer) VALUES (?, ?, ?, ?, ?, ?)", row
            )


def verify_url(sandbox: Sandbox, app: App) -> bool:
    """Ask the callback URL to echo a random text, as the platform does when the URL is saved."""
    timestamp, nonce = str(sandbox.clock.now()), sandbox.chance.digits(10)
    echo = sandbox.chance.digits(19)
    signed = push_crypto.signature(app.push.token, timestamp, nonce)
    query = {"signature": signed, "timestamp": timestamp, "nonce": nonce, "echostr": echo}
    status, answer = _fetch(urllib.request.Request(_joined(app.push.url, query)))  # noqa: S310 - configured
    return status == 200 and answer == echo


def _prepared(sandbox: Sandbox, app: App, options: Options, event: dict[str, Any]) -> Delivery:
    target = app.push
    moment = sandbox.clock.now() - (STALE_SECONDS if options.push_stale_timestamp else 0)
    timestamp, nonce = str(moment), sandbox.chance.digits(9)
    token = "wrong" if options.push_bad_signature else target.token
    query = {
        "signature": push_crypto.signature(token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": event["FromUserName"],
    }
    text = as_json(event) if target.format == "json" else as_xml(event)
    if target.mode == "safe":
        appid = "wxsandbox_other_app" if options.push_wrong_appid else app.appid
        sealed = push_crypto.encrypt(
            text, encoding_aes_key=target.aes_key, appid=appid, random_text=sandbox.chance.hexadecimal(16)
        )
        query["encrypt_type"] = "aes"
        query["msg_signature"] = push_crypto.signature(token, timestamp, nonce, sealed)
        envelope = {"ToUserName": ORIGINAL_ID, "Encrypt": sealed}
        text = as_json(envelope) if target.format == "json" else as_xml(envelope)
    media_type = "application/json" if target.format == "json" else "text/xml"
    return Delivery(_joined(target.url, query), text.encode(), media_type)


def _sent(delivery: Delivery, attempts: int) -> tuple[int, str, bool]:
    """Send a push until it is taken or the attempts are used up; return tries, last answer and success."""
    answer, tries = "", 0
    while tries < attempts:
        tries += 1
        request = urllib.request.Request(  # noqa: S310 - the URL is the operator's own setting
            delivery.url, data=delivery.body, headers={"Content-Type": delivery.media_type}, method="POST"
        )
        status, answer = _fetch(request)
        if status == 200 and answer in ("", "success"):
            return tries, answer, True
    return tries, answer, False


def _fetch(request: urllib.request.Request) -> tuple[int, str]:
    """Send one request and return status and text; status 0 when there was no answer."""
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as reply:  # noqa: S310
            return reply.status, reply.read(65_536).decode("utf-8", "replace")
    except urllib.error.HTTPError as refusal:
        return refusal.code, str(refusal.reason)
    except (OSError, ValueError) as reason:
        return 0, f"{type(reason).__name__}: {reason}"


def as_json(event: dict[str, Any]) -> str:
    """Return an event in the platform's JSON: a list of one is written as the object itself."""
    shown = dict(event)
    items = shown.get("List")
    if isinstance(items, list) and len(items) == 1:
        shown["List"] = items[0]
    return json.dumps(shown, ensure_ascii=False)


def as_xml(event: dict[str, Any]) -> str:
    """Return an event in the platform's XML: lists stand inside an element named after the event."""
    parts = []
    for name, value in event.items():
        wrapper = XML_WRAPPERS.get(str(event.get("Event")))
        if name == "List" and wrapper:
            items = "".join(f"<List>{_elements(item)}</List>" for item in value)
            parts.append(f"<{wrapper}>{items}</{wrapper}>")
        else:
            parts.append(_elements({name: value}))
    return f"<xml>{''.join(parts)}</xml>"


def _elements(values: dict[str, Any]) -> str:
    return "".join(f"<{name}>{_xml_value(value)}</{name}>" for name, value in values.items())


def _xml_value(value: Any) -> str:
    if isinstance(value, dict):
        return _elements(value)
    if isinstance(value, list):
        return "".join(f"<item>{_xml_value(item)}</item>" for item in value)
    return escape(str(value))


def _joined(url: str, query: dict[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"
