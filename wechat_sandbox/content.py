"""Content checks for text and pictures, and the user risk rank."""

import io
import re
import sqlite3
import urllib.request
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from PIL import Image

from wechat_sandbox.clock import minute_of
from wechat_sandbox.jobs import queue, queue_event, runs
from wechat_sandbox.quotas import bump
from wechat_sandbox.sandbox import Sandbox
from wechat_sandbox.state import find_user
from wechat_sandbox.wire import ApiTable, Call, Refusal, text_field
from wechat_sandbox.words import Verdict, judge

ACTIVE_SECONDS = 2 * 3600
TEXT_LIMIT = 2500
SCENES = (1, 2, 3, 4)
MEDIA_TYPES = (1, 2)
MEDIA_DELAY_SECONDS = 2
MEDIA_BYTES_MAX = 10 * 1024 * 1024
SAME_URL_PER_MINUTE = 5
DOWNLOAD_SECONDS = 5
IMAGE_HEADS = (b"\xff\xd8\xff", b"\x89PNG", b"BM", b"GIF8")
FORCED = re.compile(r"(risky|review)[:_-](\d{5})")

content_apis = ApiTable()


@content_apis.post("/wxa/msg_sec_check", minute=4_000, minute_code=44991, daily=2_000_000, median_ms=120)
def check_text(call: Call) -> dict[str, Any]:
    """Judge a text written by a user who was here within the last two hours (version 2)."""
    content = text_field(call.body, "content", 44002)
    if call.body.get("version") != 2:
        call.warn("msg_sec_check was called without version 2")
        if judge(content).suggest != "pass":
            raise Refusal(87014)
        return {}
    _active_user(call)
    if len(content) > TEXT_LIMIT:
        raise Refusal(40097)
    verdict = judge(" ".join(str(call.body.get(name, "")) for name in ("content", "title", "nickname", "signature")))
    return {
        "result": {"suggest": verdict.suggest, "label": verdict.label},
        "detail": [_detail(verdict)],
        "trace_id": _trace_id(call),
    }


@content_apis.post("/wxa/media_check_async", minute=2_000, minute_code=44991, daily=200_000, median_ms=120)
def check_media(call: Call) -> dict[str, Any]:
    """Accept a picture or sound for checking; the verdict comes as a push."""
    if call.body.get("version") != 2:
        call.warn("media_check_async was called without version 2")
    user = _active_user(call)
    if call.body.get("media_type") not in MEDIA_TYPES:
        raise Refusal(40004, "invalid media type")
    url = text_field(call.body, "media_url", 44002)
    if urlsplit(url).scheme not in ("http", "https"):
        raise Refusal(40097)
    if bump(call, f"media:{url}", f"minute:{minute_of(call.now)}") > SAME_URL_PER_MINUTE:
        raise Refusal(87020, "same request repeated too often")
    trace_id = _trace_id(call)
    row = (trace_id, call.app.appid, url, user["openid"], call.now, None)
    call.db.execute("INSERT INTO media_checks VALUES (?, ?, ?, ?, ?, ?)", row)
    queue(call.db, call.now + MEDIA_DELAY_SECONDS, "media", {"trace_id": trace_id})
    return {"trace_id": trace_id}


@content_apis.post("/wxa/img_sec_check", json=False, minute=2_000, minute_code=44991)
def check_picture(call: Call) -> dict[str, Any]:
    """Judge an uploaded picture at once (the old API): an empty upload is an error, not a pass."""
    upload = call.files.get("media")
    if upload is None or not upload.read():
        raise Refusal(40006, "invalid meida size")
    if FORCED.search(upload.filename or "") or "risky" in (upload.filename or ""):
        raise Refusal(87014)
    return {}


@content_apis.post("/wxa/getuserriskrank")
def risk_rank(call: Call) -> dict[str, Any]:
    """Tell how risky a user is, 0 to 4."""
    if not call.app.riskrank:
        raise Refusal(48001)
    if call.body.get("scene") not in (0, 1, 2):
        raise Refusal(40129)
    user = _active_user(call, any_scene=True)
    return {"risk_rank": user["risk_rank"], "unoin_id": int(call.sandbox.chance.digits(9))}


@runs("media")
def judge_media(sandbox: Sandbox, payload: dict[str, Any]) -> None:
    """Download the media, judge it by its address or its colour, and plan the verdict's push; blue is never judged."""
    with sandbox.state.transaction() as db:
        row = db.execute("SELECT * FROM media_checks WHERE trace_id = ?", (payload["trace_id"],)).fetchone()
    if row is None:
        return
    content = _image_at(row["url"])
    errcode = -1008 if content is None else 0
    verdict = Verdict() if content is None else verdict_of_address(row["url"]) or verdict_of_picture(content)
    if verdict is None:
        return
    event = {
        "Event": "wxa_media_check",
        "appid": row["appid"],
        "trace_id": row["trace_id"],
        "version": 2,
        "errcode": errcode,
        "errmsg": "ok" if errcode == 0 else "download failed",
        "result": {"suggest": verdict.suggest, "label": verdict.label},
        "detail": [_detail(verdict)],
    }
    now = sandbox.clock.now()
    with sandbox.state.transaction() as db:
        db.execute("UPDATE media_checks SET delivered_at = ? WHERE trace_id = ?", (now, row["trace_id"]))
        queue_event(db, now, row["openid"], event)


def verdict_of_picture(content: bytes) -> Verdict | None:
    """Return the verdict on a picture by its colour on the whole: red is risky, yellow doubtful, blue has none."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            red, green, blue = cast("tuple[int, int, int]", picture.convert("RGB").resize((1, 1)).getpixel((0, 0)))
    except OSError:
        return Verdict()
    bright, dark = 180, 90
    if red > bright and green < dark and blue < dark:
        return Verdict("risky", 20002)
    if red > bright and green > bright and blue < dark:
        return Verdict("review", 20001)
    if blue > bright and red < dark and green < dark:
        return None
    return Verdict()


def verdict_of_address(url: str) -> Verdict | None:
    """Return the verdict written into a URL: `?sbx=risky:20002`, or a file name such as review-20001.png."""
    parts = urlsplit(url)
    wish = parse_qs(parts.query).get("sbx", [""])[0] or parts.path.rpartition("/")[2]
    found = FORCED.search(wish)
    return Verdict(found[1], int(found[2])) if found else None


def _active_user(call: Call, *, any_scene: bool = False) -> sqlite3.Row:
    user = find_user(call.db, openid=str(call.body.get("openid", "")))
    if user is None:
        raise Refusal(40003)
    if not any_scene and call.body.get("scene") not in SCENES:
        raise Refusal(40129)
    if user["appid"] != call.app.appid:
        raise Refusal(43104)
    if call.now - user["last_visit_at"] > ACTIVE_SECONDS:
        raise Refusal(61010)
    return user


def _detail(verdict: Verdict) -> dict[str, Any]:
    prob = 10 if verdict.suggest == "pass" else 90
    detail: dict[str, Any] = {"strategy": "content_model", "errcode": 0, "suggest": verdict.suggest}
    detail |= {"label": verdict.label, "prob": prob}
    if verdict.keyword:
        detail |= {"strategy": "keyword", "level": 20, "keyword": verdict.keyword}
    return detail


def _trace_id(call: Call) -> str:
    return f"{call.now:08x}-{call.sandbox.chance.hexadecimal(8)}-{call.sandbox.chance.hexadecimal(8)}"


def _image_at(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=DOWNLOAD_SECONDS) as reply:  # noqa: S310 - http(s) checked above
            content: bytes = reply.read(MEDIA_BYTES_MAX + 1)
    except (OSError, ValueError):
        return None
    return content if len(content) <= MEDIA_BYTES_MAX and content.startswith(IMAGE_HEADS) else None
