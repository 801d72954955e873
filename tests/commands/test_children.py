"""Programs of a service: ended with it, never confused with somebody else's."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest
from children import Children, birth_of, end_leftovers

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(99)"
WITH_A_CHILD = (
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)']);"
    " print('up', flush=True); time.sleep(99)"
)


@pytest.fixture
def children(tmp_path: Path) -> Children:
    return Children(tmp_path / "children.json", tmp_path)


def start(children: Children, code: str, *, patience: int = 60) -> psutil.Process:
    child = children.start("sample", [sys.executable, "-c", code], environment=os.environ, patience=patience)
    while "up" not in child.log.read_text():
        threading.Event().wait(0.05)
    return psutil.Process(child.process.pid)


def test_stop_ends_a_program_and_its_own_children(children: Children) -> None:
    process = start(children, WITH_A_CHILD)
    grandchild = process.children()[0]

    children.stop(hurry=threading.Event())

    assert not process.is_running()
    assert not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE
    assert not children.register.exists()


def test_stop_in_a_hurry_does_not_wait_for_a_stubborn_program(children: Children) -> None:
    process = start(children, STUBBORN)
    hurry = threading.Event()
    hurry.set()

    children.stop(hurry=hurry)

    assert not process.is_running()


def test_stop_kills_a_stubborn_program_when_patience_ends(children: Children) -> None:
    process = start(children, STUBBORN, patience=0)

    children.stop(hurry=threading.Event())

    assert not process.is_running()


def test_program_that_ends_by_itself_is_noticed(children: Children) -> None:
    child = children.start("sample", [sys.executable, "-c", ""], environment=os.environ, patience=1)

    children.ended.wait(30)

    assert children.first_ended() is child


def test_leftovers_of_the_last_service_are_ended(children: Children) -> None:
    process = start(children, WITH_A_CHILD)

    ended = end_leftovers(children.register)

    assert ended == 1
    assert birth_of(process.pid) == ""
    assert not children.register.exists()


def test_process_that_only_has_the_number_of_a_leftover_is_spared(tmp_path: Path) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(99)"])
    register = tmp_path / "children.json"
    register.write_text(json.dumps([{"pid": bystander.pid, "birth": "1"}]))

    ended = end_leftovers(register)

    assert (ended, bystander.poll()) == (0, None)
    bystander.kill()
    bystander.wait()
