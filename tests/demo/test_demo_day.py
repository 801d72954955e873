"""One Saturday in a village, played against a really started service, again and again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.commands.conftest import Machine
from tests.demo.conftest import DemoDatabase

ROOT = Path(__file__).resolve().parents[2]
PLAYED_SECONDS = 120
REFUSALS = (
    "outside_window",
    "already_checked_in",
    "code_expired",
    "card_unknown",
    "own_record",
    "ruling_needs_another",
    "grant_not_for_gifts",
    "redemption_day_closed",
    "out_of_stock",
    "insufficient_points",
    "pickup_code_unknown",
    "order_not_open",
    "own_entry",
)
"""What people try that day and what the service answers."""


@pytest.fixture
def data_dir(tmp_path: Path, loaded: DemoDatabase) -> Iterator[Path]:
    """The data folder of a running service whose database holds the demonstration data."""
    urls = {"DATABASE_URL": loaded.url, "MIGRATION_DATABASE_URL": loaded.owner_url}
    machine = Machine(tmp_path / "var", urls)
    command = machine.run()
    try:
        command.wait_for()
        yield machine.data_dir
        assert command.stop() == 0
    finally:
        machine.clean()


def play(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "scripts" / "demo-day", *arguments],
        env={**os.environ, "DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        timeout=PLAYED_SECONDS,
        check=False,
    )


def test_saturday_is_played_twice_and_a_tampered_book_is_noticed(data_dir: Path, loaded: DemoDatabase) -> None:
    first, second = play(data_dir), play(data_dir)

    for played in (first, second):
        assert (played.returncode, played.stderr) == (0, ""), played.stdout + played.stderr
        assert "✓ 账是平的。" in played.stdout
        for code in REFUSALS:
            assert f"（{code}）" in played.stdout, code
        assert "合计        0.00" in played.stdout
        assert played.stdout.count("家，现有 ") == 20
    assert "新登记 19 人" in first.stdout
    assert "新登记 0 人" in second.stdout
    assert loaded.rows("SELECT count(*) FROM activity WHERE title LIKE '%桥头河边垃圾（%'") == [(2,)]

    with psycopg.connect(loaded.owner_url) as connection:
        connection.execute("UPDATE account SET balance = balance + 1 WHERE county_id = '450222'")
    third = play(data_dir)

    assert third.returncode == 1
    assert "对账不平" in third.stderr
    assert "books_sum_to_zero" in third.stderr


def test_nothing_is_played_without_a_running_service(tmp_path: Path) -> None:
    played = play(tmp_path)

    assert played.returncode == 2
    assert played.stderr.startswith("✗ 服务没有在运行")
    assert "./scripts/run" in played.stderr
