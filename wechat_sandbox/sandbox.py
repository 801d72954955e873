"""The running sandbox: state, clock, chance, faults and options in one object."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from wechat_sandbox.chance import Chance
from wechat_sandbox.clock import Clock
from wechat_sandbox.faults import FaultTable
from wechat_sandbox.state import State, read_fact, write_fact


@dataclass(slots=True)
class Options:
    """Switches of the sandbox itself, changed with POST /_sandbox/options."""

    emit_ok_fields: bool = False  # add errcode/errmsg to the answers that normally lack them
    strict: bool = False  # refuse what would otherwise only be noted as a warning
    allow_mock_code: bool = False  # accept the literal code of the developer tools' tourist mode
    mock_user: str = "张三"
    token_ttl: int = 7200  # life of an access token in seconds
    truncate_errmsg: int = 0  # cut error texts after so many characters; 0 = never
    content_type: str = "rotate"  # or one fixed content type for JSON answers
    latency: bool = False  # realistic delays and rare failures
    retry_events: list[str] = field(default_factory=lambda: ["*"])  # event types pushed up to three times
    push_duplicate: int = 1  # how often each push is delivered
    push_reorder: bool = False  # deliver waiting pushes newest first
    push_delay_s: int = 0
    push_bad_signature: bool = False
    push_wrong_appid: bool = False
    push_stale_timestamp: bool = False


class InFlight:
    """Which keys are being worked on right now; tells a second caller that it is not alone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: set[str] = set()

    @contextmanager
    def hold(self, key: str | None) -> Iterator[bool]:
        """Yield True when somebody else already holds `key`; None is never shared."""
        if key is None:
            yield False
            return
        with self._lock:
            busy = key in self._keys
            self._keys.add(key)
        try:
            yield busy
        finally:
            if not busy:
                with self._lock:
                    self._keys.discard(key)


class Sandbox:
    """Everything one sandbox server owns."""

    def __init__(self, state: State, key: str, seed: int | None = None) -> None:
        self.state = state
        self.key = key
        self.clock = Clock()
        self.chance = Chance(seed)
        self.faults = FaultTable(self.chance)
        self.in_flight = InFlight()
        self._released = threading.Event()

    def options(self, db: sqlite3.Connection) -> Options:
        """Return the current options."""
        stored = read_fact(db, "options")
        return Options(**json.loads(stored)) if stored else Options()

    def change_options(self, db: sqlite3.Connection, changes: dict[str, Any]) -> Options:
        """Change the named options and return all of them.

        Raises:
            KeyError: for an option that does not exist.
        """
        unknown = set(changes) - {item.name for item in fields(Options)}
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        options = Options(**{**asdict(self.options(db)), **changes})
        write_fact(db, "options", json.dumps(asdict(options), ensure_ascii=False))
        return options

    def pause(self, milliseconds: int) -> None:
        """Hold the calling request for a while, or until `release` is called."""
        self._released.wait(milliseconds / 1000)

    def release(self) -> None:
        """Let every held request go on."""
        self._released.set()
        self._released = threading.Event()

    def warn(self, db: sqlite3.Connection, path: str, text: str) -> None:
        """Note something a real client should not do."""
        db.execute("INSERT INTO warnings (at, path, text) VALUES (?, ?, ?)", (self.clock.now(), path, text))
