"""Rules about the code itself that a reader could forget."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import app.factory
from app.core.messages import catalogue
from app.http.problems import status_of
from app.schema import APPEND_ONLY
from points.errors import PointsError

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = sorted(
    path for folder in ("points", "app") for path in (ROOT / folder).rglob("*.py") if "versions" not in path.parts
)


def test_there_is_one_commit_in_the_codebase() -> None:
    found = [str(path.relative_to(ROOT)) for path in SOURCES if re.search(r"\.commit\(\)", path.read_text())]

    assert found == ["app/core/transaction.py"]


@pytest.mark.parametrize("code", sorted(PointsError.registry))
def test_every_refusal_has_a_status_and_sentences(code: str) -> None:
    assert app.factory  # every slice is loaded
    assert 400 <= int(status_of(PointsError.registry[code])) < 600
    for part in ("title", "detail"):
        sentence = catalogue()[f"{code}.{part}"]
        assert sentence
        assert not re.search(r"%(?!\(\w+\)s|%)", sentence), "only named placeholders"


def test_every_refusal_explains_itself_to_developers() -> None:
    assert [code for code, kind in PointsError.registry.items() if not kind.__doc__] == []


def test_books_guarded_by_triggers_are_those_without_privileges() -> None:
    guards = (ROOT / "app" / "migrations" / "sql" / "guards.sql").read_text()
    listed = re.search(r"ARRAY\[(.*?)\]", guards, re.DOTALL)

    assert listed is not None
    assert sorted(re.findall(r"'(\w+)'", listed[1])) == sorted(APPEND_ONLY)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_float_ever_touches_an_amount(path: Path) -> None:
    tree = ast.parse(path.read_text())
    floats = [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Name) and node.id in {"Float", "Numeric"})
    ]
    seconds = {"app/core/jobs.py", "app/worker.py"}  # polling intervals
    gateways = path.parts[-2] in {"gateways", "embedded"}

    assert floats == [] or gateways or str(path.relative_to(ROOT)) in seconds


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_readable(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= 75, node.name


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.parts[-3:-2] == ("points",) or path.name in {"service.py", "queries.py"}],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_public_functions_promise_something(path: Path) -> None:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            promise = ast.get_docstring(node)
            assert promise, node.name
            assert len(promise.split()) > 3, node.name
