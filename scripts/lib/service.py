"""``scripts/run``: database, WeChat sandbox, job worker and web server, started in order and stopped together.

Runs inside the virtual environment, started by bootstrap.py, which already holds the run lock.
"""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from argparse import Namespace
from pathlib import Path
from types import FrameType

from addresses import EVERY_INTERFACE, HOST, answers, free_port, lan_address, require_free_port
from arguments import parse_run_arguments
from children import Children, end_leftovers
from failure import Failure, Status, not_writable
from node import NoNode
from preview import build_preview, server_command
from run_lock import note_holder
from sandbox import connect_pushes, describe_messages

from app.embedded import postgres
from app.embedded.errors import EmbeddedServerError
from app.settings import Settings, SettingsError

APP_JSON = Path(__file__).resolve().parent.parent.parent / "miniprogram" / "src" / "app.json"
"""The pages of the mini-program, which count as published in the sandbox."""

SANDBOX_PORT = 18080
PREVIEW_PORT = 8080
SANDBOX_APPID = "wxsandbox0000000001"
SANDBOX_SECRET = "sandbox-secret"  # what the sandbox's own demo state knows; it opens nothing else
SANDBOX_STATE = "sandbox.sqlite3"
CONTACT = "service.json"  # how other commands on this machine, such as demo-day, reach the running service
DEMO_MARKER = "demo-loaded"
READY_SECONDS = 60


class Stopped(Exception):
    """The person pressed Ctrl-C or the system asked to end."""


class Service:
    """One run from start to stop."""

    def __init__(self, options: Namespace) -> None:
        self._options = options
        self._data_dir = Path(os.environ.get("DATA_DIR") or "var").absolute()
        self._logs = self._data_dir / "logs"
        self._environment = dict(os.environ)
        self._environment.setdefault("ENVIRONMENT", "development")
        self._environment["DATA_DIR"] = str(self._data_dir)
        self._children = Children(self._data_dir / "children.json", self._logs)
        self._database: postgres.Server | None = None
        self._preview = ""
        self._command_running: subprocess.Popen[bytes] | None = None
        self._hurry = threading.Event()
        self._asked_to_stop = threading.Event()

    @property
    def _url(self) -> str:
        return f"http://{HOST}:{self._options.port}"

    @property
    def _lan_url(self) -> str:
        address = lan_address() if self._options.lan else None
        return f"http://{address}:{self._options.port}" if address else ""

    def run(self) -> None:
        """Start everything, wait, and stop everything, whatever happens in between."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup stays nohup
                signal.signal(number, self._ask_to_stop)
        try:
            self._start()
            self._wait()
        except Stopped:
            pass
        finally:
            self._stop()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        if self._asked_to_stop.is_set():
            self._hurry.set()  # asked twice: no more patience
        self._asked_to_stop.set()
        self._children.ended.set()
        if self._command_running is not None:
            self._command_running.terminate()  # commands are one transaction: cut off means not done

    def _start(self) -> None:
        self._prepare_folder()
        if self._options.reset:
            self._reset()
        require_free_port(self._options.port)
        self._start_database()
        self._describe_addresses()
        self._check_settings()
        self._start_sandbox()
        self._command("db-upgrade", Status.NOT_MIGRATED, "数据库表结构没有升级成功")
        self._load_demo_once()
        self._start_programs()
        self._await_health()
        if self._environment["WECHAT_APPID"] == SANDBOX_APPID:
            connect_pushes(self._environment, self._url)
        self._start_preview()
        note_holder(self._data_dir, url=self._url)
        self._write_contact()
        self._welcome()

    def _prepare_folder(self) -> None:
        try:
            self._logs.mkdir(parents=True, exist_ok=True)
            if end_leftovers(self._data_dir / "children.json"):
                say("上次没有正常结束，已清理留下的进程。")
        except OSError as error:
            raise not_writable(self._data_dir, error) from None

    def _reset(self) -> None:
        if "DATABASE_URL" in self._environment:
            raise Failure(Status.NOT_CONFIRMED, "设置了 DATABASE_URL，--reset 只清空内置数据库，没有执行。")
        if not self._options.yes:
            say(f"将清空 {self._data_dir} 里的全部数据，不能恢复。确定请输入 yes：")
            if sys.stdin.readline().strip().lower() != "yes":
                raise Failure(Status.NOT_CONFIRMED, "没有确认，什么也没有清空。")
        with contextlib.suppress(EmbeddedServerError):
            postgres.start(self._data_dir).stop()  # ends one that a crash left running
        postgres.erase(self._data_dir)
        for pattern in (f"{SANDBOX_STATE}*", DEMO_MARKER, "clock-offset"):
            for path in self._data_dir.glob(pattern):
                path.unlink()
        say("已清空，从头开始。")

    def _start_database(self) -> None:
        if "DATABASE_URL" in self._environment:
            return
        say("正在启动数据库……")
        try:
            self._database = postgres.start(self._data_dir)
        except (EmbeddedServerError, OSError) as error:
            raise Failure(Status.NO_DATABASE, f"数据库没有启动：{error}") from None
        self._environment["DATABASE_URL"] = self._database.app_url
        self._environment["MIGRATION_DATABASE_URL"] = self._database.owner_url

    def _describe_addresses(self) -> None:
        host = EVERY_INTERFACE if self._options.lan else HOST
        self._environment["LISTEN"] = f"{host}:{self._options.port}"
        self._environment.setdefault("PUBLIC_BASE_URL", self._lan_url or self._url)
        if "WECHAT_APPID" not in self._environment:
            self._environment["WECHAT_APPID"] = SANDBOX_APPID
            self._environment["WECHAT_SECRET"] = SANDBOX_SECRET
            self._environment["WECHAT_GATEWAY_URL"] = f"http://{HOST}:{free_port(SANDBOX_PORT)}"
            self._environment.setdefault("WECHAT_SANDBOX_KEY", secrets.token_urlsafe(24))
            describe_messages(self._environment)
        if self._environment["ENVIRONMENT"] == "development":
            self._environment.setdefault("CLOCK_OFFSET_FILE", str(self._data_dir / "clock-offset"))

    def _check_settings(self) -> None:
        try:
            Settings.from_environment(self._environment)
        except SettingsError as error:
            raise Failure(Status.BAD_SETTINGS, error.message()) from None

    def _command(self, name: str, status: Status, complaint: str) -> str:
        """Run a command of the service and return what it printed; a stop request ends it."""
        log = self._logs / f"{name}.log"
        with log.open("wb") as complaints:
            process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "app.wsgi", name],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                start_new_session=True,
            )
        self._command_running = process
        try:
            printed, _ = process.communicate()
        finally:
            self._command_running = None
        self._raise_if_stopped()
        if process.returncode != 0:
            raise Failure(status, f"{complaint}，详情见 {log}")
        return printed.decode(errors="replace")

    def _load_demo_once(self) -> None:
        marker = self._data_dir / DEMO_MARKER
        if self._database is None or marker.exists():
            return  # somebody else's database is not for us to fill
        say("第一次启动，正在装入演示数据……")
        self._command("demo-load", Status.NO_DEMO, "演示数据没有装上")
        marker.touch()

    def _start_sandbox(self) -> None:
        """Start it as soon as its port is chosen, before another run on this machine chooses the same."""
        if self._environment["WECHAT_APPID"] != SANDBOX_APPID:
            return
        port = self._environment["WECHAT_GATEWAY_URL"].rpartition(":")[2]
        state = str(self._data_dir / SANDBOX_STATE)
        sandbox = [sys.executable, "-m", "wechat_sandbox", "--port", port, "--state", state]
        self._children.start("sandbox", sandbox, environment=self._environment, patience=5)

    def _start_programs(self) -> None:
        python = sys.executable
        worker = [python, "-m", "app.worker"]
        self._children.start("worker", worker, environment=self._environment, patience=15)
        web = [python, "-m", "gunicorn", "-c", "gunicorn.conf.py", "app.wsgi:application"]
        self._children.start("web", web, environment=self._environment, patience=20)

    def _start_preview(self) -> None:
        """Serve the mini-program in a browser; only beside the sandbox, where anybody may log in as anybody."""
        is_sandbox = self._environment["WECHAT_APPID"] == SANDBOX_APPID
        if self._options.no_preview or not is_sandbox or self._environment["ENVIRONMENT"] != "development":
            return
        say("正在准备小程序预览，第一次要一两分钟……")
        folder = self._data_dir / "preview"
        try:
            build_preview(folder, log=self._logs / "preview-build.log")
        except (NoNode, OSError) as error:
            say(f"小程序预览没有启动：{error}。别的照常。")
            return
        self._raise_if_stopped()
        port = free_port(PREVIEW_PORT)
        sandbox = self._environment["WECHAT_GATEWAY_URL"]
        command = server_command(folder, port=port, service=self._url, sandbox=sandbox)
        self._children.start("preview", command, environment=self._environment, patience=5)
        self._preview = f"http://{HOST}:{port}/phones.html"

    def _await_health(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not answers(f"{self._url}/healthz"):
            self._raise_if_stopped()
            if time.monotonic() > deadline:
                raise Failure(Status.NOT_HEALTHY, f"服务 {READY_SECONDS} 秒内没有应答，详情见 {self._logs}")
            self._children.ended.wait(timeout=0.2)

    def _write_contact(self) -> None:
        contact = {
            "url": self._url,
            "sandbox_url": self._environment.get("WECHAT_GATEWAY_URL"),
            "sandbox_key": self._environment.get("WECHAT_SANDBOX_KEY"),
            "clock_offset_file": self._environment.get("CLOCK_OFFSET_FILE"),
            "preview_url": self._preview or None,
        }
        descriptor = os.open(self._data_dir / CONTACT, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(contact, file)

    def _wait(self) -> None:
        self._children.ended.wait()
        self._raise_if_stopped()

    def _raise_if_stopped(self) -> None:
        if self._asked_to_stop.is_set():
            raise Stopped
        ended = self._children.first_ended()
        if ended is not None:
            raise Failure(Status.CHILD_ENDED, f"{ended.title} 意外结束，已全部停止。详情见 {ended.log}")

    def _welcome(self) -> None:
        say(f"\n已启动：\n  网站与接口  {self._url}\n  接口说明    {self._url}/docs")
        if self._options.lan:
            address = self._lan_url or "这台电脑没有连网络"
            say(f"  同一无线网  {address}（写进 miniprogram/src/config.ts，再用开发者工具真机预览）")
        if "WECHAT_GATEWAY_URL" in self._environment:
            say(f"  微信沙箱    {self._environment['WECHAT_GATEWAY_URL']}/_sandbox/ui")
        if self._preview:
            say(f"  小程序预览  {self._preview}")
        say(f"  日志        {self._logs}\n")
        if self._database is not None:
            identities = self._command("demo-identities", Status.NO_DEMO, "读不到演示身份")
            say(f"{identities.rstrip()}\n")
        say("按 Ctrl-C 停止，数据会保留。")

    def _stop(self) -> None:
        if self._asked_to_stop.is_set():
            say("正在停止……")
        (self._data_dir / CONTACT).unlink(missing_ok=True)
        self._children.stop(hurry=self._hurry)
        if self._database is not None:
            self._database.stop()
        if self._asked_to_stop.is_set():
            say("已停止。")


def say(line: str) -> None:
    """Print a line to the person at the terminal at once; a closed terminal is no reason to stop badly."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    try:
        Service(parse_run_arguments(sys.argv[1:])).run()
    except Failure as failure:
        sys.stderr.write(f"✗ {failure.line}\n")
        sys.exit(failure.status)
