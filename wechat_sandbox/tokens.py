"""Access tokens: the classic family, the stable family, and the check every API call passes."""

import ipaddress
import re
import sqlite3
from typing import Any

from wechat_sandbox.chance import Chance
from wechat_sandbox.clock import day_of
from wechat_sandbox.quotas import bump
from wechat_sandbox.state import App, find_app, read_fact, write_fact
from wechat_sandbox.wire import ApiTable, Call, Refusal

TOKEN_LENGTH = 136
CLASSIC_GRACE_SECONDS = 300
FORCE_INTERVAL_SECONDS = 30
FORCES_PER_DAY = 20
NORMAL_LIFE_SECONDS = 7200
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{16,512}")

token_apis = ApiTable()


def app_of(call: Call) -> App:
    """Return the app a call's access token stands for.

    Raises:
        Refusal: 41001 missing, 40014 malformed, 40001 unknown or replaced, 42001 expired.
    """
    value = call.query.get("access_token", "")
    if not value:
        raise Refusal(41001)
    if not WELL_FORMED.fullmatch(value):
        raise Refusal(40014)
    row = call.db.execute("SELECT * FROM tokens WHERE value = ?", (value,)).fetchone()
    if row is None or (row["killed_at"] is not None and row["killed_at"] <= call.now):
        raise Refusal(40001)
    if row["expires_at"] <= call.now:
        newest = _newest(call.db, row["family"], row["appid"])
        raise Refusal(42001 if newest and newest["value"] == value else 40001)
    app = find_app(call.db, row["appid"])
    if app is None:
        raise Refusal(40001)
    return app


@token_apis.get("/cgi-bin/token", token=False, bare=True, daily=2_000, median_ms=80)
def classic_token(call: Call) -> dict[str, Any]:
    """Issue a new token; the one before it lives five minutes more, older ones die at once."""
    app = app_by_secret(call, call.query)
    before = _newest(call.db, "classic", app.appid)
    _kill(call.db, "classic", app.appid, call.now)
    if before:
        call.db.execute(
            "UPDATE tokens SET killed_at = ? WHERE id = ?", (call.now + CLASSIC_GRACE_SECONDS, before["id"])
        )
    return _handed_out(_issue(call, "classic", app.appid), call.now)


@token_apis.post("/cgi-bin/stable_token", token=False, bare=True, minute=10_000, daily=500_000, median_ms=80)
def stable_token(call: Call) -> dict[str, Any]:
    """Return the current token, a new one when its end is near, or a forced new one."""
    app = app_by_secret(call, call.body)
    current = _newest(call.db, "stable", app.appid)
    if current and current["killed_at"] is not None:
        current = None
    if call.body.get("force_refresh"):
        return _forced(call, app, current)
    overlap = call.options.token_ttl * CLASSIC_GRACE_SECONDS // NORMAL_LIFE_SECONDS
    if current is None or current["expires_at"] - call.now <= overlap:
        current = _issue(call, "stable", app.appid)
    return _handed_out(current, call.now)


def app_by_secret(call: Call, given: dict[str, Any]) -> App:
    """Return the app that proves itself with appid and secret.

    Raises:
        Refusal: 40002, 41002, 41004, 40013, 40125, 40243, 40164.
    """
    if given.get("grant_type") != "client_credential":
        raise Refusal(40002)
    if not given.get("appid"):
        raise Refusal(41002)
    if not given.get("secret"):
        raise Refusal(41004)
    app = find_app(call.db, str(given["appid"]))
    if app is None:
        raise Refusal(40013)
    if given["secret"] != app.secret:
        raise Refusal(40125)
    if app.secret_frozen:
        raise Refusal(40243)
    if app.ip_whitelist and not _listed(call.remote_address, app.ip_whitelist):
        address = call.remote_address
        raise Refusal(40164, f"invalid ip {address} ipv6 ::ffff:{address}, not in whitelist")
    return app


def rotate(db: sqlite3.Connection, family: str, now: int) -> int:
    """Kill every living token of a family behind the clients' backs; return how many died."""
    done = db.execute(
        "UPDATE tokens SET killed_at = ? WHERE family = ? AND (killed_at IS NULL OR killed_at > ?)", (now, family, now)
    )
    return done.rowcount


def _forced(call: Call, app: App, current: sqlite3.Row | None) -> dict[str, Any]:
    fact = f"forced_at:{app.appid}"
    forced_at = int(read_fact(call.db, fact) or 0)
    if current and call.now - forced_at < FORCE_INTERVAL_SECONDS:
        return _handed_out(current, call.now)
    if bump(call, "force_refresh", day_of(call.now)) > FORCES_PER_DAY:
        raise Refusal(45009)
    write_fact(call.db, fact, str(call.now))
    _kill(call.db, "stable", app.appid, call.now)
    return _handed_out(_issue(call, "stable", app.appid), call.now)


def _newest(db: sqlite3.Connection, family: str, appid: str) -> sqlite3.Row | None:
    newest: sqlite3.Row | None = db.execute(
        "SELECT * FROM tokens WHERE family = ? AND appid = ? ORDER BY id DESC LIMIT 1", (family, appid)
    ).fetchone()
    return newest


def _issue(call: Call, family: str, appid: str) -> sqlite3.Row:
    value = _token_text(call.sandbox.chance)
    issued: sqlite3.Row = call.db.execute(
        "INSERT INTO tokens (value, family, appid, issued_at, expires_at) VALUES (?, ?, ?, ?, ?) RETURNING *",
        (value, family, appid, call.now, call.now + call.options.token_ttl),
    ).fetchone()
    return issued


def _token_text(chance: Chance) -> str:
    return "SBX_" + chance.text(TOKEN_LENGTH - 4)


def _kill(db: sqlite3.Connection, family: str, appid: str, now: int) -> None:
    db.execute(
        "UPDATE tokens SET killed_at = ? WHERE family = ? AND appid = ? AND (killed_at IS NULL OR killed_at > ?)",
        (now, family, appid, now),
    )


def _handed_out(token: sqlite3.Row, now: int) -> dict[str, Any]:
    return {"access_token": token["value"], "expires_in": token["expires_at"] - now}


def _listed(address: str, whitelist: list[str]) -> bool:
    caller = ipaddress.ip_address(address)
    return any(caller in ipaddress.ip_network(entry.replace(".*", ".0/24"), strict=False) for entry in whitelist)
