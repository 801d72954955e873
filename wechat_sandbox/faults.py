"""Faults on purpose: chosen before each call, applied before or after the work is done.

A fault is `{match: {path, method?, openid?}, kind, value, times, probability, skip, after}`:

* `times`: how often it strikes (default 1; 0 = until removed); `skip`: matching calls let through first.
* `after`: do the work first and then fail, as when an answer is lost on the way back.
* kinds: `errcode` (value = code), `http` (value = status), `slow` (value = milliseconds, then go on),
  `timeout` (hold value milliseconds, default 30 s, then cut), `reset` (cut the connection),
  `html` (a proxy's page with status value, default 502), and the ones that
  spoil a finished answer: `truncate`, `dup_json`, `bad_utf8`, `wrong_ctype`.
"""

import threading
from dataclasses import asdict, dataclass, field
from typing import Any

from wechat_sandbox.chance import Chance

KINDS = ("errcode", "http", "slow", "timeout", "reset", "truncate", "html", "dup_json", "bad_utf8", "wrong_ctype")
SPOILING = ("truncate", "dup_json", "bad_utf8", "wrong_ctype")


@dataclass(slots=True)
class Fault:
    """One entry of the fault table."""

    kind: str
    match: dict[str, str] = field(default_factory=dict)
    value: int = 0
    times: int = 1
    probability: float = 1
    skip: int = 0
    after: bool = False

    @property
    def works_first(self) -> bool:
        """True when the call is carried out before the fault strikes."""
        return self.after or self.kind in SPOILING

    def fits(self, path: str, method: str, openid: str | None) -> bool:
        """Tell whether a call is one this fault waits for."""
        seen = {"path": path, "method": method, "openid": openid}
        return all(seen.get(name) == wanted for name, wanted in self.match.items())


class FaultTable:
    """The faults in force, first match wins."""

    def __init__(self, chance: Chance) -> None:
        self._lock = threading.Lock()
        self._chance = chance
        self._faults: list[Fault] = []

    def add(self, entry: dict[str, Any]) -> Fault:
        """Put a fault in force.

        Raises:
            ValueError: for an unknown kind or field.
        """
        try:
            fault = Fault(**entry)
        except TypeError as reason:
            raise ValueError(str(reason)) from None
        if fault.kind not in KINDS:
            raise ValueError(f"unknown kind {fault.kind!r}, one of {', '.join(KINDS)}")
        with self._lock:
            self._faults.append(fault)
        return fault

    def pick(self, path: str, method: str, openid: str | None) -> Fault | None:
        """Return the fault that strikes this call, using up one of its times, or None."""
        with self._lock:
            for fault in self._faults:
                if not fault.fits(path, method, openid):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                if not self._chance.happens(fault.probability):
                    continue
                self._use_up(fault)
                return fault
        return None

    def clear(self) -> None:
        """Remove every fault."""
        with self._lock:
            self._faults.clear()

    def listing(self) -> list[dict[str, Any]]:
        """Return the faults in force as plain data."""
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def _use_up(self, fault: Fault) -> None:
        if fault.times == 1:
            self._faults.remove(fault)
        elif fault.times:
            fault.times -= 1
