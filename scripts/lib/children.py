"""Child processes of the running service: started in order, stopped in reverse, never left behind."""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LEFTOVER_SECONDS = 10


@dataclass
class Child:
    """One running program with its own log."""

    title: str
    process: subprocess.Popen[bytes]
    log: Path
    patience: int


@dataclass
class Children:
    """All programs of one service; ``ended`` is set as soon as any of them ends."""

    register: Path
    logs: Path
    ended: threading.Event = field(default_factory=threading.Event)
    _running: list[Child] = field(default_factory=list)

    def start(self, title: str, command: list[str], *, environment: Mapping[str, str], patience: int) -> Child:
        """Start a program; it gets so many seconds to end when it is asked to."""
        log = self.logs / f"{title}.log"
        child = Child(title, _popen(command, environment, log), log, patience)
        self._running.append(child)
        self._write_register()
        threading.Thread(target=self._watch, args=[child], daemon=True).start()
        return child

    def first_ended(self) -> Child | None:
        """Return a program that ended by itself, or None."""
        return next((child for child in self._running if child.process.poll() is not None), None)

    def stop(self, *, hurry: threading.Event) -> None:
        """Stop all programs, the last started first; ``hurry`` cuts their time short. Twice is harmless."""
        while self._running:
            child = self._running.pop()
            _end(child, hurry)
            self._write_register()
        self.register.unlink(missing_ok=True)

    def _watch(self, child: Child) -> None:
        child.process.wait()
        self.ended.set()

    def _write_register(self) -> None:
        pids = [child.process.pid for child in self._running]
        entries = [{"pid": pid, "birth": birth_of(pid)} for pid in pids]
        self.register.write_text(json.dumps(entries), encoding="utf-8")


def end_leftovers(register: Path) -> int:
    """End the programs that a killed service left behind; return how many there were."""
    try:
        entries = [(int(entry["pid"]), str(entry["birth"])) for entry in json.loads(register.read_text())]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    # A number alone proves nothing: it may have been given to somebody else's process since.
    alive = [(pid, birth) for pid, birth in entries if birth and birth_of(pid) == birth]
    for pid, _ in alive:
        _signal_group(pid, signal.SIGTERM)
    deadline = time.monotonic() + LEFTOVER_SECONDS
    for pid, birth in alive:
        while birth_of(pid) == birth:
            if time.monotonic() > deadline:
                _signal_group(pid, signal.SIGKILL)
                break
            time.sleep(0.1)
    register.unlink(missing_ok=True)
    return len(alive)


def birth_of(pid: int) -> str:
    """Return when a process was born, in whatever words the system has; empty when it is not alive."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return ""
    else:
        fields = state.rpartition(")")[2].split()
        return "" if fields[0] == "Z" else fields[19]
    asked = ["ps", "-o", "lstart=", "-p", str(pid)]
    return subprocess.run(asked, check=False, capture_output=True, text=True).stdout.strip()


def _popen(command: list[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    with log.open("wb") as output:
        # A session of its own: Ctrl-C at the terminal reaches the service alone, which stops all in order.
        return subprocess.Popen(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _end(child: Child, hurry: threading.Event) -> None:
    if child.process.poll() is None:
        child.process.terminate()
        deadline = time.monotonic() + child.patience
        while not hurry.is_set() and time.monotonic() < deadline:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=0.2)
                break
    _signal_group(child.process.pid, signal.SIGKILL)  # whatever the program itself left behind
    child.process.wait()


def _signal_group(leader: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)
