"""``scripts/test``: static checks, the mini-program, then pytest. Runs inside the virtual environment."""

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
COMMANDS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy", "--strict", "points", "app"],
    "lint-imports": ["lint-imports"],
    "hadolint": ["hadolint", "Dockerfile"],
}


def main(arguments: list[str]) -> None:
    """Run every stage; the first that fails ends the run. Pytest comes last and has the last word.

    With arguments for pytest the mini-program's stages are left out: somebody wants one answer quickly.
    """
    stages: dict[str, Callable[[], int | str]] = {name: _command(words) for name, words in COMMANDS.items()}
    if not arguments:
        stages |= {name: phone_stage(check) for name, check in phone_checks.STAGES.items()}
    summary: list[str] = []
    for name, stage in stages.items():
        started = time.monotonic()
        outcome = stage()
        if isinstance(outcome, str):
            summary.append(f"  {name}: {outcome}")
            continue
        verdict = "ok" if outcome == 0 else f"FAILED ({outcome})"
        summary.append(f"  {name}: {verdict}, {time.monotonic() - started:.1f} s")
        if outcome != 0:
            _print_summary(summary)
            sys.exit(outcome)
    _print_summary(summary)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])


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


def _print_summary(summary: list[str]) -> None:
    sys.stdout.write("\n".join(["Checks:", *summary, ""]))
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
