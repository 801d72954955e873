"""Development needs no settings but its own name, and keeps its secrets."""

import json
import multiprocessing
import stat
from pathlib import Path

import pytest

from app.settings import Settings, SettingsError


def in_development(data_dir: Path, **given: str) -> Settings:
    return Settings.from_environment({"ENVIRONMENT": "development", "DATA_DIR": str(data_dir), **given})


def test_secrets_when_missing_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first = in_development(tmp_path / "var")
    second = in_development(tmp_path / "var")

    kept = tmp_path / "var" / "secrets.json"
    assert (first.field_keys, first.lookup_key) == (second.field_keys, second.lookup_key)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secrets.json"]


def test_secrets_of_two_installations_differ(tmp_path: Path) -> None:
    one, other = in_development(tmp_path / "one"), in_development(tmp_path / "other")

    assert one.lookup_key != other.lookup_key
    assert one.field_keys != other.field_keys


def test_secrets_when_many_processes_start_at_once_are_the_same(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        keys = pool.map(lookup_key_of, [str(tmp_path)] * 8)

    assert len(set(keys)) == 1


def lookup_key_of(data_dir: str) -> bytes:
    return in_development(Path(data_dir)).lookup_key


def test_secrets_when_given_are_used_and_nothing_is_written(tmp_path: Path) -> None:
    kept = json.loads(_secrets_file(tmp_path / "made").read_text())

    settings = in_development(tmp_path / "untouched", **kept)

    assert settings == in_development(tmp_path / "untouched", **kept)
    assert not (tmp_path / "untouched").exists()


def test_secrets_file_when_damaged_is_refused_not_replaced(tmp_path: Path) -> None:
    damaged = _secrets_file(tmp_path)
    damaged.write_text("{")

    with pytest.raises(SettingsError) as caught:
        in_development(tmp_path)

    assert "DATA_DIR" in [problem.name for problem in caught.value.problems]
    assert damaged.read_text() == "{"


def test_gateway_with_a_real_app_is_refused_everywhere(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        in_development(tmp_path, WECHAT_GATEWAY_URL="http://127.0.0.1:18080", WECHAT_APPID="wx0123456789abcdef")

    assert [problem.name for problem in caught.value.problems] == ["WECHAT_GATEWAY_URL"]


def test_public_https_address_demands_production(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        in_development(tmp_path, PUBLIC_BASE_URL="https://points.example.org")

    assert [problem.name for problem in caught.value.problems] == ["ENVIRONMENT"]


def _secrets_file(data_dir: Path) -> Path:
    in_development(data_dir)
    return data_dir / "secrets.json"
