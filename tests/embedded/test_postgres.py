"""The embedded PostgreSQL: kept data, shared use, recovery from a crash, closed folders."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from app.embedded import postgres
from app.embedded.account import account_for
from app.embedded.errors import EmbeddedServerError
from app.embedded.folders import LONGEST_SOCKET_FOLDER, socket_folder

ROOT = Path(__file__).resolve().parents[2]
HOLD_THE_SERVER = """
import sys
from pathlib import Path
from app.embedded import postgres
server = postgres.start(Path(sys.argv[1]))
print(server.app_url, flush=True)
sys.stdin.read()
"""


def server_process(server: postgres.Server) -> psutil.Process:
    return psutil.Process(int((server.folders.cluster / "postmaster.pid").read_text().split("\n")[0]))


def runs(process: psutil.Process) -> bool:
    """A dead process that nobody has collected yet does not run."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "var"
    postgres.erase(tmp_path / "var")


def test_data_after_a_stop_and_a_start_are_still_there(data_dir: Path) -> None:
    with postgres.start(data_dir) as server, psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")

    with postgres.start(data_dir) as server, psycopg.connect(server.owner_url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_roles_of_the_service_and_of_the_owner_are_not_superusers(data_dir: Path) -> None:
    with postgres.start(data_dir) as server:
        for url, role in ((server.app_url, "huanbao_app"), (server.owner_url, "huanbao_owner")):
            with psycopg.connect(url) as connection:
                found = connection.execute(
                    "SELECT current_user::text, rolsuper OR rolcreatedb OR rolcreaterole"
                    " FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
                assert found == (role, False)


def test_service_role_cannot_make_tables(data_dir: Path) -> None:
    with (
        postgres.start(data_dir) as server,
        psycopg.connect(server.app_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE not_mine (id int)")


def test_server_listens_on_no_network_address(data_dir: Path) -> None:
    with postgres.start(data_dir) as server:
        kinds = {connection.status for connection in server_process(server).net_connections(kind="inet")}

    assert kinds == set()


def test_server_used_by_another_process_survives_the_first_ones_stop(data_dir: Path) -> None:
    server = postgres.start(data_dir)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_SERVER, str(data_dir)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    url = other.stdout.readline().strip()
    process = server_process(server)

    server.stop()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    other.communicate("")

    assert other.returncode == 0
    assert not runs(process)


def test_start_after_a_crash_recovers(data_dir: Path) -> None:
    server = postgres.start(data_dir)
    with psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server_process(server).send_signal(signal.SIGKILL)
    server.stop()

    with postgres.start(data_dir) as again, psycopg.connect(again.owner_url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_start_with_a_pid_file_that_names_another_process_still_starts(data_dir: Path) -> None:
    with postgres.start(data_dir) as server:
        pid_file = server.folders.cluster / "postmaster.pid"
        lines = pid_file.read_text().split("\n")
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    with postgres.start(data_dir) as server, psycopg.connect(server.app_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_start_after_an_initialisation_cut_off_half_way_begins_anew(data_dir: Path) -> None:
    half_way = data_dir / "postgres" / "cluster.draft"
    half_way.mkdir(parents=True)
    (half_way / "PG_VERSION").write_text("18\n")

    with postgres.start(data_dir) as server, psycopg.connect(server.app_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_start_with_damaged_data_says_why(data_dir: Path) -> None:
    with postgres.start(data_dir) as server:
        control_file = server.folders.cluster / "global" / "pg_control"
    control_file.write_bytes(b"")

    with pytest.raises(EmbeddedServerError, match=r"内置数据库没有启动：.*server\.log"):
        postgres.start(data_dir)


def test_start_opens_no_folder_above_the_data(tmp_path_factory: pytest.TempPathFactory) -> None:
    closed = tmp_path_factory.mktemp("closed")
    closed.chmod(0o700)
    data_dir = closed / "var"

    with postgres.start(data_dir) as server, psycopg.connect(server.app_url) as connection:
        answer = connection.execute("SELECT 1").fetchone()
    postgres.erase(data_dir)

    assert answer == (1,)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert not server.folders.home.exists()


def test_server_folder_is_closed_to_others(data_dir: Path) -> None:
    with postgres.start(data_dir) as server:
        assert stat.S_IMODE(server.folders.home.stat().st_mode) == 0o700


def test_data_folder_with_a_very_long_and_unusual_name_works(tmp_path: Path) -> None:
    data_dir = tmp_path / ("很长的 文件夹" * 8)

    with postgres.start(data_dir) as server, psycopg.connect(server.app_url) as connection:
        answer = connection.execute("SELECT 1").fetchone()
    postgres.erase(data_dir)

    assert answer == (1,)


def test_socket_folder_made_by_somebody_else_is_refused(tmp_path: Path) -> None:
    home = tmp_path / ("x" * LONGEST_SOCKET_FOLDER)
    account = account_for(home)
    folder = socket_folder(home, account)
    folder.chmod(0o777)

    with pytest.raises(EmbeddedServerError, match="不是本程序建立的"):
        socket_folder(home, account)
    folder.rmdir()


def test_throwaway_server_leaves_nothing(tmp_path: Path) -> None:
    with postgres.throwaway() as server:
        process = server_process(server)
        with psycopg.connect(server.owner_url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE copy TEMPLATE huanbao")
        with psycopg.connect(server.url_of("copy")) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("off",)

    assert not runs(process)
    assert not server.folders.home.exists()
