"""The commands as a person starts them: real processes on a data folder of their own."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.embedded import postgres

ROOT = Path(__file__).resolve().parents[2]
READY_LINE = "按 Ctrl-C 停止，数据会保留。"
START_SECONDS = 180
sys.path.insert(0, str(ROOT / "scripts" / "lib"))


class Command:
    """One ``./scripts/run`` and everything it printed."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self._data_dir = environment["DATA_DIR"]
        self.process = subprocess.Popen(
            [str(ROOT / "scripts" / "run"), *arguments],
            env={**os.environ, "PYTHONUTF8": "1", "PYTHON": sys.executable, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._lines: list[str] = []
        self._printed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def output(self) -> str:
        """What has been printed so far."""
        with self._printed:
            return "".join(self._lines)

    def wait_for(self, text: str = READY_LINE) -> None:
        """Wait until a line with the text is printed, or fail with everything that was."""
        with self._printed:
            self._printed.wait_for(lambda: text in "".join(self._lines) or not self._reader.is_alive(), START_SECONDS)
            assert text in "".join(self._lines)

    def finish(self, answer: str = "") -> int:
        """Answer the question if there is one, wait for the end and return the status."""
        assert self.process.stdin is not None
        self.process.stdin.write(answer)
        self.process.stdin.close()
        status = self.process.wait(START_SECONDS)
        self._reader.join(START_SECONDS)
        return status

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask for the end and return the status."""
        self.process.send_signal(number)
        return self.finish()

    def processes(self) -> list[psutil.Process]:
        """Return everything alive that works on the same data folder."""
        return [process for process in psutil.process_iter() if self._belongs(process)]

    def kill_everything(self) -> None:
        """Leave nothing behind, whatever the test found."""
        for process in self.processes():
            process.kill()

    def _belongs(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE or process.pid == os.getpid():
                return False
            return process.environ().get("DATA_DIR") == self._data_dir or any(
                part.startswith(self._data_dir) for part in process.cmdline()
            )
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                with self._printed:
                    self._lines.append(line)
                    self._printed.notify_all()


class Machine:
    """A data folder, a free port, and the commands started on them."""

    def __init__(self, data_dir: Path, environment: dict[str, str]) -> None:
        self.data_dir = data_dir
        self.environment = {"DATA_DIR": str(data_dir), "ENVIRONMENT": "development", **environment}
        self.port = free_port()
        self._started: list[Command] = []

    @property
    def url(self) -> str:
        """Where the service of this machine answers."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments: str, **environment: str) -> Command:
        """Start ``./scripts/run`` on this machine's port."""
        command = Command(["--port", str(self.port), "--no-preview", *arguments], {**self.environment, **environment})
        self._started.append(command)
        return command

    def clean(self) -> None:
        """End what is left and remove the embedded server's data."""
        for command in self._started:
            command.kill_everything()
        if self.data_dir.parent.is_dir():
            postgres.erase(self.data_dir)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def bare_machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine where nothing was ever started; its database is the embedded one."""
    machine = Machine(tmp_path / "var", {})
    yield machine
    machine.clean()


@pytest.fixture
def machine(tmp_path: Path, server: postgres.Server, database_name: str) -> Iterator[Machine]:
    """A machine with a database server of its own, already migrated."""
    urls = {
        "DATABASE_URL": server.url_of(database_name),
        "MIGRATION_DATABASE_URL": server.url_of(database_name, owner=True),
    }
    machine = Machine(tmp_path / "var", urls)
    yield machine
    machine.clean()
