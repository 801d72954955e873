"""An embedded Redis without persistence, for tests and for trying several web processes.

Redis is never the truth (decision D2), so this server keeps nothing on disk.
"""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from app.embedded.errors import EmbeddedServerError
from app.embedded.programs import redis_program

START_SECONDS = 15


class EmbeddedRedis:
    """One running server on a Unix socket in a private folder."""

    def __init__(self) -> None:
        self._program = redis_program()
        self._folder = Path(tempfile.mkdtemp(prefix="huanbao-redis-"))
        self._socket = self._folder / "redis.sock"
        self._process_id = os.getpid()
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for ``REDIS_URL``."""
        return f"unix://{self._socket}?db=0"

    def start(self) -> None:
        """Start the server, empty.

        Raises:
            EmbeddedServerError: it does not answer in time.
        """
        options = {
            "--port": "0",
            "--unixsocket": str(self._socket),
            "--unixsocketperm": "700",
            "--save": "",
            "--appendonly": "no",
            "--dir": str(self._folder),
            "--maxmemory": "64mb",
            "--maxmemory-policy": "volatile-ttl",
        }
        arguments = [part for pair in options.items() for part in pair]
        self._server = subprocess.Popen(
            [self._program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise EmbeddedServerError("内置 Redis 没有启动")
            time.sleep(0.02)

    def kill(self) -> None:
        """End the server at once, as a crash would; ``start()`` begins again with nothing."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None
        self._socket.unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop the server and remove its folder. Twice is harmless."""
        if os.getpid() != self._process_id:
            return
        if self._server is not None:
            self._server.terminate()
            self._server.wait()
            self._server = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(1)
            try:
                client.connect(str(self._socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def start() -> EmbeddedRedis:
    """Return a running, empty server; it ends with this process at the latest.

    Raises:
        EmbeddedServerError: no redis-server is installed, or it does not answer.
    """
    server = EmbeddedRedis()
    server.start()
    atexit.register(server.stop)
    return server
