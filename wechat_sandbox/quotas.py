"""How often an API may be called, per minute and per day, and the platform's own quota tools."""

from typing import Any

from wechat_sandbox.clock import day_of, minute_of
from wechat_sandbox.state import find_app
from wechat_sandbox.wire import Api, ApiTable, Call, Refusal, text_field

CLEARS_PER_MONTH = 10
RID_LIFE_SECONDS = 7 * 86400

quota_apis = ApiTable()


def count(call: Call, api: Api) -> None:
    """Count one call against the limits of its API.

    Raises:
        Refusal: 45011 or 44991 above the minute limit, 45009 above the daily one.
    """
    shrunk = call.db.execute("SELECT daily, minute FROM limits WHERE path = ?", (api.path,)).fetchone()
    minute = shrunk["minute"] if shrunk and shrunk["minute"] is not None else api.minute
    daily = shrunk["daily"] if shrunk and shrunk["daily"] is not None else api.daily
    this_minute = bump(call, api.path, f"minute:{minute_of(call.now)}")
    today = bump(call, api.path, f"day:{day_of(call.now)}")
    if minute is not None and this_minute > minute:
        raise Refusal(api.minute_code)
    if daily is not None and today > daily:
        raise Refusal(45009)


def bump(call: Call, name: str, bucket: str) -> int:
    """Add one to a counter and return its new value."""
    row = call.db.execute(
        "INSERT INTO counters (name, bucket, hits) VALUES (?, ?, 1)"
        " ON CONFLICT (name, bucket) DO UPDATE SET hits = hits + 1 RETURNING hits",
        (name, bucket),
    ).fetchone()
    return int(row["hits"])


def hits(call: Call, name: str, bucket: str) -> int:
    """Return the present value of a counter."""
    row = call.db.execute("SELECT hits FROM counters WHERE name = ? AND bucket = ?", (name, bucket)).fetchone()
    return int(row["hits"]) if row else 0


@quota_apis.post("/cgi-bin/openapi/quota/get")
def get_quota(call: Call) -> dict[str, Any]:
    """Tell the daily use of one API."""
    path = text_field(call.body, "cgi_path", 76021, "cgi_path not found")
    if path.startswith("/sns/") or not path.startswith("/"):
        raise Refusal(76021, "cgi_path not found")
    shrunk = call.db.execute("SELECT daily FROM limits WHERE path = ?", (path,)).fetchone()
    daily = shrunk["daily"] if shrunk and shrunk["daily"] is not None else 500_000
    used = hits(call, path, f"day:{day_of(call.now)}")
    return {"quota": {"daily_limit": daily, "used": used, "remain": max(0, daily - used)}}


@quota_apis.post("/cgi-bin/openapi/rid/get")
def explain_rid(call: Call) -> dict[str, Any]:
    """Tell what was asked and answered under a request id."""
    rid = text_field(call.body, "rid", 76001, "rid not found")
    row = call.db.execute("SELECT * FROM request_log WHERE rid = ?", (rid,)).fetchone()
    if row is None:
        raise Refusal(76001, "rid not found")
    if call.now - row["at"] > RID_LIFE_SECONDS:
        raise Refusal(76003, "rid expired")
    request = {
        "invoke_time": row["at"],
        "cost_in_ms": row["latency_ms"],
        "request_url": row["path"] + ("?" + row["query"] if row["query"] else ""),
        "request_body": row["body"],
        "response_body": row["response"],
    }
    return {"request": request}


@quota_apis.post("/cgi-bin/clear_quota")
def clear_quota(call: Call) -> dict[str, Any]:
    """Reset today's counters, ten times a month."""
    if call.body.get("appid") != call.app.appid:
        raise Refusal(40013)
    return _clear(call)


@quota_apis.post("/cgi-bin/clear_quota/v2", token=False, json=False)
def clear_quota_without_token(call: Call) -> dict[str, Any]:
    """Reset today's counters by secret; the parameters may stand in the query."""
    app = find_app(call.db, call.query.get("appid", ""))
    if app is None:
        raise Refusal(40013)
    if call.query.get("appsecret") != app.secret:
        raise Refusal(40125)
    return _clear(call)


def _clear(call: Call) -> dict[str, Any]:
    if bump(call, "clear_quota", day_of(call.now)[:6]) > CLEARS_PER_MONTH:
        raise Refusal(48006, "forbid to clear quota because of reaching the limit")
    call.db.execute("DELETE FROM counters WHERE bucket = ?", (f"day:{day_of(call.now)}",))
    return {}
