"""Login: a code from wx.login becomes an openid and a session key."""

import hashlib
import hmac
import sqlite3
from typing import Any

from wechat_sandbox.clock import minute_of
from wechat_sandbox.quotas import bump
from wechat_sandbox.state import App, find_app, find_user
from wechat_sandbox.wire import ApiTable, Call, Refusal

CODE_LIFE_SECONDS = 300
KEY_REUSE_SECONDS = 300
KEY_LIFE_SECONDS = 3 * 86400
ENCRYPT_KEY_LIFE_SECONDS = 3600
LOGINS_PER_MINUTE = 100
BLOCKED_RISK_RANK = 4
MOCK_CODE = "the code is a mock one"

login_apis = ApiTable()


@login_apis.get("/sns/jscode2session", token=False, bare=True, median_ms=60, content_type="text/plain")
def code_to_session(call: Call) -> dict[str, Any]:
    """Exchange a login code; no access token is needed, and one sent along is noted as a mistake."""
    if "access_token" in call.query:
        call.warn("jscode2session was sent an access_token it does not need")
    app = _proven_app(call)
    user = _user_behind_code(call, app)
    if bump(call, f"login:{user['openid']}", f"minute:{minute_of(call.now)}") > LOGINS_PER_MINUTE:
        raise Refusal(45011)
    if user["risk_rank"] >= BLOCKED_RISK_RANK:
        raise Refusal(40226)
    call.db.execute("UPDATE users SET last_visit_at = ? WHERE openid = ?", (call.now, user["openid"]))
    result = {"session_key": _session_key(call, user["openid"]), "openid": user["openid"]}
    if app.bound_open_platform:
        result["unionid"] = user["unionid"]
    return result


@login_apis.get("/wxa/checksession")
def check_session(call: Call) -> dict[str, Any]:
    """Tell whether the caller still holds the user's valid session key."""
    _signed_key(call)
    return {}


@login_apis.get("/wxa/resetusersessionkey", minute=60_000)
def reset_session_key(call: Call) -> dict[str, Any]:
    """Replace the session key; the new one ends when the old one would have."""
    key = _signed_key(call)
    value = call.sandbox.chance.key()
    call.db.execute("UPDATE session_keys SET value = ? WHERE openid = ?", (value, key["openid"]))
    return {"openid": key["openid"], "session_key": value}


@login_apis.get("/wxa/business/getuserencryptkey")
def user_encrypt_key(call: Call) -> dict[str, Any]:
    """Return the user's last three encryption keys, making a new one when the newest has expired."""
    openid = _signed_key(call)["openid"]
    latest = "SELECT * FROM encrypt_keys WHERE openid = ? ORDER BY version DESC LIMIT 3"
    keys = call.db.execute(latest, (openid,)).fetchall()
    if not keys or keys[0]["created_at"] + ENCRYPT_KEY_LIFE_SECONDS <= call.now:
        chance = call.sandbox.chance
        version = keys[0]["version"] + 1 if keys else 1
        row = (openid, version, chance.key(), chance.hexadecimal(16), call.now)
        call.db.execute("INSERT INTO encrypt_keys VALUES (?, ?, ?, ?, ?)", row)
        keys = call.db.execute(latest, (openid,)).fetchall()
    return {"key_info_list": [_key_info(key, call.now) for key in keys]}


def take_code(call: Call, value: str, kind: str, appid: str) -> sqlite3.Row:
    """Use up a code of the given kind and return it.

    Raises:
        Refusal: 40029 when unknown, too old, of another kind or app; 40163 when already used.
    """
    code: sqlite3.Row | None = call.db.execute("SELECT * FROM codes WHERE value = ?", (value,)).fetchone()
    if code is None or code["kind"] != kind or code["appid"] != appid:
        raise Refusal(40029)
    if call.now - code["created_at"] > CODE_LIFE_SECONDS:
        raise Refusal(40029)
    if code["used_at"] is not None:
        raise Refusal(40163 if kind == "login" else 40029)
    call.db.execute("UPDATE codes SET used_at = ? WHERE value = ?", (call.now, value))
    return code


def _proven_app(call: Call) -> App:
    for name, missing in (("appid", 41002), ("secret", 41004), ("js_code", 41008)):
        if not call.query.get(name):
            raise Refusal(missing)
    if call.query.get("grant_type") != "authorization_code":
        raise Refusal(40002)
    app = find_app(call.db, call.query["appid"])
    if app is None:
        raise Refusal(40013)
    if call.query["secret"] != app.secret:
        raise Refusal(40125)
    if app.secret_frozen:
        raise Refusal(40243)
    return app


def _user_behind_code(call: Call, app: App) -> sqlite3.Row:
    value = call.query["js_code"]
    if value == MOCK_CODE and call.options.allow_mock_code:
        user = find_user(call.db, alias=call.options.mock_user)
    else:
        user = find_user(call.db, openid=take_code(call, value, "login", app.appid)["openid"])
    if user is None:
        raise Refusal(40029)
    return user


def _session_key(call: Call, openid: str) -> str:
    """Return the user's session key: the same one within five minutes, otherwise a new one."""
    key = call.db.execute("SELECT * FROM session_keys WHERE openid = ?", (openid,)).fetchone()
    if key and call.now - key["issued_at"] < KEY_REUSE_SECONDS:
        return str(key["value"])
    value = call.sandbox.chance.key()
    call.db.execute(
        "INSERT OR REPLACE INTO session_keys (openid, value, issued_at, expires_at) VALUES (?, ?, ?, ?)",
        (openid, value, call.now, call.now + KEY_LIFE_SECONDS),
    )
    return value


def _signed_key(call: Call) -> sqlite3.Row:
    """Return the session key the call's signature was made with: HMAC-SHA256 of the empty message."""
    user = find_user(call.db, openid=call.query.get("openid", ""))
    if user is None:
        raise Refusal(40003)
    if call.query.get("sig_method") != "hmac_sha256":
        raise Refusal(87008, "invalid sig_method")
    key: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM session_keys WHERE openid = ? AND expires_at > ?", (user["openid"], call.now)
    ).fetchone()
    if key is None:
        raise Refusal(87007, "session_key is not existed or expired")
    expected = hmac.new(key["value"].encode(), b"", hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, call.query.get("signature", "")):
        raise Refusal(87009)
    return key


def _key_info(key: sqlite3.Row, now: int) -> dict[str, Any]:
    return {
        "encrypt_key": key["encrypt_key"],
        "iv": key["iv"],
        "version": key["version"],
        "expire_in": max(0, key["created_at"] + ENCRYPT_KEY_LIFE_SECONDS - now),
        "create_time": key["created_at"],
    }
