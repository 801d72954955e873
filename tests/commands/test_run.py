"""``./scripts/run`` from the first start to the last, and when something is in its way."""

import json
import os
import signal
import socket
import urllib.request
from pathlib import Path

import psycopg
import pytest
from addresses import answers, lan_address
from run_lock import take_run_lock

from app.embedded import postgres
from tests.commands.conftest import Command, Machine


def health_of(machine: Machine) -> int:
    with urllib.request.urlopen(f"{machine.url}/healthz", timeout=10) as response:
        return int(response.status)


def test_first_start_serves_and_second_start_keeps_the_data(bare_machine: Machine) -> None:
    first = bare_machine.run()
    first.wait_for()
    answer = health_of(bare_machine)
    rival = bare_machine.run()
    rival_status = rival.finish()
    stopped = first.stop(signal.SIGINT)
    left_by_first = first.processes()
    second = bare_machine.run()
    second.wait_for()
    second_stopped = second.stop(signal.SIGTERM)

    assert answer == 200
    assert bare_machine.url in first.output
    assert "第一次启动" in first.output
    assert (rival_status, bare_machine.url in rival.output) == (15, True)
    assert (stopped, left_by_first) == (0, [])
    assert "第一次启动" not in second.output
    assert (second_stopped, second.processes()) == (0, [])


def test_start_after_the_service_was_killed_clears_up_and_serves(machine: Machine) -> None:
    killed = machine.run()
    killed.wait_for()
    killed.process.kill()
    killed.finish()
    left = killed.processes()

    again = machine.run()
    again.wait_for()
    answer = health_of(machine)
    again.stop()

    assert len(left) >= 3
    assert "已清理留下的进程" in again.output
    assert (answer, again.processes()) == (200, [])


def test_service_whose_web_server_dies_stops_everything_and_says_so(machine: Machine) -> None:
    service = machine.run()
    service.wait_for()
    web = next(process for process in service.processes() if "gunicorn" in process.cmdline())
    master = web.parent() if "gunicorn" in (web.parent() or web).cmdline() else web

    assert master is not None
    master.kill()

    assert service.finish() == 21
    assert "web 意外结束" in service.output
    assert service.processes() == []


def test_service_tells_others_on_the_machine_how_to_reach_it_while_it_runs(machine: Machine) -> None:
    contact = machine.data_dir / "service.json"
    service = machine.run()
    service.wait_for()
    told, mode = json.loads(contact.read_text()), contact.stat().st_mode & 0o777
    service.stop()

    assert (told["url"], mode) == (machine.url, 0o600)
    assert not contact.exists()


@pytest.mark.parametrize("moment", ["正在启动数据库", "第一次启动"])
def test_stop_in_the_middle_of_the_start_leaves_nothing(bare_machine: Machine, moment: str) -> None:
    service = bare_machine.run()
    service.wait_for(moment)

    status = service.stop(signal.SIGINT)

    assert (status, service.processes()) == (0, [])
    assert "Traceback" not in service.output


def test_busy_port_is_told_with_a_free_one(machine: Machine) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", machine.port))
        other.listen()
        service = machine.run()
        status = service.finish()

    assert status == 16
    assert _only_line(service).startswith(f"✗ 端口 {machine.port} 已被别的程序占用，请换一个：./scripts/run --port ")
    assert service.processes() == []


def test_folder_that_cannot_be_written_is_told(bare_machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    service = bare_machine.run(DATA_DIR=str(tmp_path / "file" / "var"))

    assert service.finish() == 11
    assert _only_line(service) == f"✗ {tmp_path}/file/var 不能写入，请检查文件夹权限，或换一个能写的文件夹。"


def test_two_starts_at_once_leave_the_second_outside(bare_machine: Machine) -> None:
    lock = take_run_lock(bare_machine.data_dir)

    second = bare_machine.run()
    status = second.finish()
    os.close(lock)

    assert status == 15
    assert "服务已经在运行" in _only_line(second)


def test_lock_file_left_by_a_dead_process_is_no_obstacle(machine: Machine) -> None:
    machine.data_dir.mkdir()
    (machine.data_dir / "run.lock").write_text('{"pid": 1, "url": null}')
    (machine.data_dir / "children.json").write_text("{damaged")

    service = machine.run(WEB_WORKERS="2")

    assert service.finish() == 78


def test_dangerous_settings_are_listed_without_a_traceback(machine: Machine) -> None:
    service = machine.run(WEB_WORKERS="2", LOGIN_CONCURRENCY="9")

    assert service.finish() == 78
    assert "WEB_WORKERS" in service.output
    assert "LOGIN_CONCURRENCY" in service.output
    assert "Traceback" not in service.output


def test_misspelt_option_is_told_in_chinese(bare_machine: Machine) -> None:
    service = bare_machine.run("--prot")

    assert service.finish() == 2
    assert _only_line(service).startswith("✗ 用法有误")


def test_damaged_database_is_told(bare_machine: Machine) -> None:
    with postgres.start(bare_machine.data_dir) as server:
        control_file = server.folders.cluster / "global" / "pg_control"
    control_file.write_bytes(b"")

    service = bare_machine.run()

    assert service.finish() == 17
    assert service.output.splitlines()[-1].startswith("✗ 数据库没有启动：")


def test_reset_without_consent_keeps_everything(bare_machine: Machine) -> None:
    _make_table(bare_machine)

    service = bare_machine.run("--reset")

    assert service.finish("no\n") == 22
    with postgres.start(bare_machine.data_dir) as server, psycopg.connect(server.owner_url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_reset_with_consent_starts_over(bare_machine: Machine) -> None:
    _make_table(bare_machine)
    (bare_machine.data_dir / "demo-loaded").touch()

    with socket.socket() as other:  # a busy port ends the command right after the reset
        other.bind(("127.0.0.1", bare_machine.port))
        other.listen()
        service = bare_machine.run("--reset")
        status = service.finish("yes\n")

    assert (status, "已清空" in service.output) == (16, True)
    assert not (bare_machine.data_dir / "demo-loaded").exists()
    with (
        postgres.start(bare_machine.data_dir) as server,
        psycopg.connect(server.owner_url) as connection,
        pytest.raises(psycopg.errors.UndefinedTable),
    ):
        connection.execute("SELECT answer FROM kept")


def test_reset_of_somebody_elses_database_is_refused(machine: Machine) -> None:
    service = machine.run("--reset", "--yes")

    assert service.finish() == 22
    assert "DATABASE_URL" in _only_line(service)


def _make_table(machine: Machine) -> None:
    with postgres.start(machine.data_dir) as server, psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")


def _only_line(command: Command) -> str:
    lines = command.output.splitlines()
    assert len(lines) == 1, command.output
    return lines[0]


def test_service_asked_for_the_local_network_shows_its_address_and_keeps_the_sandbox_here(machine: Machine) -> None:
    address = lan_address()
    service = machine.run("--lan")
    service.wait_for()
    sandbox = json.loads((machine.data_dir / "service.json").read_text())["sandbox_url"]
    port = machine.url.rpartition(":")[2]
    answered = answers(f"http://{address}:{port}/healthz") if address else True
    sandbox_answered = address is not None and answers(sandbox.replace("127.0.0.1", address) + "/_sandbox/ui")
    service.stop()

    assert (f"http://{address}:{port}" if address else "没有连网络") in service.output
    assert answered
    assert not sandbox_answered
