"""Putting the sandbox together: state, platform APIs, admin surface and page."""

from pathlib import Path

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wechat_sandbox import seed
from wechat_sandbox.admin import admin_blueprint
from wechat_sandbox.codes import code_apis
from wechat_sandbox.content import content_apis
from wechat_sandbox.links import link_apis
from wechat_sandbox.login import login_apis
from wechat_sandbox.phone import phone_apis
from wechat_sandbox.pipeline import Pipeline
from wechat_sandbox.quotas import quota_apis
from wechat_sandbox.sandbox import Sandbox
from wechat_sandbox.state import State
from wechat_sandbox.subscribe import subscribe_apis
from wechat_sandbox.template_library import template_apis
from wechat_sandbox.tokens import token_apis
from wechat_sandbox.ui import ui_blueprint
from wechat_sandbox.visit_statistics import visit_statistics_apis

TOPICS = (
    token_apis,
    login_apis,
    phone_apis,
    code_apis,
    link_apis,
    subscribe_apis,
    template_apis,
    content_apis,
    quota_apis,
    visit_statistics_apis,
)
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
BODY_LIMIT = 12 * 1024 * 1024


def create_sandbox(
    *, key: str, state_path: str = ":memory:", app_json: Path | None = None, seed_number: int | None = None
) -> tuple[Flask, Sandbox]:
    """Return the web application and the sandbox behind it, seeded with the demo content.

    `app_json` is the mini-program's own app.json: its pages are the ones that count as published.
    """
    sandbox = Sandbox(State(state_path), key, seed_number)
    pages = seed.pages_of(app_json) if app_json else []
    with sandbox.state.transaction() as db:
        seed.plant(db, pages)
    apis = {path: api for topic in TOPICS for path, api in topic.apis.items()}
    pipeline = Pipeline(sandbox, apis)

    web = Flask(__name__, static_folder=None)
    web.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    web.register_blueprint(ui_blueprint(sandbox))
    web.register_blueprint(admin_blueprint(sandbox, pages))

    @web.get("/_sandbox/")
    def front_door() -> BaseResponse:
        return redirect("/_sandbox/ui")

    @web.route("/<path:platform_path>", methods=METHODS)
    def platform(platform_path: str) -> Response:
        return pipeline.answer(request)

    return web, sandbox
