"""What a scanner outside WeChat finds behind a plain-link code, and the file by which WeChat knows the address is ours.

The page shows nothing of what the code means: without the mini-program nobody learns anything (wechat.md §3.3).
"""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, abort, current_app, render_template

from app.http.endpoint import public_page
from app.settings import Settings

landing = Blueprint("landing", __name__)


@landing.get("/c/")
@public_page
def open_with_wechat() -> str:
    """Say that the code is for WeChat."""
    return render_template("landing.html")


@landing.get("/c/<name>.txt", endpoint="verification_file_of_links")
@landing.get("/<name>.txt")
@public_page
def verification_file(name: str) -> Response:
    """Return the file that the console of the mini-program asked to be put here, and no other."""
    kept = cast("Settings", current_app.config["SETTINGS"]).wechat_verification_file
    wanted, _, content = (kept or "").partition(":")
    if not content or wanted != f"{name}.txt":
        abort(404)
    return Response(content, content_type="text/plain; charset=utf-8")
