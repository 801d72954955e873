"""Words the content checks and the message sender react to, and markers that force a verdict."""

import re
from dataclasses import dataclass
from pathlib import Path

MARKER = re.compile(r"\[\[(risky|review):(\d+)\]\]")
NORMAL_LABEL = 100


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a content check says of a text or a picture."""

    suggest: str = "pass"
    label: int = NORMAL_LABEL
    keyword: str = ""


def _load() -> dict[str, int]:
    lines = (Path(__file__).parent / "risky.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {word: int(label) for word, label in pairs}


RISKY_WORDS = _load()


def sensitive_word(text: str) -> str | None:
    """Return the first risky word in a text, or None."""
    return next((word for word in RISKY_WORDS if word in text), None)


def judge(text: str) -> Verdict:
    """Return the verdict on a text: a marker such as [[review:20001]] wins, then the word list, then pass."""
    marker = MARKER.search(text)
    if marker:
        return Verdict(marker[1], int(marker[2]))
    word = sensitive_word(text)
    return Verdict("risky", RISKY_WORDS[word], word) if word else Verdict()
