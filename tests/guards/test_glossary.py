"""Words that the glossary forbids are absent from identifiers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.guards.test_code import ROOT, SOURCES

LINE = re.compile(r"Never in identifiers: (.*)\.")


def test_forbidden_words_are_absent_from_identifiers() -> None:
    listed = LINE.search((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
    assert listed is not None
    forbidden = re.findall(r"`(\w+)`", listed[1])
    assert len(forbidden) >= 8

    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES
        for name in _identifiers(path)
        if any(word in name.lower() for word in forbidden)
    }

    assert found == set()


def _identifiers(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
    return names
