"""Mini-program codes: the unlimited kind and the two kinds that share a lifetime limit."""

import re
from typing import Any

from wechat_sandbox import code_image
from wechat_sandbox.quotas import bump
from wechat_sandbox.wire import ApiTable, Call, Picture, Refusal

SCENE_LIMIT = 32
SCENE_TEXT = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+")
ENVIRONMENTS = ("release", "trial", "develop")
WIDTHS = range(280, 1281)
DEFAULT_WIDTH = 430
LIFETIME_LIMIT = 100_000
PATH_LIMIT = 1024
OLD_PATH_LIMIT = 128

code_apis = ApiTable()


@code_apis.post("/wxa/getwxacodeunlimit", minute=5_000, minute_code=45009, median_ms=180)
def unlimited_code(call: Call) -> Picture:
    """Draw a code that carries a scene; any number of them may be made."""
    scene = call.body.get("scene")
    if not isinstance(scene, str) or not 0 < len(scene) <= SCENE_LIMIT:
        raise Refusal(40169)
    if not SCENE_TEXT.fullmatch(scene):
        raise Refusal(40129)
    page = call.body.get("page", "")
    _refuse_scan_time(scene, page)
    _check_page(call, page)
    return _picture(call, {"page": page, "scene": scene})


@code_apis.post("/wxa/getwxacode", minute=5_000, median_ms=180)
def limited_code(call: Call) -> Picture:
    """Draw a code for a path with query; 100,000 in the life of the app."""
    return _counted_picture(call, PATH_LIMIT)


@code_apis.post("/cgi-bin/wxaapp/createwxaqrcode", minute=5_000, median_ms=180)
def limited_qr_code(call: Call) -> Picture:
    """Draw a square code for a path; it shares the lifetime limit."""
    return _counted_picture(call, OLD_PATH_LIMIT)


def _counted_picture(call: Call, longest: int) -> Picture:
    path = call.body.get("path")
    if not isinstance(path, str) or not 0 < len(path) <= longest:
        raise Refusal(40159)
    _refuse_scan_time(path)
    picture = _picture(call, {"page": path})
    used = bump(call, f"qrcode_total:{call.app.appid}", "ever")
    if used > LIFETIME_LIMIT:
        raise Refusal(45029)
    return Picture(picture.content, picture.media_type, {"Num-Used": str(used)})


def _picture(call: Call, parameters: dict[str, Any]) -> Picture:
    body = call.body
    environment = body.get("env_version", "release")
    if environment not in ENVIRONMENTS:
        raise Refusal(40097)
    width = body.get("width", DEFAULT_WIDTH)
    if isinstance(width, bool) or not isinstance(width, int) or width not in WIDTHS:
        raise Refusal(40097)
    transparent = body.get("is_hyaline") is True
    parameters = {"appid": call.app.appid, **parameters, "env": environment}
    color = (0, 0, 0) if body.get("auto_color") else _color(body.get("line_color"))
    content = code_image.draw(parameters, width=width, color=color, transparent=transparent)
    return Picture(content, "image/png" if transparent else "image/jpeg")


def _check_page(call: Call, page: Any) -> None:
    """Refuse a page that is not published, unless the caller waives the check."""
    if not isinstance(page, str) or page.startswith("/") or "?" in page:
        raise Refusal(41030)
    published = call.app.published_pages
    if page and call.body.get("check_path", True) and page not in published:
        raise Refusal(41030)


def _refuse_scan_time(*texts: Any) -> None:
    if any("scancode_time" in str(text) for text in texts):
        raise Refusal(85096)


def _color(wish: Any) -> tuple[int, int, int]:
    if wish is None:
        return (0, 0, 0)
    try:
        red, green, blue = (int(wish[name]) for name in ("r", "g", "b"))
    except (KeyError, TypeError, ValueError):
        raise Refusal(40097) from None
    return (red & 255, green & 255, blue & 255)
