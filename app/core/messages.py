"""Sentences for people, from the gettext catalogue of the language. Codes in, Chinese out."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from points.amounts import Points, format_points

TRANSLATIONS = Path(__file__).parent.parent / "translations"


@lru_cache
def catalogue(language: str = "zh") -> dict[str, str]:
    """Return every message of a language by its key. Each slice keeps its own file in the language's folder."""
    messages: dict[str, str] = {}
    for path in sorted((TRANSLATIONS / language).glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale=language):
                if entry.id and entry.string:
                    if str(entry.id) in messages:
                        raise ValueError(f"{path.name}: {entry.id} is defined twice")
                    messages[str(entry.id)] = str(entry.string)
    return messages


def readable(params: dict[str, str | int | bool | None]) -> dict[str, str]:
    """Return parameters as people read them: names ending in ``points`` are hundredths and become decimals."""
    return {
        name: format_points(Points(value)) if name.endswith("points") and isinstance(value, int) else str(value)
        for name, value in params.items()
    }


def message(key: str, language: str = "zh", **params: str) -> str:
    """Return one sentence, filled in.

    Raises:
        KeyError: the catalogue lacks the key or the caller a parameter; a guard test keeps both complete.
    """
    return catalogue(language)[key] % params
