"""Where WeChat reaches us: ``/wechat/push``, outside the API, proven by its signature."""

from __future__ import annotations

import logging
from typing import cast

from flask import Response, current_app, request

from app import clock
from app.core.db import Database
from app.core.transaction import transaction
from app.gateways.wechat_push import PushKeys, PushRejected, echoed, opened
from app.http.endpoint import signed_callback
from app.messages.api.blueprint import messages, settings
from app.messages.service.pushes import keep_push

log = logging.getLogger(__name__)
LONGEST = 64 * 1024
PATH = "/wechat/push"


@messages.get(PATH)
@signed_callback
def answer_echo() -> Response:
    """Prove to WeChat that this address is ours."""
    keys = _keys()
    if keys is None:
        return _text("not found", 404)
    try:
        return _text(echoed(keys, request.args, now=int(clock.utc_now().timestamp())), 200)
    except PushRejected as reason:
        return _rejected(reason)


@messages.post(PATH)
@signed_callback
def take_push() -> Response:
    """Verify a push, store it, and answer at once; the work on it is a job."""
    keys = _keys()
    if keys is None:
        return _text("not found", 404)
    if (request.content_length or LONGEST + 1) > LONGEST:
        return _text("too large", 413)
    now = clock.utc_now()
    try:
        event = opened(keys, request.args, request.get_data(cache=False), now=int(now.timestamp()))
        with transaction(cast("Database", current_app.extensions["database"]), now=now) as work:
            kept = keep_push(work.session, event, nonce=request.args["nonce"][:128], now=now)
    except PushRejected as reason:
        return _rejected(reason)
    return _text("success", 200) if kept else _rejected("replayed")


def _keys() -> PushKeys | None:
    found = settings()
    if found.wechat_push_token is None or found.wechat_push_aes_key is None or found.wechat_appid is None:
        return None
    return PushKeys(found.wechat_push_token, found.wechat_push_aes_key, found.wechat_appid)


def _rejected(reason: object) -> Response:
    log.warning("wechat.push_rejected", extra={"reason": str(reason)})
    return _text("forbidden", 403)


def _text(words: str, status: int) -> Response:
    return Response(words, status=status, content_type="text/plain; charset=utf-8")
