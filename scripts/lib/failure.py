"""Failures that a person at the terminal can act on: one clear line and a status of its own."""

import errno
from enum import IntEnum
from pathlib import Path


class Status(IntEnum):
    """Exit statuses of the commands in this folder; 10 (no suitable Python) is given by find_python.sh."""

    NOT_WRITABLE = 11
    NO_VENV = 12
    NOT_INSTALLED = 13
    NO_COMPILER = 14
    ALREADY_RUNNING = 15
    PORT_BUSY = 16
    NO_DATABASE = 17
    NOT_MIGRATED = 18
    NO_DEMO = 19
    NOT_HEALTHY = 20
    CHILD_ENDED = 21
    NOT_CONFIRMED = 22
    BAD_SETTINGS = 78
    INTERRUPTED = 130


class Failure(Exception):
    """Ends the command with a line in Chinese and a status."""

    def __init__(self, status: Status, line: str) -> None:
        super().__init__(line)
        self.status = status
        self.line = line


def not_writable(path: Path, error: OSError) -> Failure:
    """Return the failure for a folder or file that cannot be made."""
    if error.errno == errno.ENOSPC:
        return Failure(Status.NOT_WRITABLE, f"磁盘已满，写不进 {path}。请腾出空间再试。")
    return Failure(Status.NOT_WRITABLE, f"{path} 不能写入，请检查文件夹权限，或换一个能写的文件夹。")
