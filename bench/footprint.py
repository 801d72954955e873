"""Memory of everything that ``scripts/run`` starts: ``python -m bench.footprint``."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.embedded import postgres
from app.embedded.folders import home_of
from bench.processes import PROC, descendants, memory
from bench.server import ROOT
from bench.web import free_port

READY_SECONDS = 300
REQUESTS = 400
WEB_LIMIT = 150
WHOLE_LIMIT = 600


def main() -> int:
    """Start the service on a fresh folder, use it a little, print what it holds, stop it."""
    with tempfile.TemporaryDirectory(prefix="huanbao-footprint-") as folder:
        port = free_port()
        environment = {**os.environ, "DATA_DIR": folder}
        command = [str(ROOT / "scripts" / "run"), "--port", str(port)]
        with (Path(folder) / "run.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _await(port, process, Path(folder) / "run.log")
            _use(port)
            return _report(process.pid, home_of(Path(folder)))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
            postgres.erase(Path(folder))


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            _get(port, "/healthz")
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text(encoding="utf-8")) from None
            time.sleep(0.5)
        else:
            return


def _use(port: int) -> None:
    """Let every thread of the web process answer something, so that nothing is lazily left out."""
    for _ in range(REQUESTS):
        _get(port, "/openapi.json")
        _get(port, "/v1/activities")


def _get(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def _report(pid: int, home: Path) -> int:
    server = int((home / "cluster" / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    rows, total = [], 0
    for member in [*descendants(pid), server]:
        if member == server:
            held, name = memory(server), "PostgreSQL, all of it"
        else:
            command = (PROC / str(member) / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            held, name = memory(member, alone=True), command.rpartition("/")[2][:60]
        total += held.proportional
        rows.append(f"| {name} | {held.resident // 1024} | {held.proportional // 1024} |")
    lines = ["| process | RSS MiB | PSS MiB |", "|---|---|---|", *rows, f"| together | | {total // 1024} |"]
    sys.stdout.write("\n".join(lines) + f"\n\nlimit {WHOLE_LIMIT} MiB in all, {WEB_LIMIT} MiB for one web process\n")
    return 0 if total // 1024 <= WHOLE_LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
