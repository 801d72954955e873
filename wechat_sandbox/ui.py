"""One plain page for the person who shows the product: users, codes, messages and a few buttons.

It answers only browsers on the same machine that ask for it by a loopback name (so that a foreign page cannot
reach it by rebinding a domain), and its buttons carry a token derived from the sandbox key.
"""

import hashlib
import hmac
import ipaddress
import json
import sqlite3
import time
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from wechat_sandbox import client_side, jobs, seed
from wechat_sandbox.clock import SHANGHAI_OFFSET_SECONDS
from wechat_sandbox.sandbox import Sandbox

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
SHOWN_ROWS = 50
CODE_KINDS = {"login": "登录", "phone": "手机号"}
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def ui_blueprint(sandbox: Sandbox) -> Blueprint:
    """Return the page and the forms on it."""
    ui = Blueprint(
        "ui",
        __name__,
        url_prefix="/_sandbox/ui",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    form_token = hmac.new(sandbox.key.encode(), b"ui form", hashlib.sha256).hexdigest()

    @ui.before_request
    def only_this_machine() -> None:
        host = request.host.rpartition(":")[0] if ":" in request.host else request.host
        if not ipaddress.ip_address(request.remote_addr or "0.0.0.0").is_loopback or host not in LOOPBACK_NAMES:  # noqa: S104
            abort(403)

    @ui.after_request
    def protect(response: Response) -> Response:
        response.headers.update(SECURITY_HEADERS)
        return response

    @ui.app_template_filter("shanghai")
    def shanghai(instant: int) -> str:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(instant + SHANGHAI_OFFSET_SECONDS)) if instant else "—"

    @ui.get("")
    def page() -> str:
        with sandbox.state.transaction() as db:
            content = _content(db)
        return render_template(
            "sandbox.html", token=form_token, now=sandbox.clock.now(), notice=request.args.get("notice"), **content
        )

    @ui.post("")
    def press() -> BaseResponse:
        if not hmac.compare_digest(request.form.get("token", "").encode(), form_token.encode()):
            abort(403)
        try:
            _press(sandbox, request.form.to_dict())
        except (client_side.Impossible, ValueError):
            return redirect("/_sandbox/ui?notice=refused", code=303)
        return redirect("/_sandbox/ui?notice=done", code=303)

    return ui


def _press(sandbox: Sandbox, form: dict[str, str]) -> None:
    action = form.get("action")
    if action == "deliver":
        jobs.run_due(sandbox)
        return
    with sandbox.state.transaction() as db:
        if action == "login":
            client_side.login(sandbox, db, form)
        elif action == "phone":
            client_side.phone(sandbox, db, form)
        elif action == "allow":
            _allow_everything(sandbox, db, form)
        elif action == "create":
            if not form.get("user", "").strip():
                raise ValueError("no name")
            seed.add_user(db, form["user"], phone=form.get("phone") or None)
        elif action == "later":
            sandbox.clock.advance(int(form.get("seconds", "0")))
        else:
            raise ValueError("unknown action")


def _allow_everything(sandbox: Sandbox, db: sqlite3.Connection, form: dict[str, str]) -> None:
    ids = [row["id"] for row in db.execute("SELECT id FROM templates WHERE type = 2 ORDER BY rowid LIMIT 5")]
    client_side.subscribe(sandbox, db, {"user": form.get("user"), "tmplIds": ids})


def _content(db: sqlite3.Connection) -> dict[str, Any]:
    users = db.execute(
        "SELECT u.*, (SELECT coalesce(sum(remaining), 0) FROM rights r WHERE r.openid = u.openid) AS rights"
        " FROM users u ORDER BY u.rowid"
    ).fetchall()
    codes = db.execute(
        "SELECT c.*, u.alias FROM codes c JOIN users u USING (openid) ORDER BY c.rowid DESC LIMIT ?", (SHOWN_ROWS,)
    ).fetchall()
    messages = db.execute(
        "SELECT m.*, u.alias, t.title, t.fields FROM messages m JOIN users u USING (openid)"
        " JOIN templates t ON t.id = m.template_id ORDER BY m.rowid DESC LIMIT ?",
        (SHOWN_ROWS,),
    ).fetchall()
    return {
        "users": users,
        "codes": [{**dict(row), "kind": CODE_KINDS[row["kind"]]} for row in codes],
        "messages": [{**dict(row), "lines": _lines(row)} for row in messages],
    }


def _lines(message: sqlite3.Row) -> list[tuple[str, str]]:
    fields = json.loads(message["fields"])
    return [(fields.get(name, {}).get("label", name), text) for name, text in json.loads(message["data"]).items()]
