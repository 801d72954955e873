"""``scripts/test``: static checks and pytest, and the mini-program beside them. Runs inside the virtual environment."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import phone_checks

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.executable).parent
PHONE_ONLY = "--phone"
PHONE_LOG = ROOT / "var" / "logs" / "phone.log"
COMMANDS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy", "--strict", "points", "app"],
    "lint-imports": ["lint-imports"],
    "hadolint": ["hadolint", "Dockerfile"],
}


def main(arguments: list[str]) -> None:
    """Run every stage and end with the first status that is not 0.

    The mini-program's stages take as long as pytest and mostly wait for a browser, so they run beside it. With
    arguments for pytest they are left out: somebody wants one answer quickly. With ``--phone`` they alone are run.
    """
    if arguments == [PHONE_ONLY]:
        sys.exit(_run({name: phone_stage(check) for name, check in phone_checks.STAGES.items()}))
    status = _run({name: _command(words) for name, words in COMMANDS.items()})
    if status != 0:
        sys.exit(status)
    phone = None if arguments else _start_phone()
    status = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode
    if phone is not None:
        status = status or phone.wait()
        sys.stdout.write(PHONE_LOG.read_text(encoding="utf-8", errors="replace"))
    sys.exit(status)


def _start_phone() -> "subprocess.Popen[bytes]":
    PHONE_LOG.parent.mkdir(parents=True, exist_ok=True)
    with PHONE_LOG.open("wb") as output:
        command = [sys.executable, os.fspath(Path(__file__)), PHONE_ONLY]
        return subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)


def _run(stages: dict[str, Callable[[], int | str]]) -> int:
    """Run stages up to the first that fails, say how each went, and return the last status."""
    summary: list[str] = []
    outcome: int | str = 0
    for name, stage in stages.items():
        started = time.monotonic()
        outcome = stage()
        if isinstance(outcome, str):
            summary.append(f"  {name}: {outcome}")
            continue
        verdict = "ok" if outcome == 0 else f"FAILED ({outcome})"
        summary.append(f"  {name}: {verdict}, {time.monotonic() - started:.1f} s")
        if outcome != 0:
            break
    sys.stdout.write("\n".join(["Checks:", *summary, ""]))
    sys.stdout.flush()
    return 0 if isinstance(outcome, str) else outcome


def _command(words: list[str]) -> Callable[[], int | str]:
    """Return a stage that runs a program and gives its status, or says that the platform has no such program."""

    def stage() -> int | str:
        program = shutil.which(words[0], path=f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', '')}")
        if program is None:
            return "not available on this platform"
        return subprocess.run([program, *words[1:]], cwd=ROOT, check=False).returncode

    return stage


def phone_stage(check: Callable[[], int]) -> Callable[[], int | str]:
    """Return a stage of the mini-program. What is missing on one's own machine is said; CI fails."""

    def stage() -> int | str:
        try:
            return check()
        except phone_checks.CannotCheck as missing:
            if os.environ.get("CHECKS") != "complete":
                return f"not checked, {missing}"
            sys.stdout.write(f"✗ {missing}\n")
            return 1

    return stage


if __name__ == "__main__":
    main(sys.argv[1:])
