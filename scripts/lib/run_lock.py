"""At most one service runs on a data folder; the kernel forgets the holder when it dies."""

import fcntl
import json
import os
from pathlib import Path

from failure import Failure, Status, not_writable

NAME = "run.lock"


def take_run_lock(data_dir: Path) -> int:
    """Return the descriptor of the held lock; it is held as long as the descriptor is open.

    Raises:
        Failure: another service runs on this data folder, or the folder cannot be written.
    """
    path = data_dir / NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise not_writable(data_dir, error) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise Failure(Status.ALREADY_RUNNING, _holder(path)) from None
    note_holder(data_dir, url=None)
    return descriptor


def note_holder(data_dir: Path, *, url: str | None) -> None:
    """Write down who holds the lock and where the service answers, for the next one who tries."""
    (data_dir / NAME).write_text(json.dumps({"pid": os.getpid(), "url": url}), encoding="utf-8")


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        where = f"，地址 {holder['url']}" if holder["url"] else "，还在启动"
        return f"服务已经在运行（进程号 {holder['pid']}{where}）。要停止它，请在那个终端按 Ctrl-C。"
    except (OSError, ValueError, KeyError, TypeError):
        return "服务已经在另一个终端里启动。"
