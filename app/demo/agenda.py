"""A calendar of deeds, done in the order in which they would have happened; what lies ahead of now is left undone."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

Deed = Callable[[dt.datetime], None]


@dataclass
class Agenda:
    """Deeds by the instant at which they happen; of equal instants the one noted first comes first."""

    until: dt.datetime
    _noted: list[tuple[dt.datetime, int, Deed]] = field(default_factory=list)
    _count: int = 0

    def note(self, instant: dt.datetime, deed: Deed) -> None:
        """Note a deed for an instant; a deed may note others for later."""
        heapq.heappush(self._noted, (instant, self._count, deed))
        self._count += 1

    def live(self) -> int:
        """Do everything up to now and return how many deeds that were."""
        done = 0
        while self._noted and self._noted[0][0] <= self.until:
            instant, _, deed = heapq.heappop(self._noted)
            deed(instant)
            done += 1
        return done
