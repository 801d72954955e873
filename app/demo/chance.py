"""Chance that is the same on every machine and every day: drawn from a seed and a name, never from a clock."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Chance:
    """Draws numbers. The same seed and the same names give the same number, whatever was drawn before."""

    seed: int

    def below(self, limit: int, *names: object) -> int:
        """Return a number from 0 up to, and without, the limit."""
        text = "|".join(str(part) for part in (self.seed, *names))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) % limit

    def happens(self, percent: int, *names: object) -> bool:
        """Tell whether something happens that happens so many times of a hundred."""
        return self.below(100, *names) < percent

    def pick(self, things: Sequence[Thing], *names: object) -> Thing:
        """Return one of the things."""
        return things[self.below(len(things), *names)]

    def shuffled(self, things: Sequence[Thing], *names: object) -> list[Thing]:
        """Return the things in an order of their own."""
        return [
            thing
            for _, thing in sorted(
                enumerate(things), key=lambda numbered: (self.below(1 << 62, *names, numbered[0]), numbered[0])
            )
        ]
