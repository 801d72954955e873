"""Every call is kept, with its secrets masked, for assertions and for the rid lookup."""

import re
import sqlite3
from typing import TYPE_CHECKING, Any

from flask import Request

if TYPE_CHECKING:
    from wechat_sandbox.outcome import Answer
    from wechat_sandbox.sandbox import Sandbox

KEEP_ROWS = 20_000
TEXT_LIMIT = 4_000
MASKED_NAMES = "secret|appsecret|access_token|session_key|encrypt_key"
IN_JSON = re.compile(rf'("(?:{MASKED_NAMES})"\s*:\s*)"[^"]*"')
IN_QUERY = re.compile(rf"((?:^|&)(?:{MASKED_NAMES})=)[^&]*")


def record(
    sandbox: "Sandbox", request: Request, raw: bytes, *, rid: str, answer: "Answer", elapsed_ms: int, fault: str | None
) -> None:
    """Store one call and its answer; the oldest rows make room."""
    row = (
        rid,
        sandbox.clock.now(),
        request.method,
        request.path,
        IN_QUERY.sub(r"\1***", request.query_string.decode("ascii", "replace")),
        readable(raw, request.mimetype),
        readable(answer.content, answer.content_type),
        answer.status,
        answer.errcode,
        elapsed_ms,
        fault,
    )
    with sandbox.state.transaction() as db:
        last = db.execute(
            "INSERT INTO request_log (rid, at, method, path, query, body, response, status, errcode, latency_ms, fault)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        ).lastrowid
        db.execute("DELETE FROM request_log WHERE id <= ?", ((last or 0) - KEEP_ROWS,))


def readable(content: bytes, content_type: str | None) -> str:
    """Return a body as masked text; pictures and uploads become a remark."""
    if content_type and content_type.startswith(("image/", "multipart/")):
        return f"<{len(content)} bytes>"
    text = content.decode("utf-8", "replace")[:TEXT_LIMIT]
    return IN_JSON.sub(r'\1"***"', text)


def length(db: sqlite3.Connection) -> int:
    """Return the number of the newest call."""
    row = db.execute("SELECT coalesce(max(id), 0) AS newest FROM request_log").fetchone()
    return int(row["newest"])


def find(db: sqlite3.Connection, path: str | None = None, since: int = 0) -> list[dict[str, Any]]:
    """Return the calls to `path` (or all) with an id above `since`, oldest first."""
    rows = db.execute(
        "SELECT * FROM request_log WHERE id > ? AND (? IS NULL OR path = ?) ORDER BY id", (since, path, path)
    )
    return [dict(row) for row in rows]
