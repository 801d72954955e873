"""What the mini-program's stages of ``./scripts/test`` need, and what they say when it is not there."""

import os
import stat
from pathlib import Path

import checks
import phone_checks
import pytest
from phone_checks import CannotCheck, find_chromium

from tests.commands.conftest import ROOT


def program(folder: Path, name: str, text: str = "") -> Path:
    """Make a program that prints a text."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{text}'\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def only_programs_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose programs are those of one folder, to begin with none; apt-get is not among them."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", os.fspath(folder))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv("CHECKS", raising=False)
    return folder


def test_chromium_when_it_and_a_chinese_font_are_there_then_it_is_used(only_programs_of: Path) -> None:
    chromium = program(only_programs_of, "chromium")
    program(only_programs_of, "fc-list", "/usr/share/fonts/any.ttc")

    found = find_chromium()

    assert found == os.fspath(chromium)


def test_chromium_when_it_is_missing_then_one_line_says_what_to_install(only_programs_of: Path) -> None:
    program(only_programs_of, "fc-list", "/usr/share/fonts/any.ttc")

    with pytest.raises(CannotCheck, match="没有 Chromium，请安装：apt-get install chromium fonts-noto-cjk"):
        find_chromium()


def test_chromium_when_no_font_writes_chinese_then_it_is_asked_for(only_programs_of: Path) -> None:
    program(only_programs_of, "chromium")
    program(only_programs_of, "fc-list")

    with pytest.raises(CannotCheck, match="没有 中文字体"):
        find_chromium()


def test_stage_when_something_is_missing_then_it_is_said_at_home_and_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> int:
        raise CannotCheck("没有 Chromium")

    stage = checks.phone_stage(missing)
    monkeypatch.delenv("CHECKS", raising=False)
    at_home = stage()
    monkeypatch.setenv("CHECKS", "complete")
    in_ci = stage()

    assert (at_home, in_ci) == ("not checked, 没有 Chromium", 1)
    assert "没有 Chromium" in capsys.readouterr().out
    assert "CHECKS=complete" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_stages_name_what_the_room_really_has() -> None:
    package = (phone_checks.ROOM / "package.json").read_text(encoding="utf-8")

    assert list(phone_checks.STAGES) == ["mini-program", "official compiler"]
    assert all(f'"{name}":' in package for name in ("check", "test", "test:official"))
    assert (phone_checks.COMPILER / "compile.js").exists()
    assert (phone_checks.COMPILER / "package-lock.json").exists()
