"""Where an embedded server keeps its data and its socket, without opening anybody's folders."""

import os
import re
import stat
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.embedded.account import Account, can_enter
from app.embedded.errors import EmbeddedServerError
from app.embedded.programs import MACHINE_STORE

LONGEST_SOCKET_FOLDER = 80  # bytes; the kernel's limit of about 104 includes the socket's own name
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]+")  # others would need escaping in addresses and in the server's settings


@dataclass(frozen=True)
class ServerFolders:
    """The inside of one server's folder."""

    home: Path

    @property
    def cluster(self) -> Path:
        """The data of PostgreSQL itself."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        """What the server writes since its last start."""
        return self.home / "server.log"


def home_of(data_dir: Path) -> Path:
    """Return the server's folder inside the data folder.

    When root keeps the folders above closed to other accounts, it is a folder of the machine instead.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return data_dir / "postgres"
    if data_dir.stat().st_uid == 0:
        # Passing through our own folder shows nothing of it; the folders above are not touched.
        data_dir.chmod(stat.S_IMODE(data_dir.stat().st_mode) | stat.S_IXGRP | stat.S_IXOTH)
    if can_enter(data_dir.resolve()):
        return data_dir / "postgres"
    return MACHINE_STORE / f"data-{_short_hash(data_dir)}"


def socket_folder(home: Path, account: Account) -> Path:
    """Return the folder of the server's socket: its home, or a private one when that path is too long.

    Raises:
        EmbeddedServerError: somebody else made the private folder first.
    """
    if len(os.fsencode(home)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(str(home)):
        return home
    folder = temporary_folder() / f"huanbao-{_short_hash(home)}"
    if not folder.is_symlink() and not folder.exists():
        folder.mkdir(mode=0o700)
        account.own(folder)
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != account.uid or stat.S_IMODE(state.st_mode) != 0o700:
        raise EmbeddedServerError(f"文件夹 {folder} 不是本程序建立的，为安全起见不使用，请删除后再试")
    return folder


def temporary_folder() -> Path:
    """Return a temporary folder that the server's account can enter; root's own may be closed to it."""
    chosen = Path(tempfile.gettempdir()).resolve()
    if os.geteuid() != 0 or can_enter(chosen):
        return chosen
    ours = MACHINE_STORE / "temporary"
    ours.mkdir(parents=True, exist_ok=True)
    return ours


def _short_hash(path: Path) -> str:
    return sha256(os.fsencode(path.resolve())).hexdigest()[:12]
