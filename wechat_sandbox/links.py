"""URL links and URL schemes that open the mini-program from outside WeChat."""

from typing import Any

from wechat_sandbox.codes import ENVIRONMENTS
from wechat_sandbox.wire import ApiTable, Call, Refusal, text_field

QUERY_LIMIT = 1024
LONGEST_LIFE_DAYS = 30
DAY_SECONDS = 86400
DAILY_LINKS = 500_000

link_apis = ApiTable()


@link_apis.post("/wxa/generate_urllink", daily=DAILY_LINKS)
def url_link(call: Call) -> dict[str, Any]:
    """Make an https link that opens a page of the app."""
    link = f"https://wxaurl.cn/{call.sandbox.chance.text(11)}"
    _store(call, "url_link", link, call.body)
    return {"url_link": link}


@link_apis.post("/wxa/generatescheme", daily=DAILY_LINKS)
def url_scheme(call: Call) -> dict[str, Any]:
    """Make a weixin:// link that opens a page of the app."""
    link = f"weixin://dl/business/?t={call.sandbox.chance.text(11)}"
    target = call.body.get("jump_wxa", {})
    _store(call, "scheme", link, target if isinstance(target, dict) else {})
    return {"openlink": link}


@link_apis.post("/wxa/query_urllink")
def query_url_link(call: Call) -> dict[str, Any]:
    """Tell what a URL link stands for."""
    return {"url_link_info": _described(call, text_field(call.body, "url_link", 40097))}


@link_apis.post("/wxa/queryscheme")
def query_scheme(call: Call) -> dict[str, Any]:
    """Tell what a scheme stands for."""
    return {"scheme_info": _described(call, text_field(call.body, "scheme", 40097))}


@link_apis.post("/wxa/genwxashortlink")
def short_link(call: Call) -> dict[str, Any]:
    """Refuse: short links are open to shops only."""
    raise Refusal(43104)


def _store(call: Call, kind: str, link: str, target: dict[str, Any]) -> None:
    if call.app.subject_type == "personal":
        raise Refusal(48001)
    path, query = str(target.get("path", "")), str(target.get("query", ""))
    environment = target.get("env_version", "release")
    if environment not in ENVIRONMENTS:
        raise Refusal(85402, "invalid env_version")
    if not call.app.published_pages and environment == "release":
        raise Refusal(85079, "miniprogram has no online release")
    if path and ((path.startswith("/") and len(path) == 1) or "?" in path):
        raise Refusal(40165, "invalid weapp pagepath")
    if path and environment == "release" and path.lstrip("/") not in call.app.published_pages:
        raise Refusal(40165, "invalid weapp pagepath")
    if len(query) > QUERY_LIMIT:
        raise Refusal(40212, "invalid query")
    row = (link, kind, call.app.appid, path, query, environment, call.now, _end(call.body, call.now))
    call.db.execute("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _end(expiry: dict[str, Any], now: int) -> int:
    latest = now + LONGEST_LIFE_DAYS * DAY_SECONDS
    if expiry.get("expire_type") == 1:
        days = expiry.get("expire_interval", LONGEST_LIFE_DAYS)
        end = now + days * DAY_SECONDS if isinstance(days, int) else 0
    else:
        end = expiry.get("expire_time") or latest
    if not isinstance(end, int) or not now < end <= latest:
        raise Refusal(85401, "time limit between 1min and 30day")
    return end


def _described(call: Call, link: str) -> dict[str, Any]:
    row = call.db.execute("SELECT * FROM links WHERE link = ? AND appid = ?", (link, call.app.appid)).fetchone()
    if row is None:
        raise Refusal(40097)
    return {
        "appid": row["appid"],
        "path": row["path"],
        "query": row["query"],
        "create_time": row["created_at"],
        "expire_time": row["expires_at"],
        "env_version": row["env_version"],
    }
