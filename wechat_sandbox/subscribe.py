"""Sending subscribe messages: one granted right, one message."""

import json
import sqlite3
from typing import Any

from wechat_sandbox.jobs import queue_event
from wechat_sandbox.state import find_user
from wechat_sandbox.validators import is_valid
from wechat_sandbox.wire import ApiTable, Call, Refusal
from wechat_sandbox.words import sensitive_word

STATES = ("developer", "trial", "formal")
LANGUAGES = ("zh_CN", "en_US", "zh_HK", "zh_TW")
LONG_TERM = 3

subscribe_apis = ApiTable()


@subscribe_apis.post("/cgi-bin/message/subscribe/send", daily=10_000_000, median_ms=110, serial_field="touser")
def send(call: Call) -> dict[str, Any]:
    """Send one message and use up one right of its receiver."""
    body = call.body
    user = find_user(call.db, openid=str(body.get("touser", "")))
    if user is None or user["appid"] != call.app.appid:
        raise Refusal(40003)
    template = _template(call, str(body.get("template_id", "")))
    if call.busy:
        raise Refusal(43108)
    if body.get("miniprogram_state", "formal") not in STATES or body.get("lang", "zh_CN") not in LANGUAGES:
        raise Refusal(40097)
    values = _checked_values(template, body.get("data"))
    if any(sensitive_word(text) for text in values.values()):
        raise Refusal(45168)
    _use_right(call, user, template)
    msgid = call.sandbox.chance.digits(19)
    row = (msgid, user["openid"], template["id"], json.dumps(values, ensure_ascii=False), body.get("page"))
    call.db.execute(
        "INSERT INTO messages (msgid, openid, template_id, data, page, state, sent_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*row, body.get("miniprogram_state", "formal"), call.now),
    )
    item = {"TemplateId": template["id"], "MsgID": msgid, "ErrorCode": "0", "ErrorStatus": "success"}
    queue_event(call.db, call.now, user["openid"], {"Event": "subscribe_msg_sent_event", "List": [item]})
    return {"msgid": int(msgid)}


def grant(db: sqlite3.Connection, openid: str, template_id: str) -> None:
    """Give the user's app one more right to send a message of this template."""
    db.execute(
        "INSERT INTO rights (openid, template_id, remaining) VALUES (?, ?, 1)"
        " ON CONFLICT (openid, template_id) DO UPDATE SET remaining = remaining + 1",
        (openid, template_id),
    )


def _template(call: Call, template_id: str) -> sqlite3.Row:
    template: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM templates WHERE id = ? AND appid = ?", (template_id, call.app.appid)
    ).fetchone()
    if template is None:
        raise Refusal(40037)
    if template["banned"]:
        raise Refusal(43107)
    return template


def _checked_values(template: sqlite3.Row, data: Any) -> dict[str, str]:
    """Return the field values once every field of the template, and no other, obeys its rule.

    Raises:
        Refusal: 47003 naming the first field at fault.
    """
    if not isinstance(data, dict):
        raise Refusal(47003, "argument invalid! data invalid")
    fields: dict[str, dict[str, Any]] = json.loads(template["fields"])
    for extra in data.keys() - fields.keys():
        raise Refusal(47003, f"argument invalid! data.{extra}.value invalid")
    values = {}
    for name, rule in fields.items():
        entry = data.get(name)
        text = entry.get("value") if isinstance(entry, dict) else None
        if text is None or text == "":
            raise Refusal(47003, f"argument invalid! data.{name}.value is empty")
        if not is_valid(rule["kind"], str(text), rule.get("choices", ())):
            raise Refusal(47003, f"argument invalid! data.{name}.value invalid")
        values[name] = str(text)
    return values


def _use_right(call: Call, user: sqlite3.Row, template: sqlite3.Row) -> None:
    if not user["main_switch"]:
        raise Refusal(43101)
    place = (user["openid"], template["id"])
    if template["type"] == LONG_TERM:
        held = call.db.execute(
            "SELECT 1 FROM rights WHERE openid = ? AND template_id = ? AND remaining > 0", place
        ).fetchone()
        if held is None:
            raise Refusal(43101)
        return
    used = call.db.execute(
        "UPDATE rights SET remaining = remaining - 1 WHERE openid = ? AND template_id = ? AND remaining > 0", place
    )
    if used.rowcount == 0:
        raise Refusal(43101)
