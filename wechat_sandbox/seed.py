"""The demo content of a fresh sandbox: one app, its users and four message templates."""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from wechat_sandbox.identities import (
    DEMO_APPID,
    DEMO_SECRET,
    DEMO_USERS,
    openid_for_alias,
    template_id_for,
    unionid_for_alias,
)
from wechat_sandbox.state import App, find_app, find_user, save_app
from wechat_sandbox.template_library import LIBRARY, ONE_TIME, described, fields_of


@dataclass(frozen=True, slots=True)
class SeededTemplate:
    """A template every sandbox has; its id is `template_id_for(purpose)`."""

    purpose: str
    tid: int
    keywords: tuple[int, ...]


TEMPLATES = (
    SeededTemplate("sign_up_result", 1001, (1, 2, 3, 4)),  # thing1 phrase2 time3 thing4
    SeededTemplate("activity_reminder", 1002, (1, 2, 3, 4)),  # thing1 time2 thing3 thing4
    SeededTemplate("points_change", 1003, (1, 2, 3, 4)),  # thing1 character_string2 character_string3 time4
    SeededTemplate("redemption_result", 1004, (1, 2, 3, 4)),  # thing1 character_string2 phrase3 thing4
)


def plant(db: sqlite3.Connection, pages: list[str]) -> None:
    """Create whatever of the demo content is missing; `pages` replaces the published pages when given."""
    app = find_app(db, DEMO_APPID) or App(DEMO_APPID, DEMO_SECRET, categories=["616", "612", "790"])
    if pages:
        app.published_pages = pages
        app.trial_pages = pages
    save_app(db, app)
    for user in DEMO_USERS:
        add_user(db, user.alias, phone=user.phone, risk_rank=user.risk_rank)
    for template in TEMPLATES:
        item = LIBRARY[template.tid]
        fields = fields_of(item, list(template.keywords))
        db.execute(
            "INSERT OR IGNORE INTO templates (id, appid, tid, title, type, content, example, fields)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (template_id_for(template.purpose), DEMO_APPID, str(item.tid), item.title, ONE_TIME, *described(fields)),
        )


def add_user(
    db: sqlite3.Connection,
    alias: str,
    *,
    phone: str | None = None,
    country: str = "86",
    risk_rank: int = 0,
    appid: str = DEMO_APPID,
) -> sqlite3.Row:
    """Create the user with this alias unless it exists, and return it."""
    alias = alias.strip()
    row = (alias, openid_for_alias(alias), unionid_for_alias(alias), appid, phone, country, risk_rank)
    db.execute(
        "INSERT OR IGNORE INTO users (alias, openid, unionid, appid, phone, country, risk_rank)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    user = find_user(db, alias=alias)
    assert user is not None
    return user


def pages_of(app_json: Path) -> list[str]:
    """Return every page an app.json declares, those of sub-packages included."""
    declared = json.loads(app_json.read_text(encoding="utf-8"))
    pages = list(declared.get("pages", []))
    for package in declared.get("subPackages", declared.get("subpackages", [])):
        pages += [f"{package['root'].strip('/')}/{page}" for page in package.get("pages", [])]
    return pages
