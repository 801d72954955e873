"""CPU time and memory of process trees, read from /proc."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

TICK_MICROSECONDS = 1_000_000 // os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


@dataclass(frozen=True)
class Memory:
    """Memory of a process tree in KiB; ``proportional`` shares common pages out among their users."""

    resident: int
    proportional: int


def descendants(pid: int) -> list[int]:
    """Return a process and everything below it that is alive."""
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                fields = _stat(int(folder.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def cpu_microseconds(pid: int) -> int:
    """Return user and system time of a tree, with children that ended and were waited for."""
    total = 0
    for member in descendants(pid):
        try:
            fields = _stat(member)
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(value) for value in fields[11:15])  # utime, stime and those of reaped children
    return total * TICK_MICROSECONDS


def memory(pid: int, *, alone: bool = False) -> Memory:
    """Return the memory of a tree, or of one process alone, now."""
    resident = proportional = 0
    for member in [pid] if alone else descendants(pid):
        try:
            lines = (PROC / str(member) / "smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        values = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
        resident += values["Rss"]
        proportional += values["Pss"]
    return Memory(resident, proportional)


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the command's name: the state, the parent and so on."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
