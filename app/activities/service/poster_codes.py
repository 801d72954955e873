"""The code on an activity's poster: a mini-program code once WeChat has drawn one, a plain link until then.

Nobody waits for WeChat: a job asks when the activity is published. A code is kept under the hash of what it opens, so
it is drawn once; it can always be drawn again, so it needs no backup (wechat.md §3).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.jobs import defer
from app.core.transaction import transaction
from app.gateways.wechat import WeChatError, WeChatGateway
from points.base import new_id

DRAW_CODE: Final = "activities.draw_code"
FOLDER: Final = "codes"
PAGE: Final = "pages/activities/detail/index"
WIDTH: Final = 860
"""Pixels: 72 mm on paper at 300 dots an inch."""
TRIES: Final = 6
PAUSE_SECONDS: Final = 600


def scene_of(activity_id: uuid.UUID) -> str:
    """Return what the code says: the activity's id without dashes, just the 32 characters WeChat allows."""
    return activity_id.hex


def link_of(activity_id: uuid.UUID, *, base_url: str) -> str:
    """Return the plain link that opens the same page, and a page for other scanners."""
    return f"{base_url.rstrip('/')}/c/?a={scene_of(activity_id)}"


def path_of(activity_id: uuid.UUID, folder: Path) -> Path:
    """Return where the drawn code of an activity stands, if there is one."""
    digest = hashlib.sha256(f"{PAGE}\0{scene_of(activity_id)}\0{WIDTH}".encode()).hexdigest()
    return folder / FOLDER / digest[:2] / f"{digest}.jpg"


def ask_for_code(session: Session, activity_id: uuid.UUID) -> None:
    """Let the worker have the code of a published activity drawn."""
    defer(session, DRAW_CODE, activity_id=str(activity_id), tried="0")


def draw_code(
    database: Database, gateway: WeChatGateway, *, activity_id: uuid.UUID, tried: int, folder: Path, now: dt.datetime
) -> None:
    """Have a code drawn and keep it, or try again in ten minutes; after an hour the plain link has to do."""
    path = path_of(activity_id, folder)
    if path.is_file():
        return
    try:
        content = gateway.mini_program_code(scene_of(activity_id), PAGE, width=WIDTH).content
    except WeChatError:
        if tried + 1 < TRIES:
            with transaction(database, now=now) as work:
                defer(
                    work.session,
                    DRAW_CODE,
                    wait_seconds=PAUSE_SECONDS,
                    activity_id=str(activity_id),
                    tried=str(tried + 1),
                )
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = path.with_suffix(f".{new_id().hex}")
    passing.write_bytes(content)
    passing.replace(path)
