"""The virtual environment of the project and what is installed in it."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from failure import Failure, Status, not_writable

ROOT = Path(__file__).resolve().parents[2]
COMPILER_MISSING = re.compile(
    r"command '?\S*(gcc|cc|clang|c\+\+)\S*'? failed|unable to execute '?\S*(gcc|cc|clang)"
    r"|No such file or directory: '?\S*(gcc|cc|clang)|Microsoft Visual C\+\+|error: linker .* not found",
    re.IGNORECASE,
)
NO_SPACE = re.compile(r"No space left on device", re.IGNORECASE)
HASH_MISMATCH = re.compile(r"DO NOT MATCH THE HASHES", re.IGNORECASE)


class Environment:
    """A folder made by ``python -m venv`` and filled from one requirements file with hashes."""

    def __init__(self, folder: Path = ROOT / ".venv") -> None:
        self._folder = folder

    @property
    def python(self) -> Path:
        """The environment's own Python."""
        return self._folder / "bin" / "python"

    def install(self, requirements: str, *, log: Path) -> None:
        """Make the environment if needed and install what the file pins; nothing to do means no time spent.

        Raises:
            Failure: it cannot be made or filled; the text says why.
        """
        source = ROOT / requirements
        if self._is_usable() and self._holds(source):
            return
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            self._create_if_needed()
            self._fill(source, log=log)
        except OSError as error:
            raise not_writable(self._folder, error) from None

    def _is_usable(self) -> bool:
        check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
        try:
            return subprocess.run([self.python, "-c", check], capture_output=True, check=False).returncode == 0
        except OSError:
            return False

    def _holds(self, source: Path) -> bool:
        stamp = self._stamp(source)
        return stamp.exists() and stamp.read_text() == _fingerprint(source)

    def _stamp(self, source: Path) -> Path:
        return self._folder / f".installed-{source.stem}"

    def _create_if_needed(self) -> None:
        if self._is_usable():
            return
        shutil.rmtree(self._folder, ignore_errors=True)
        if os.path.lexists(self._folder):
            raise Failure(Status.NOT_WRITABLE, f"{self._folder} 坏了又删不掉，请手工删除后再试。")
        self._folder.mkdir(parents=True)
        _say("正在建立运行环境……")
        made = subprocess.run(
            [sys.executable, "-m", "venv", str(self._folder)],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        if made.returncode == 0 and self._is_usable():
            return
        shutil.rmtree(self._folder, ignore_errors=True)
        raise explain_venv_failure(made.stdout, self._folder)

    def _fill(self, source: Path, *, log: Path) -> None:
        _say("正在安装依赖，第一次约需一两分钟……")
        for stamp in self._folder.glob(".installed-*"):
            stamp.unlink()  # an installation cut off half-way must not look finished
        options = ["--require-hashes", "--no-input", "--disable-pip-version-check", "--no-warn-script-location"]
        with log.open("w", encoding="utf-8") as output:
            done = subprocess.run(
                [self.python, "-m", "pip", "install", *options, "-r", str(source)],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUTF8": "1"},
            )
        if done.returncode != 0:
            raise explain_pip_failure(log.read_text(encoding="utf-8", errors="replace"), log)
        self._stamp(source).write_text(_fingerprint(source))
        if source.name == "requirements-dev.txt":  # it contains the other one, pin by pin
            runtime = source.with_name("requirements.txt")
            self._stamp(runtime).write_text(_fingerprint(runtime))


def explain_venv_failure(output: str, folder: Path) -> Failure:
    """Return the reason why ``python -m venv`` gave no environment."""
    if "ensurepip" in output or "No module named venv" in output:
        return Failure(
            Status.NO_VENV,
            "这个 Python 缺少 venv 组件。Debian、Ubuntu 请先运行：sudo apt install python3-venv",
        )
    if NO_SPACE.search(output):
        return Failure(Status.NOT_WRITABLE, "磁盘已满，请腾出空间再试。")
    if "Permission denied" in output or "Read-only file system" in output or "not permitted" in output:
        return Failure(Status.NOT_WRITABLE, f"{folder.parent} 不能写入，请检查文件夹权限，或换一个能写的文件夹。")
    return Failure(Status.NO_VENV, f"建立运行环境失败：{output.strip().rpartition(chr(10))[2]}")


def explain_pip_failure(output: str, log: Path) -> Failure:
    """Return the reason why pip did not install, read from what it printed."""
    if NO_SPACE.search(output):
        return Failure(Status.NOT_WRITABLE, "磁盘已满，依赖没有装完。请腾出空间再试。")
    if COMPILER_MISSING.search(output):
        return Failure(
            Status.NO_COMPILER,
            "这台电脑没有现成的安装包，需要 C 编译器。请先安装（Debian：sudo apt install build-essential），"
            f"或换用 Python 3.11 到 3.14。详情见 {log}",
        )
    if HASH_MISMATCH.search(output):
        return Failure(Status.NOT_INSTALLED, f"下载的依赖和登记的校验值不一致，没有安装。详情见 {log}")
    return Failure(Status.NOT_INSTALLED, f"依赖没有装上，请检查网络后再试。详情见 {log}")


def _fingerprint(source: Path) -> str:
    return hashlib.sha256(source.read_bytes()).hexdigest()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
