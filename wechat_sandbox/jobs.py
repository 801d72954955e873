"""Work that falls due later: pushes and picture verdicts. Run by POST /_sandbox/advance or a ticking thread."""

import json
import sqlite3
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wechat_sandbox.sandbox import Sandbox

Runner = Callable[["Sandbox", dict[str, Any]], None]
RUNNERS: dict[str, Runner] = {}
ROUNDS_MAX = 20


def runs(kind: str) -> Callable[[Runner], Runner]:
    """Register the function that carries out jobs of a kind."""

    def register(runner: Runner) -> Runner:
        RUNNERS[kind] = runner
        return runner

    return register


def queue(db: sqlite3.Connection, due_at: int, kind: str, payload: dict[str, Any]) -> None:
    """Plan a job for `due_at` (Unix seconds)."""
    text = json.dumps(payload, ensure_ascii=False)
    db.execute("INSERT INTO jobs (due_at, kind, payload) VALUES (?, ?, ?)", (due_at, kind, text))


def queue_event(db: sqlite3.Connection, due_at: int, openid: str, event: dict[str, Any]) -> None:
    """Plan the push of an event about one user."""
    queue(db, due_at, "push", {"openid": openid, "event": event})


def run_due(sandbox: "Sandbox") -> int:
    """Carry out every job that is due, also those that earlier ones plan, and return how many ran."""
    done = 0
    for _ in range(ROUNDS_MAX):
        batch = _take_due(sandbox)
        if not batch:
            break
        for kind, payload in batch:
            RUNNERS[kind](sandbox, payload)
        done += len(batch)
    return done


def tick_forever(sandbox: "Sandbox", stopped: threading.Event) -> None:
    """Run due jobs about once a second until told to stop; for the demo."""
    while not stopped.wait(1):
        run_due(sandbox)


def _take_due(sandbox: "Sandbox") -> list[tuple[str, dict[str, Any]]]:
    """Remove the due jobs from the table, so that no second runner sees them, and return them in order."""
    now = sandbox.clock.now()
    with sandbox.state.transaction() as db:
        options = sandbox.options(db)
        reach = now - options.push_delay_s
        rows = db.execute(
            "DELETE FROM jobs WHERE (kind <> 'push' AND due_at <= ?) OR (kind = 'push' AND due_at <= ?)"
            " RETURNING id, kind, payload",
            (now, reach),
        ).fetchall()
    ordered = sorted(rows, key=lambda row: int(row["id"]), reverse=options.push_reorder)
    return [(row["kind"], json.loads(row["payload"])) for row in ordered]
