"""What the admin surface can do: seed, inspect, travel in time, break things."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from wechat_sandbox import client_side, request_log, seed, tokens
from wechat_sandbox.identities import DEMO_APPID
from wechat_sandbox.sandbox import Sandbox
from wechat_sandbox.state import App, app_from, find_app, find_user, save_app

Action = Callable[[Sandbox, sqlite3.Connection, dict[str, Any]], Any]


def list_users(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """List all users."""
    return [dict(row) for row in db.execute("SELECT * FROM users ORDER BY rowid")]


def add_user(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Create the user `alias`, or change phone, country, risk_rank, main_switch or last_visit_at of an old one."""
    alias = str(values.get("alias", "")).strip()
    if not alias:
        raise ValueError("alias is missing")
    seed.add_user(db, alias, appid=values.get("appid", DEMO_APPID))
    for column in ("phone", "country", "risk_rank", "main_switch", "last_visit_at"):
        if column in values:
            db.execute(f"UPDATE users SET {column} = ? WHERE alias = ?", (values[column], alias))  # noqa: S608
    return dict(client_side.known_user(db, alias))


def list_templates(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """List all templates."""
    rows = db.execute("SELECT * FROM templates ORDER BY rowid")
    return [{**dict(row), "fields": json.loads(row["fields"])} for row in rows]


def add_template(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Create or replace a template from `id`, `fields {name: {kind, label?, choices?}}`, `title`, `type`, `banned`."""
    template_id, fields = str(values["id"]), values["fields"]
    row = {
        "id": template_id,
        "appid": values.get("appid", DEMO_APPID),
        "tid": str(values.get("tid", "0")),
        "title": values.get("title", template_id),
        "type": values.get("type", 2),
        "content": "\n".join(f"{rule.get('label', name)}:{{{{{name}.DATA}}}}" for name, rule in fields.items()),
        "example": "",
        "fields": json.dumps(fields, ensure_ascii=False),
        "banned": int(bool(values.get("banned"))),
    }
    db.execute(
        "INSERT OR REPLACE INTO templates (id, appid, tid, title, type, content, example, fields, banned) VALUES"
        " (:id, :appid, :tid, :title, :type, :content, :example, :fields, :banned)",
        row,
    )
    return {"id": template_id}


def show_app(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Show the settings of an app (the demo app unless `appid` says otherwise)."""
    return asdict(app_or_refuse(db, values.get("appid", DEMO_APPID)))


def change_app(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Change the named settings of an app; an unknown appid with a secret creates one."""
    appid = values.get("appid", DEMO_APPID)
    known = find_app(db, appid)
    old = asdict(known) if known else {"appid": appid}
    if isinstance(values.get("push"), dict):
        values = {**values, "push": {**old.get("push", {}), **values["push"]}}
    try:
        app = app_from({**old, **values, "appid": appid})
    except TypeError as reason:
        raise ValueError(str(reason)) from None
    save_app(db, app)
    return asdict(app)


def list_rights(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """List the rights to send, optionally of one user."""
    rows = db.execute("SELECT u.alias, r.* FROM rights r JOIN users u USING (openid) ORDER BY u.alias, r.template_id")
    return [dict(row) for row in rows if values.get("user") in (None, row["alias"])]


def set_right(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Set how many messages of a template may still be sent to a user."""
    user = client_side.known_user(db, values.get("user"))
    row = (user["openid"], values["template_id"], int(values["remaining"]))
    db.execute("INSERT OR REPLACE INTO rights (openid, template_id, remaining) VALUES (?, ?, ?)", row)
    return {"remaining": row[2]}


def show_clock(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Tell the sandbox time."""
    return {"now": sandbox.clock.now()}


def move_clock(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Set `now`, move on by `advance_s`, or `freeze` (true or false)."""
    if "freeze" in values:
        sandbox.clock.freeze(bool(values["freeze"]))
    if "now" in values:
        sandbox.clock.set(int(values["now"]))
    if "advance_s" in values:
        sandbox.clock.advance(int(values["advance_s"]))
    return {"now": sandbox.clock.now()}


def list_faults(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """List the faults in force."""
    return sandbox.faults.listing()


def add_fault(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Put a fault in force (see faults.py)."""
    return asdict(sandbox.faults.add(values))


def clear_faults(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Remove all faults and let held requests go."""
    sandbox.faults.clear()
    sandbox.release()
    return []


def kill_token(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Make the living tokens of a family invalid behind the client's back."""
    return {"killed": tokens.rotate(db, values.get("family", "stable"), sandbox.clock.now())}


def set_quota(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Shrink the limits of one path; null brings the normal limit back."""
    row = (values["path"], values.get("daily"), values.get("minute"))
    db.execute("INSERT OR REPLACE INTO limits (path, daily, minute) VALUES (?, ?, ?)", row)
    return {"path": row[0], "daily": row[1], "minute": row[2]}


def show_options(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Show the options of the sandbox."""
    return asdict(sandbox.options(db))


def change_options(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Change options of the sandbox."""
    return asdict(sandbox.change_options(db, values))


def list_requests(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """List the calls to `path` (or all) after the id `since`."""
    return request_log.find(db, values.get("path"), int(values.get("since", 0)))


def list_messages(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """List the messages that reached `user` (or all)."""
    user = find_user(db, alias=values.get("user"))
    rows = db.execute(
        "SELECT m.*, u.alias, t.title FROM messages m JOIN users u USING (openid)"
        " JOIN templates t ON t.id = m.template_id WHERE ? IS NULL OR m.openid = ? ORDER BY m.rowid",
        (values.get("user"), user["openid"] if user else None),
    )
    return [{**dict(row), "data": json.loads(row["data"])} for row in rows]


def list_pushes(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """List the pushes that were attempted."""
    rows = db.execute("SELECT * FROM push_log ORDER BY id")
    return [{**dict(row), "event": json.loads(row["event"])} for row in rows]


def list_warnings(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """List what clients did that they should not."""
    return [dict(row) for row in db.execute("SELECT * FROM warnings ORDER BY id")]


def health(sandbox: Sandbox, db: sqlite3.Connection, values: dict[str, Any]) -> Any:
    """Tell that the sandbox works and what time it has."""
    return {"status": "ok", "now": sandbox.clock.now(), "requests": request_log.length(db)}


TABLE: dict[tuple[str, str], Action] = {
    ("POST", "/wx/login"): client_side.login,
    ("POST", "/wx/phone"): client_side.phone,
    ("POST", "/wx/subscribe"): client_side.subscribe,
    ("POST", "/wx/scan"): client_side.scan,
    ("POST", "/wx/revoke"): client_side.revoke,
    ("GET", "/users"): list_users,
    ("POST", "/users"): add_user,
    ("GET", "/templates"): list_templates,
    ("POST", "/templates"): add_template,
    ("GET", "/app"): show_app,
    ("POST", "/app"): change_app,
    ("GET", "/rights"): list_rights,
    ("POST", "/rights"): set_right,
    ("GET", "/clock"): show_clock,
    ("POST", "/clock"): move_clock,
    ("GET", "/faults"): list_faults,
    ("POST", "/faults"): add_fault,
    ("DELETE", "/faults"): clear_faults,
    ("POST", "/token/kill"): kill_token,
    ("POST", "/quota"): set_quota,
    ("GET", "/options"): show_options,
    ("POST", "/options"): change_options,
    ("GET", "/requests"): list_requests,
    ("GET", "/messages"): list_messages,
    ("GET", "/pushes"): list_pushes,
    ("GET", "/warnings"): list_warnings,
    ("GET", "/health"): health,
}


def app_or_refuse(db: sqlite3.Connection, appid: str = DEMO_APPID) -> App:
    """Return an app.

    Raises:
        ValueError: when there is none with this appid.
    """
    app = find_app(db, appid)
    if app is None:
        raise ValueError(f"no app {appid!r}")
    return app
