"""``scripts/test``: the static checks one after the other, then pytest. Runs inside the virtual environment."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.executable).parent
STAGES = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy", "--strict", "points", "app"],
    "lint-imports": ["lint-imports"],
    "hadolint": ["hadolint", "Dockerfile"],
}


def main(arguments: list[str]) -> None:
    """Run every stage; the first that fails ends the run. Pytest comes last and has the last word."""
    summary: list[str] = []
    for name, command in STAGES.items():
        program = shutil.which(command[0], path=f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', '')}")
        if program is None:
            summary.append(f"  {name}: not available on this platform")
            continue
        started = time.monotonic()
        status = subprocess.run([program, *command[1:]], cwd=ROOT, check=False).returncode
        summary.append(f"  {name}: {'ok' if status == 0 else f'FAILED ({status})'}, {time.monotonic() - started:.1f} s")
        if status != 0:
            _print_summary(summary)
            sys.exit(status)
    _print_summary(summary)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])


def _print_summary(summary: list[str]) -> None:
    sys.stdout.write("\n".join(["Static checks:", *summary, ""]))
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
