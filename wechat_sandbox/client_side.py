"""What happens on a phone: the answers wx.login, wx.scanCode and their like would give."""

import sqlite3
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from wechat_sandbox import code_image
from wechat_sandbox.jobs import queue_event
from wechat_sandbox.sandbox import Sandbox
from wechat_sandbox.state import App, find_app, find_user
from wechat_sandbox.subscribe import grant

CODE_LENGTH = 32
TEMPLATES_PER_REQUEST = 5
PHONE_QUOTA_ERRNO = 1400001
REVOKE_EVENTS = ("user_authorization_revoke", "user_authorization_cancellation", "user_info_modified")


class Impossible(Exception):
    """The admin asked for something that cannot happen on a phone; the text says what."""


def known_user(db: sqlite3.Connection, alias: Any) -> sqlite3.Row:
    """Return the user with this alias.

    Raises:
        Impossible: when there is none.
    """
    user = find_user(db, alias=str(alias))
    if user is None:
        raise Impossible(f"no user with alias {alias!r}")
    return user


def make_code(sandbox: Sandbox, db: sqlite3.Connection, user: sqlite3.Row, kind: str) -> str:
    """Create a login or phone code for a user."""
    value = ("0" if kind == "login" else "p") + sandbox.chance.text(CODE_LENGTH - 1)
    db.execute(
        "INSERT INTO codes (value, kind, openid, appid, created_at) VALUES (?, ?, ?, ?, ?)",
        (value, kind, user["openid"], user["appid"], sandbox.clock.now()),
    )
    return value


def login(sandbox: Sandbox, db: sqlite3.Connection, body: dict[str, Any]) -> dict[str, Any]:
    """Return what wx.login gives."""
    user = known_user(db, body.get("user"))
    return {"errMsg": "login:ok", "code": make_code(sandbox, db, user, "login")}


def phone(sandbox: Sandbox, db: sqlite3.Connection, body: dict[str, Any]) -> dict[str, Any]:
    """Return what the getPhoneNumber button gives."""
    user = known_user(db, body.get("user"))
    app = _app_of(db, user)
    if app.subject_type != "gov" and app.phone_quota_left <= 0:
        return {"errno": PHONE_QUOTA_ERRNO, "errMsg": "getPhoneNumber:fail jsapi has no permission"}
    if not user["phone"]:
        return {"errno": 103, "errMsg": "getPhoneNumber:fail user deny"}
    return {"errMsg": "getPhoneNumber:ok", "code": make_code(sandbox, db, user, "phone")}


def subscribe(sandbox: Sandbox, db: sqlite3.Connection, body: dict[str, Any]) -> dict[str, Any]:
    """Return what wx.requestSubscribeMessage gives; `choices` maps template ids to accept or reject."""
    user = known_user(db, body.get("user"))
    wanted, choices = body.get("tmplIds"), body.get("choices", {})
    if not wanted or not isinstance(wanted, list):
        return _subscribe_failure(10001, "TmplIds can't be empty")
    if len(wanted) > TEMPLATES_PER_REQUEST:
        return _subscribe_failure(20003, "Templates count out of max bounds")
    if not user["main_switch"]:
        return _subscribe_failure(20004, "The main switch is switched off")
    rows = {row["id"]: row for row in db.execute("SELECT * FROM templates WHERE appid = ?", (user["appid"],))}
    if any(template_id not in rows for template_id in wanted):
        return _subscribe_failure(20001, "No template data return, verify the template id exist")
    if len({rows[template_id]["type"] for template_id in wanted}) > 1:
        return _subscribe_failure(20002, "Templates type must be same")
    result: dict[str, Any] = {"errMsg": "requestSubscribeMessage:ok"}
    titles: set[str] = set()
    for template_id in wanted:
        result[template_id] = _choice(rows[template_id], choices.get(template_id, "accept"), titles)
        if result[template_id] == "accept":
            grant(db, user["openid"], template_id)
    _queue_popup(sandbox, db, user, {item: result[item] for item in wanted})
    return result


def scan(sandbox: Sandbox, db: sqlite3.Connection, body: dict[str, Any]) -> dict[str, Any]:
    """Return page and query as a page receives them after a code or link has been scanned.

    Raises:
        Impossible: for a picture the sandbox did not draw, or a link no rule covers.
    """
    if "image" in body:
        parameters = code_image.read_parameters(code_image.from_base64(str(body["image"])))
        if parameters is None:
            raise Impossible("not a code of this sandbox")
        return _opened_by_code(parameters)
    url = str(body.get("url", ""))
    if url.startswith("wxsbx://"):
        return _opened_by_code(dict(parse_qsl(urlsplit(url).query)))
    for row in db.execute("SELECT appid FROM apps"):
        app = find_app(db, row["appid"])
        for rule in app.plain_links if app else ():
            if _covered(url, rule["prefix"]):
                query = {"q": quote(url, safe=""), "scancode_time": str(sandbox.clock.now())}
                return {"page": rule["page"], "query": query}
    raise Impossible("no plain-link rule covers this URL")


def revoke(sandbox: Sandbox, db: sqlite3.Connection, body: dict[str, Any]) -> dict[str, Any]:
    """Push the event of a user who withdraws consent; `info` is the list of what is withdrawn.

    Raises:
        Impossible: for an unknown user or event.
    """
    user = known_user(db, body.get("user"))
    name = body.get("event", REVOKE_EVENTS[0])
    if name not in REVOKE_EVENTS:
        raise Impossible(f"event must be one of {', '.join(REVOKE_EVENTS)}")
    event = {"Event": name, "OpenID": user["openid"], "AppID": user["appid"], "RevokeInfo": str(body.get("info", ""))}
    queue_event(db, sandbox.clock.now(), user["openid"], event)
    return {"queued": name}


def _app_of(db: sqlite3.Connection, user: sqlite3.Row) -> App:
    app = find_app(db, user["appid"])
    if app is None:
        raise Impossible("the user's app does not exist")
    return app


def _choice(template: sqlite3.Row, wish: str, titles: set[str]) -> str:
    """Return `ban` for a banned template, `filter` for a second one of the same title, else the user's wish."""
    if template["banned"]:
        return "ban"
    if template["title"] in titles:
        return "filter"
    titles.add(template["title"])
    return "accept" if wish == "accept" else "reject"


def _queue_popup(sandbox: Sandbox, db: sqlite3.Connection, user: sqlite3.Row, answers: dict[str, str]) -> None:
    items = [
        {"TemplateId": template_id, "SubscribeStatusString": answer, "PopupScene": "0"}
        for template_id, answer in answers.items()
        if answer in ("accept", "reject")
    ]
    if items:
        event = {"Event": "subscribe_msg_popup_event", "List": items}
        queue_event(db, sandbox.clock.now(), user["openid"], event)


def _subscribe_failure(code: int, text: str) -> dict[str, Any]:
    return {"errCode": code, "errMsg": f"requestSubscribeMessage:fail:{text}"}


def _opened_by_code(parameters: dict[str, Any]) -> dict[str, Any]:
    page, _, query = str(parameters.get("page", "")).partition("?")
    opened: dict[str, Any] = {"page": page, "query": dict(parse_qsl(query))}
    if "scene" in parameters:
        opened["query"]["scene"] = quote(str(parameters["scene"]), safe="")
    return opened


def _covered(url: str, prefix: str) -> bool:
    """Tell whether a rule covers a URL: one ending in a slash covers all below it, others only add a query."""
    if prefix.endswith("/"):
        return url.startswith(prefix)
    return url == prefix or url.startswith((prefix + "?", prefix + "&"))
