"""Guard: ``.env.example`` names every setting once, and its values are the defaults of the code."""

import dataclasses
import re
from pathlib import Path

from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"([A-Z][A-Z_]*)=(.*)")


def example() -> list[tuple[str, str]]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return [(found[1], found[2]) for line in lines if (found := LINE.fullmatch(line))]


def test_example_file_names_exactly_the_fields_of_settings() -> None:
    names = [name for name, _ in example()]

    assert sorted(names) == sorted(field.name.upper() for field in dataclasses.fields(Settings))


def test_example_file_shows_the_defaults(tmp_path: Path) -> None:
    bare = {"ENVIRONMENT": "development", "DATA_DIR": str(tmp_path)}
    shown = {**dict(example()), **bare, "PUBLIC_BASE_URL": ""}

    assert Settings.from_environment(shown) == Settings.from_environment(bare)


def test_example_file_holds_no_secret() -> None:
    secret_fields = {field.name.upper() for field in dataclasses.fields(Settings) if not field.repr}

    assert {name: value for name, value in example() if name in secret_fields and value} == {}
