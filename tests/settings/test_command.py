"""``python -m app.settings``: OK or the list, never a traceback."""

import subprocess
import sys
from pathlib import Path

from tests.settings.samples import PRODUCTION

ROOT = Path(__file__).resolve().parents[2]


def check(environ: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *(command or ("-m", "app.settings"))],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_with_good_settings_says_ok() -> None:
    done = check(PRODUCTION)

    assert (done.returncode, done.stdout, done.stderr) == (0, "OK（production）\n", "")


def test_check_with_bad_settings_lists_them_and_ends_with_78() -> None:
    done = check({**PRODUCTION, "DEBUG": "true", "WEB_WORKERS": "3"})

    lines = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (78, "")
    assert lines[0] == "设置有误，服务没有启动（2 处）："
    assert [line.strip().partition("：")[0] for line in lines[1:]] == ["WEB_WORKERS", "DEBUG"]


def test_check_without_any_setting_tells_how_to_try_it() -> None:
    done = check({})

    assert done.returncode == 78
    assert "ENVIRONMENT=development" in done.stderr
    assert "Traceback" not in done.stderr


def test_gunicorn_with_bad_settings_ends_with_78_and_no_traceback() -> None:
    done = check({**PRODUCTION, "DEBUG": "true"}, "-m", "gunicorn", "-c", "gunicorn.conf.py", "app.wsgi:application")

    assert done.returncode == 78
    assert "DEBUG" in done.stderr
    assert "Traceback" not in done.stderr
