"""Which account runs an embedded server.

PostgreSQL refuses to run as root. Started by root, it therefore runs as a service account that owns
nothing but its own folders. No permission of any folder above them is widened for it.
"""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from typing import NamedTuple

SERVICE_ACCOUNT = "huanbao-pg"
FALLBACK_ACCOUNT = "nobody"


class Account(NamedTuple):
    """User and group of a server process."""

    uid: int
    gid: int

    @property
    def is_current(self) -> bool:
        """Tell whether this process itself runs under the account."""
        return self.uid == os.geteuid()

    def own(self, path: Path) -> None:
        """Hand a file or folder to the account."""
        if not self.is_current:
            os.chown(path, self.uid, self.gid)

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command to its end under the account, without this process's environment."""
        # PGPORT, PGDATA and the like of the caller must not reach the server.
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
        return subprocess.run(
            command,
            env=environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            user=None if self.is_current else self.uid,
            group=None if self.is_current else self.gid,
            extra_groups=None if self.is_current else [],
        )

    def can_read(self, path: Path) -> bool:
        """Tell whether the account can reach and read a file that others own."""
        if self.is_current:
            return os.access(path, os.R_OK)
        return can_enter(path.parent) and bool(path.stat().st_mode & stat.S_IROTH)


def can_enter(folder: Path) -> bool:
    """Tell whether every account can pass through the folder and all folders above it."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))


def account_for(owned: Path) -> Account:
    """Return the account for a server whose data lie in the folder: its owner, else a service account.

    Without root rights this is always the current user.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if owned.exists():
        state = owned.stat()
        if state.st_uid != 0:
            return Account(state.st_uid, state.st_gid)
    entry = _service_account()
    return Account(entry.pw_uid, entry.pw_gid)


def _service_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        useradd = shutil.which("useradd")
    if useradd is not None:
        home = ["--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
        subprocess.run([useradd, "--system", *home, SERVICE_ACCOUNT], check=False, capture_output=True)
    try:
        return pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        return pwd.getpwnam(FALLBACK_ACCOUNT)
