"""From a bare Python to an installed environment, and every reason why that may fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from environment import Environment, explain_pip_failure, explain_venv_failure
from failure import Failure, Status

from tests.commands.conftest import ROOT

FIND_PYTHON = ROOT / "scripts" / "lib" / "find_python.sh"
PIP_SAYS = {
    "gcc missing": ("error: command 'gcc' failed: No such file or directory", Status.NO_COMPILER),
    "gcc with a target": ("error: command 'x86_64-linux-gnu-gcc' failed with exit status 1", Status.NO_COMPILER),
    "gcc with a path": ("error: command '/usr/bin/gcc' failed with exit code 1", Status.NO_COMPILER),
    "old wording": ("unable to execute 'cc': No such file or directory", Status.NO_COMPILER),
    "rust": ("error: linker `cc` not found", Status.NO_COMPILER),
    "disk": ("ERROR: Could not install: [Errno 28] No space left on device", Status.NOT_WRITABLE),
    "hash": ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", Status.NOT_INSTALLED),
    "network": ("ERROR: Could not find a version that satisfies the requirement x", Status.NOT_INSTALLED),
}
VENV_SAYS = {
    "debian": ("The virtual environment was not created successfully because ensurepip is not", Status.NO_VENV),
    "cut down": ("/usr/bin/python3: No module named venv", Status.NO_VENV),
    "read only": ("Error: [Errno 30] Read-only file system: '/srv/x/.venv'", Status.NOT_WRITABLE),
    "permission": ("Error: [Errno 13] Permission denied: '/srv/x/.venv'", Status.NOT_WRITABLE),
    "disk": ("Error: [Errno 28] No space left on device", Status.NOT_WRITABLE),
    "anything else": ("Segmentation fault", Status.NO_VENV),
}


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    file = tmp_path / "requirements.txt"
    file.write_text("# nothing is needed\n")
    return file


@pytest.mark.parametrize(("output", "status"), PIP_SAYS.values(), ids=PIP_SAYS)
def test_pip_failure_is_explained_in_one_line(output: str, status: Status) -> None:
    failure = explain_pip_failure(output, Path("/srv/install.log"))

    assert failure.status == status
    assert "\n" not in failure.line


@pytest.mark.parametrize(("output", "status"), VENV_SAYS.values(), ids=VENV_SAYS)
def test_venv_failure_is_explained_in_one_line(output: str, status: Status) -> None:
    failure = explain_venv_failure(f"{output}\n", Path("/srv/x/.venv"))

    assert failure.status == status
    assert "\n" not in failure.line


def test_environment_when_missing_is_made_and_when_current_is_left_alone(tmp_path: Path, requirements: Path) -> None:
    environment, log = Environment(tmp_path / ".venv"), tmp_path / "logs" / "install.log"

    environment.install(str(requirements), log=log)
    log.unlink()
    environment.install(str(requirements), log=log)

    assert environment.python.exists()
    assert not log.exists()


def test_environment_when_half_made_is_made_anew(tmp_path: Path, requirements: Path) -> None:
    half_made = tmp_path / ".venv" / "bin"
    half_made.mkdir(parents=True)
    (half_made / "python").symlink_to("/nowhere/python")

    Environment(tmp_path / ".venv").install(str(requirements), log=tmp_path / "install.log")

    assert subprocess.run([half_made / "python", "-m", "pip", "--version"], capture_output=True).returncode == 0


def test_environment_when_pip_fails_does_not_look_finished(
    tmp_path: Path, requirements: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment, log = Environment(tmp_path / ".venv"), tmp_path / "install.log"
    requirements.write_text(f"a-package-that-is-nowhere==1.0 --hash=sha256:{'0' * 64}\n")
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}.items():
        monkeypatch.setenv(name, value)

    for _ in range(2):
        with pytest.raises(Failure) as caught:
            environment.install(str(requirements), log=log)

        assert caught.value.status == Status.NOT_INSTALLED
        assert "a-package-that-is-nowhere" in log.read_text()


def test_environment_in_a_place_that_cannot_be_written_is_told(tmp_path: Path, requirements: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Failure) as caught:
        Environment(tmp_path / "file" / ".venv").install(str(requirements), log=tmp_path / "install.log")

    assert caught.value.status == Status.NOT_WRITABLE


def test_old_python_is_told_in_one_line(tmp_path: Path) -> None:
    for name in ("python3", "python"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")  # what an old Python answers to the question
        (tmp_path / name).chmod(0o755)

    done = _source_find_python({"PATH": str(tmp_path)})

    assert (done.returncode, done.stdout) == (10, "")
    assert done.stderr.startswith("✗ 需要 Python 3.11")
    assert done.stderr.count("\n") == 1


def test_python_named_by_the_person_is_taken_first(tmp_path: Path) -> None:
    done = _source_find_python({"PATH": str(tmp_path), "PYTHON": sys.executable})

    assert (done.returncode, done.stdout) == (0, f"{sys.executable}\n")


def _source_find_python(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    shell = shutil.which("sh")
    assert shell is not None
    script = f'set -u; . "{FIND_PYTHON}"; echo "$python"'
    return subprocess.run(
        [shell, "-c", script], env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
