"""An embedded PostgreSQL: for trying, developing, testing and a single small office (decision D1).

The server listens on a Unix socket in a private folder only. Several processes may use one server: each
holds a shared lock while it does, and whoever lets go last stops it. A crashed user's lock vanishes with it.
"""

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql

from app.embedded.account import Account, account_for
from app.embedded.errors import EmbeddedServerError
from app.embedded.folders import ServerFolders, home_of, socket_folder, temporary_folder
from app.embedded.locks import FolderLock
from app.embedded.processes import command_of
from app.embedded.programs import postgres_programs

DATABASE = "huanbao"
OWNER_ROLE = "huanbao_owner"
APPLICATION_ROLE = "huanbao_app"
ADMINISTRATOR_ROLE = "postgres"
PORT = 5432
START_SECONDS = 60

# Values of reliability.md section 9; sizes suit one small office on a machine of 2 GiB.
SERVER_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "96MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "client_connection_check_interval": "500ms",
    "max_wal_size": "512MB",
    "log_min_duration_statement": "1s",
    "log_parameter_max_length": "0",  # statement parameters are personal data
    "log_parameter_max_length_on_error": "0",
}
# A test server forgets everything anyway, so it need not wait for the disk.
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "log_min_duration_statement": "-1",
    "lock_timeout": "10s",
}


class Server:
    """One user's hold on a running server. ``stop()`` lets go; the last hold stops the server."""

    def __init__(self, folders: ServerFolders, *, account: Account, settings: dict[str, str]) -> None:
        self.folders = folders
        self._account = account
        self._settings = settings
        self._programs = postgres_programs(account)
        self._socket_folder = socket_folder(folders.home, account)
        self._users = FolderLock(folders.home / "users.lock")
        self._process_id = os.getpid()

    @property
    def app_role(self) -> str:
        """The name of the role of the service, which owns nothing."""
        return APPLICATION_ROLE

    @property
    def owner_url(self) -> str:
        """The database as the role that owns its tables: for migrations only."""
        return self.url_of(DATABASE, owner=True)

    @property
    def app_url(self) -> str:
        """The database as the role of the service."""
        return self.url_of(DATABASE)

    def url_of(self, database: str, *, owner: bool = False) -> str:
        """Return the address of any database of this server, as the service or as the owner."""
        return self._address(database, OWNER_ROLE if owner else APPLICATION_ROLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server, or join the one that already runs on this data, and make roles and database.

        Raises:
            EmbeddedServerError: the server does not come up.
        """
        with FolderLock(self.folders.home / "start.lock").exclusive():
            if not self.folders.cluster.exists():
                self._initialise()
            self._configure()
            if not self._is_running():
                self._launch()
            self._create_roles()
            self._users.share()

    def stop(self) -> None:
        """Let go of the server and stop it unless another process still uses it. Twice is harmless."""
        if os.getpid() != self._process_id or not self._users.held:
            return  # a forked child must not let go of its parent's hold
        atexit.unregister(self.stop)
        with FolderLock(self.folders.home / "start.lock").exclusive():
            self._users.release()
            if self._users.try_exclusive():
                self._control("stop", "-m", "fast")
                self._users.release()

    def _address(self, database: str, role: str) -> str:
        return f"postgresql://{role}@/{database}?host={self._socket_folder}&port={PORT}"

    def _administrator(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self._address("postgres", ADMINISTRATOR_ROLE), autocommit=True)

    def _initialise(self) -> None:
        # Under a draft name, so that an initialisation cut off half-way is simply repeated.
        draft = self.folders.home / "cluster.draft"
        shutil.rmtree(draft, ignore_errors=True)
        arguments = ["--locale=C", "--encoding=UTF8", "--auth=trust", "-U", ADMINISTRATOR_ROLE]
        done = self._account.run([str(self._programs / "initdb"), *arguments, "-D", str(draft)])
        if done.returncode != 0:
            raise EmbeddedServerError(f"内置数据库建立失败：{_last_line(done.stderr or done.stdout)}")
        draft.rename(self.folders.cluster)

    def _configure(self) -> None:
        values = {**self._settings, "unix_socket_directories": str(self._socket_folder)}
        lines = [f"{name} = '{value}'" for name, value in values.items()]
        # The start replaces what ALTER SYSTEM wrote: these settings have one source, this module.
        target = self.folders.cluster / "postgresql.auto.conf"
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._account.own(target)

    def _is_running(self) -> bool:
        pid_file = self.folders.cluster / "postmaster.pid"
        try:
            pid = int(pid_file.read_text(encoding="utf-8").split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return False
        if _is_server(pid, self.folders.cluster):
            self._await_answer()
            return True
        # Left by a crash; PostgreSQL would refuse if the number now belongs to some other process.
        pid_file.unlink()
        return False

    def _launch(self) -> None:
        if self.folders.log.exists():
            self.folders.log.replace(self.folders.log.with_suffix(".log.1"))
        self.folders.log.touch(mode=0o600)
        self._account.own(self.folders.log)
        if not self._control("start", "-l", str(self.folders.log)):
            raise EmbeddedServerError(f"内置数据库没有启动：{_fatal_line(self.folders.log)}（日志 {self.folders.log}）")

    def _control(self, *arguments: str) -> bool:
        command = [str(self._programs / "pg_ctl"), *arguments, "-w", "-s", "-t", str(START_SECONDS)]
        return self._account.run([*command, "-D", str(self.folders.cluster)]).returncode == 0

    def _await_answer(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._administrator().close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise EmbeddedServerError(f"内置数据库没有应答（日志 {self.folders.log}）") from error
                time.sleep(0.1)
            else:
                return

    def _create_roles(self) -> None:
        with self._administrator() as connection:
            for role in (OWNER_ROLE, APPLICATION_ROLE):
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}")
            connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {APPLICATION_ROLE}")


class ThrowawayServer(Server):
    """A fast server for tests that forgets everything when it stops."""

    def start(self) -> None:
        """Start the server; its owner role may make further databases, one for each test."""
        super().start()
        with self._administrator() as connection:
            connection.execute(f"ALTER ROLE {OWNER_ROLE} CREATEDB")

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        super().stop()
        if os.getpid() == self._process_id:
            shutil.rmtree(self.folders.home, ignore_errors=True)


def start(data_dir: Path) -> Server:
    """Return a hold on the embedded server of a data folder; it ends with this process at the latest.

    Raises:
        EmbeddedServerError: the server does not come up.
    """
    home = home_of(data_dir)
    account = account_for(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    account.own(home)
    server = Server(ServerFolders(home), account=account, settings=SERVER_SETTINGS)
    server.start()
    atexit.register(server.stop)
    return server


def erase(data_dir: Path) -> None:
    """Remove the embedded server's data of a data folder; the server must not be running."""
    shutil.rmtree(home_of(data_dir), ignore_errors=True)


def throwaway() -> ThrowawayServer:
    """Return a running server in a fresh temporary folder, with fsync off.

    Raises:
        EmbeddedServerError: the server does not come up.
    """
    home = Path(tempfile.mkdtemp(prefix="huanbao-test-", dir=temporary_folder()))
    account = account_for(home)
    account.own(home)
    settings = {**SERVER_SETTINGS, **THROWAWAY_SETTINGS}
    server = ThrowawayServer(ServerFolders(home), account=account, settings=settings)
    server.start()
    atexit.register(server.stop)
    return server


def _is_server(pid: int, cluster: Path) -> bool:
    command = command_of(pid)
    return "postgres" in command and str(cluster) in command


def _fatal_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line or "ERROR" in line]
    return _last_line("\n".join(fatal or lines))


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2] or "没有留下说明"
