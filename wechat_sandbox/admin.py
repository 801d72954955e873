"""The admin surface under /_sandbox/, open only to callers who know the key."""

import hmac
import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from wechat_sandbox import jobs, push, seed
from wechat_sandbox.admin_actions import TABLE, Action, app_or_refuse
from wechat_sandbox.client_side import Impossible
from wechat_sandbox.sandbox import Sandbox

OPEN_ENDPOINT = "admin.GET /health"


def admin_blueprint(sandbox: Sandbox, pages: list[str]) -> Blueprint:
    """Return the admin API; every call but /health needs the header X-Sandbox-Key."""
    admin = Blueprint("admin", __name__, url_prefix="/_sandbox")

    @admin.before_request
    def check_key() -> Response | None:
        given = request.headers.get("X-Sandbox-Key", "")
        if request.endpoint == OPEN_ENDPOINT or hmac.compare_digest(given.encode(), sandbox.key.encode()):
            return None
        return _reply({"error": "X-Sandbox-Key is missing or wrong"}, 403)

    @admin.errorhandler(Impossible)
    @admin.errorhandler(ValueError)
    @admin.errorhandler(KeyError)
    def explain(reason: Exception) -> Response:
        return _reply({"error": str(reason)}, 400)

    for (method, rule), action in TABLE.items():
        admin.add_url_rule(rule, f"{method} {rule}", _view(sandbox, action), methods=[method])
    _add_whole_sandbox_views(admin, sandbox, pages)
    return admin


def _view(sandbox: Sandbox, action: Action) -> Callable[[], Response]:
    """Return a view that runs an action in one transaction with the values of query and body."""

    def view() -> Response:
        values = {**request.args.to_dict(), **_body()}
        with sandbox.state.transaction() as db:
            result = action(sandbox, db, values)
        return _reply(result)

    return view


def _add_whole_sandbox_views(admin: Blueprint, sandbox: Sandbox, pages: list[str]) -> None:
    """Add the calls that reach over the network or replace the state, so cannot run in one transaction."""

    @admin.post("/advance")
    def advance() -> Response:
        return _reply({"jobs": jobs.run_due(sandbox)})

    @admin.post("/push/verify")
    def verify_push() -> Response:
        with sandbox.state.transaction() as db:
            app = app_or_refuse(db)
        return _reply({"verified": push.verify_url(sandbox, app)})

    @admin.post("/reset")
    def reset() -> Response:
        sandbox.release()
        sandbox.faults.clear()
        sandbox.clock.return_to_real_time()
        sandbox.state.clear()
        with sandbox.state.transaction() as db:
            seed.plant(db, pages)
        return _reply({"reset": True})


def _body() -> dict[str, Any]:
    raw = request.get_data()
    body = json.loads(raw) if raw else {}
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")
    return body


def _reply(result: Any, status: int = 200) -> Response:
    return Response(json.dumps(result, ensure_ascii=False), status=status, content_type="application/json")
