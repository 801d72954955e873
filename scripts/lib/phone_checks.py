"""The mini-program's own checks: types, lint, build, unit tests, the browser host, journeys in Chromium.

Needs Node.js 20 (the machine's own, else from PyPI), its npm packages, and Chromium with a Chinese font. The last two
are installed with apt-get when that may be done; otherwise one line says what to install.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from node import ROOM, ROOT, Node, NoNode, find_node

LOG = ROOT / "var" / "logs" / "phone-checks.log"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")
FONTS = ("NotoSansCJK-Regular.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc")
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
COMPILER = ROOM / "official"


class CannotCheck(Exception):
    """Something is missing on this machine; the text says what to install."""


def check_phone() -> int:
    """Check and test the app as it is written. Return the status of the first step that failed, or 0.

    Raises:
        CannotCheck: Node.js or Chromium is missing and cannot be installed from here.
    """
    node, environment = _prepare()
    steps = [[*node.npm, "run", "--silent", name] for name in ("check", "test")]
    return _first_failure(steps, environment)


def check_official_package() -> int:
    """Compile the app with WeChat's own compiler and play the journeys on what comes out; answers as `check_phone`.

    Raises:
        CannotCheck: as `check_phone`; the compiler's packages come from npm, too.
    """
    node, environment = _prepare(COMPILER)
    return _first_failure([[*node.npm, "run", "--silent", "test:official"]], environment)


STAGES: dict[str, Callable[[], int]] = {"mini-program": check_phone, "official compiler": check_official_package}


def _prepare(*rooms: Path) -> tuple[Node, dict[str, str]]:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    try:
        node = find_node(log=LOG)
        for room in (ROOM, *rooms):
            node.install_packages(log=LOG, room=room)
    except (NoNode, OSError) as error:
        raise CannotCheck(str(error)) from None
    chromium = find_chromium()
    path = f"{Path(node.program).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return node, {**os.environ, "PATH": path, "CHROMIUM": chromium}


def _first_failure(steps: list[list[str]], environment: dict[str, str]) -> int:
    for command in steps:
        status = subprocess.run(command, cwd=ROOM, env=environment, check=False).returncode
        if status != 0:
            return status
    return 0


def find_chromium() -> str:
    """Return Chromium's program, installing it and a Chinese font if this process may.

    Raises:
        CannotCheck: there is none, or no font that can write Chinese.
    """
    if not _is_complete() and os.geteuid() == 0 and shutil.which("apt-get"):
        with LOG.open("ab") as output:
            for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES]):
                quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
                subprocess.run(command, env=quiet, stdout=output, stderr=output, check=False)
    found = _installed_chromium()
    if found is None or not _has_chinese_font():
        missing = "Chromium" if found is None else "中文字体"
        raise CannotCheck(f"没有 {missing}，请安装：apt-get install {' '.join(PACKAGES)}")
    return found


def _is_complete() -> bool:
    return _installed_chromium() is not None and _has_chinese_font()


def _installed_chromium() -> str | None:
    given = os.environ.get("CHROMIUM")
    if given and Path(given).exists():
        return given
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def _has_chinese_font() -> bool:
    asked = shutil.which("fc-list")
    if asked:
        told = subprocess.run([asked, ":lang=zh", "file"], capture_output=True, text=True, check=False)
        return bool(told.stdout.strip())
    return any(found for folder in FONT_FOLDERS for name in FONTS for found in folder.rglob(name))


if __name__ == "__main__":
    try:
        sys.exit(STAGES[sys.argv[1]]() if len(sys.argv) > 1 else check_phone())
    except CannotCheck as missing:
        sys.exit(f"✗ {missing}")
