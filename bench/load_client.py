"""An HTTP load client on raw sockets: keep-alive, a fresh request every time, a bounded number of them.

Closed loop: every connection sends its next request as soon as the answer to the last one has arrived.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

LONGEST_WAIT = 15.0
PART = 65536


@dataclass
class Load:
    """What came back. Latencies in milliseconds."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    """Answers that were kept: all of them if asked for, else the first few that are no success."""

    @property
    def requests(self) -> int:
        """How many answers arrived."""
        return self.statuses.total()

    @property
    def failed(self) -> int:
        """How many answers were no success."""
        return sum(count for status, count in self.statuses.items() if not 200 <= status < 300)

    def percentile(self, percent: int) -> float:
        """Return a latency that so many percent of the requests did not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


class _Line:
    """One connection with at most one request under way."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        self.socket = self._connect()
        self.received = b""
        self.needed = -1
        self.sent_at = 0.0

    def _connect(self) -> socket.socket:
        connected = socket.create_connection(self.address)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connected

    def send(self, request: bytes) -> None:
        self.received, self.needed, self.sent_at = b"", -1, time.perf_counter()
        self.socket.sendall(request)

    def reconnect(self) -> None:
        self.socket.close()
        self.socket = self._connect()

    def take(self) -> tuple[int, bytes, bool] | None:
        """Read what is there; return status, body and whether the server closes, once the answer is complete."""
        part = self.socket.recv(PART)
        if not part:
            raise ConnectionResetError
        self.received += part
        if self.needed < 0:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return None
            head = self.received[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            self.needed = end + 4 + length
        if len(self.received) < self.needed:
            return None
        head, _, body = self.received.partition(b"\r\n\r\n")
        return int(head[9:12]), body, b"connection: close" in head.lower()


def run(
    address: tuple[str, int],
    requests: Iterable[bytes],
    *,
    connections: int,
    seconds: float,
    keep_bodies: bool = False,
) -> Load:
    """Send requests until they or the seconds run out, then wait for the answers under way."""
    load, source = Load(), iter(requests)
    lines = [_Line(address) for _ in range(connections)]
    with selectors.DefaultSelector() as selector:
        started = time.perf_counter()
        deadline = started + seconds
        active = 0
        for line in lines:
            active += _next(line, source, selector)
        while active:
            events = selector.select(LONGEST_WAIT)
            if not events:
                raise TimeoutError(f"no answer for {LONGEST_WAIT} s")
            for key, _ in events:
                line = key.data
                answer = line.take()
                if answer is None:
                    continue
                now = time.perf_counter()
                _note(load, line, answer, now=now, keep=keep_bodies)
                selector.unregister(line.socket)
                if answer[2]:
                    line.reconnect()
                active -= 1
                if now < deadline:
                    active += _next(line, source, selector)
        load.seconds = time.perf_counter() - started
    for line in lines:
        line.socket.close()
    return load


def _next(line: _Line, source: Iterator[bytes], selector: selectors.BaseSelector) -> int:
    request = next(source, None)
    if request is None:
        return 0
    line.send(request)
    selector.register(line.socket, selectors.EVENT_READ, line)
    return 1


def _note(load: Load, line: _Line, answer: tuple[int, bytes, bool], *, now: float, keep: bool) -> None:
    status, body, _ = answer
    load.statuses[status] += 1
    load.latencies.append((now - line.sent_at) * 1000)
    if keep or (not 200 <= status < 300 and len(load.bodies) < 5):
        load.bodies.append(body)


def request(method: str, path: str, *, token: str = "", body: bytes = b"", key: str = "") -> bytes:
    """Return the bytes of one HTTP request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench.invalid"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if key:
        lines.append(f"Idempotency-Key: {key}")
    if method != "GET":
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body
