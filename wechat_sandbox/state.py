"""All state of the sandbox in one SQLite database, a file or memory, safe to use from many threads."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

SCHEMA = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")
TABLES = (
    "apps", "users", "session_keys", "encrypt_keys", "codes", "tokens", "templates", "rights", "messages",
    "media_checks", "links", "counters", "limits", "facts", "jobs", "request_log", "push_log", "warnings",
)  # fmt: skip


class State:
    """One SQLite connection behind a lock; a transaction is the only way in."""

    def __init__(self, path: str = ":memory:") -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(SCHEMA)

    @contextmanager
    def transaction(self, *keep_on: type[BaseException]) -> Iterator[sqlite3.Connection]:
        """Yield the connection; keep the changes on success and on the exceptions in `keep_on`, else undo.

        A transaction opened inside another one of the same thread simply joins it.
        """
        with self._lock:
            if self._depth:
                yield self._db
                return
            self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield self._db
            except keep_on:
                self._db.execute("COMMIT")
                raise
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            else:
                self._db.execute("COMMIT")
            finally:
                self._depth -= 1

    def clear(self) -> None:
        """Forget everything."""
        with self.transaction() as db:
            for table in TABLES:
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - fixed names

    def close(self) -> None:
        """Close the database; the state cannot be used afterwards."""
        with self._lock:
            self._db.close()


@dataclass(slots=True)
class PushTarget:
    """Where and how events are pushed; the console page 消息推送 of the real platform."""

    url: str = ""
    token: str = ""
    aes_key: str = ""
    mode: str = "safe"
    format: str = "json"


@dataclass(slots=True)
class App:
    """One mini-program registered on the platform."""

    appid: str
    secret: str
    secret_frozen: bool = False
    account_frozen: bool = False
    forbidden_paths: list[str] = field(default_factory=list)
    bound_open_platform: bool = False
    subject_type: str = "gov"
    certified: bool = True
    categories: list[str] = field(default_factory=list)
    published_pages: list[str] = field(default_factory=list)
    trial_pages: list[str] = field(default_factory=list)
    plain_links: list[dict[str, str]] = field(default_factory=list)
    ip_whitelist: list[str] = field(default_factory=list)
    push: PushTarget = field(default_factory=PushTarget)
    phone_quota_left: int = 1000
    riskrank: bool = True
    longterm: bool = True


def app_from(settings: dict[str, Any]) -> App:
    """Build an App from plain JSON, ignoring unknown names."""
    known = {item.name for item in fields(App)}
    values = {name: value for name, value in settings.items() if name in known}
    if isinstance(values.get("push"), dict):
        values["push"] = PushTarget(**values["push"])
    return App(**values)


def find_app(db: sqlite3.Connection, appid: str) -> App | None:
    """Return the app with this appid, or None."""
    row = db.execute("SELECT settings FROM apps WHERE appid = ?", (appid,)).fetchone()
    return app_from(json.loads(row["settings"])) if row else None


def save_app(db: sqlite3.Connection, app: App) -> None:
    """Create or replace an app."""
    settings = json.dumps(asdict(app), ensure_ascii=False)
    db.execute("INSERT OR REPLACE INTO apps (appid, settings) VALUES (?, ?)", (app.appid, settings))


def find_user(db: sqlite3.Connection, *, alias: str | None = None, openid: str | None = None) -> sqlite3.Row | None:
    """Return the user with this alias or openid, or None."""
    found: sqlite3.Row | None = db.execute(
        "SELECT * FROM users WHERE alias = ? OR openid = ?", (alias, openid)
    ).fetchone()
    return found


def read_fact(db: sqlite3.Connection, name: str) -> str | None:
    """Return one remembered value, or None."""
    row = db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return str(row["value"]) if row else None


def write_fact(db: sqlite3.Connection, name: str, value: str) -> None:
    """Remember one value."""
    db.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (name, value))
