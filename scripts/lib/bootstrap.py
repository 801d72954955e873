"""From a bare Python to a ready virtual environment; then hand over to the command proper.

Standard library only. Started by ``scripts/run`` and ``scripts/test``.
"""

import fcntl
import os
import signal
import sys
from pathlib import Path

from arguments import parse_run_arguments
from environment import ROOT, Environment
from failure import Failure, Status, not_writable
from run_lock import take_run_lock

REQUIREMENTS = {"run": "requirements.txt", "test": "requirements-dev.txt"}
PROGRAMS = {"run": "service.py", "test": "checks.py"}


def main(command: str, arguments: list[str]) -> None:
    """Prepare the environment and replace this process by the command."""
    os.chdir(ROOT)
    data_dir = Path(os.environ.get("DATA_DIR") or "var").absolute()
    if command == "run":
        parse_run_arguments(arguments)  # a slip is told before anything is installed
        # Inherited through exec: whoever holds it is the one running service of this folder.
        os.set_inheritable(take_run_lock(data_dir), True)
    install(REQUIREMENTS[command], data_dir)
    python = str(Environment().python)
    program = str(Path(__file__).with_name(PROGRAMS[command]))
    # The service stops everything in order; until it is ready to, Ctrl-C must not end it half-way.
    if command == "run":
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.execve(python, [python, program, *arguments], {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"})


def install(requirements: str, data_dir: Path) -> None:
    """Bring the virtual environment up to date; only one process at a time does."""
    lock_path = data_dir / "install.lock"
    try:
        lock_path.parent.mkdir(parents=True, exist_ok=True)
        lock = lock_path.open("a")
    except OSError as error:
        raise not_writable(data_dir, error) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stdout.write("另一个终端正在安装依赖，等它装完……\n")
            sys.stdout.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
        Environment().install(requirements, log=data_dir / "logs" / "install.log")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except Failure as failure:
        sys.stderr.write(f"✗ {failure.line}\n")
        sys.exit(failure.status)
    except KeyboardInterrupt:
        sys.exit(Status.INTERRUPTED)
