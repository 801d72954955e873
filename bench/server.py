"""An embedded PostgreSQL of the benchmark's own: for loading, for measuring, and with a slow disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from app.embedded.account import Account, account_for
from app.embedded.folders import ServerFolders, home_of
from app.embedded.postgres import SERVER_SETTINGS, Server

ROOT = Path(__file__).resolve().parent.parent
SHIM = Path(__file__).with_name("slow_fsync.c")

MEASURING = {
    **SERVER_SETTINGS,
    "max_connections": "200",
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "log_min_duration_statement": "-1",
}
"""As in service, with the memory of a server for a province; fsync and synchronous_commit are on."""

LOADING = {
    **MEASURING,
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "16GB",
    "autovacuum": "off",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}
"""Nothing is kept that a power cut could spoil: a half-loaded province is thrown away anyway."""


def refuse_demo_folder(data_dir: Path) -> None:
    """Refuse a folder in which the service itself keeps data.

    Raises:
        SystemExit: it is such a folder.
    """
    chosen = data_dir.absolute()
    services = {ROOT / "var", Path(os.environ.get("DATA_DIR") or "var").absolute()}
    if chosen in services or (chosen / "secrets.json").exists() or (chosen / "demo-loaded").exists():
        raise SystemExit(f"{chosen} 是服务自己的数据文件夹，不装入。请换一个文件夹。")


def open_server(data_dir: Path, settings: dict[str, str], *, slow_fsync: bool = False) -> Server:
    """Return the folder's own PostgreSQL, started with these settings; leaving it as a context stops it."""
    home = home_of(data_dir)
    account = account_for(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    account.own(home)
    chosen = _SlowAccount(account) if slow_fsync else account
    server = Server(ServerFolders(home), account=chosen, settings=settings)
    server.start()
    return server


class _SlowAccount(Account):
    """An account whose programs wait two milliseconds longer for the disk."""

    def __new__(cls, account: Account) -> _SlowAccount:
        return super().__new__(cls, account.uid, account.gid)

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return super().run(["env", f"LD_PRELOAD={shim()}", *command])


def shim() -> Path:
    """Return the compiled library that makes fsync and fdatasync two milliseconds slower.

    Raises:
        RuntimeError: there is no C compiler.
    """
    compiler = shutil.which("gcc") or shutil.which("cc") or shutil.which("clang")
    if compiler is None:
        raise RuntimeError("no C compiler: the slow disk cannot be tried")
    target = Path(tempfile.gettempdir()) / f"huanbao-slow-fsync-{SHIM.stat().st_mtime_ns:x}.so"
    if not target.exists():
        draft = target.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", draft, SHIM, "-ldl"], check=True)
        draft.chmod(0o755)
        draft.rename(target)
    return target
