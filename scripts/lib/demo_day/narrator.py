"""Telling what happens: chapters, lines, what was refused and why; a progress bar where there is a terminal."""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from demo_day.api import Answer

Thing = TypeVar("Thing")
BAR_WIDTH = 24


@dataclass
class Narrator:
    """Speaks to the person who watches, and remembers what did not come out as it should."""

    steps: int
    failures: list[str] = field(default_factory=list)
    expectations: int = 0
    _step: int = 0
    _began: float = field(default_factory=time.monotonic)
    _bar_shown: bool = False

    def chapter(self, title: str) -> None:
        """Begin a step of the story."""
        self._step += 1
        self._clear()
        print(f"\n【{self._step}/{self.steps}】{title}", flush=True)

    def say(self, line: str) -> None:
        """Tell one thing."""
        self._clear()
        print(f"  {line}", flush=True)

    def refused(self, what: str, answer: Answer, *codes: str) -> None:
        """Tell what was refused with the sentence a person reads, and expect one of these codes."""
        self.say(f"✗ {what} → {answer.sentence or '没有被拒绝'}（{answer.code or answer.status}）")
        self.expect(answer.code in codes, f"{what}：应被拒绝为 {'、'.join(codes)}，实际 {answer.status} {answer.body}")

    def expect(self, holds: bool, otherwise: str) -> None:
        """Note an expectation; whatever does not hold is told at once and makes the whole end badly."""
        self.expectations += 1
        if not holds:
            self.failures.append(otherwise)
            self.say(f"‼ 不对：{otherwise}")

    def each(self, things: Sequence[Thing], what: str) -> Iterator[Thing]:
        """Yield the things while a bar shows how many are done."""
        for number, thing in enumerate(things, start=1):
            yield thing
            self._bar(number, len(things), what)
        self._clear()

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """Print rows in columns; Chinese letters are two places wide."""
        kept = [list(row) for row in rows]
        widths = [max(map(_width, column)) for column in zip(*kept, strict=True)]
        for row in kept:
            cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
            self.say("  ".join(cells).rstrip())

    @property
    def seconds(self) -> int:
        """How long it has taken so far."""
        return round(time.monotonic() - self._began)

    def _bar(self, done: int, of: int, what: str) -> None:
        if not sys.stderr.isatty():
            return
        filled = BAR_WIDTH * done // of
        sys.stderr.write(f"\r\033[K  [{'█' * filled}{'·' * (BAR_WIDTH - filled)}] {what} {done}/{of}")
        sys.stderr.flush()
        self._bar_shown = True

    def _clear(self) -> None:
        if self._bar_shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
            self._bar_shown = False


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
