"""gunicorn with the project's own configuration, for the service and for the hello application."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path

from bench.server import ROOT

START_SECONDS = 30


class Gunicorn(AbstractContextManager["Gunicorn"]):
    """One gunicorn with one gthread worker, exactly as gunicorn.conf.py says, but never recycled within a run."""

    def __init__(self, application: str, probe: str, *, environment: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self._probe = probe
        environment = {**os.environ, **environment, "LISTEN": f"127.0.0.1:{self.port}"}
        command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--max-requests", "0", application]
        self._log = log.open("wb")
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=self._log, stderr=subprocess.STDOUT, start_new_session=True
        )
        self.pid = self._process.pid
        self._await()

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return ("127.0.0.1", self.port)

    def _await(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                connection = http.client.HTTPConnection(*self.address, timeout=2)
                connection.request("GET", self._probe)
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"gunicorn did not come up, see {self._log.name}")
            time.sleep(0.2)

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


def free_port() -> int:
    """Return a port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def service_environment(database_url: str, data_dir: Path) -> dict[str, str]:
    """Return the settings of a service that is measured: development keys, WeChat out of reach."""
    return {
        "ENVIRONMENT": "development",
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url,
        "LOG_LEVEL": "INFO",
        "WECHAT_APPID": "wxsandbox0000000001",
        "WECHAT_SECRET": "sandbox-secret-of-the-bench",
        "WECHAT_GATEWAY_URL": "http://127.0.0.1:9",
    }
