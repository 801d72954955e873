"""A person's activities as an iCalendar text (RFC 5545); pure, no names of other people in it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

LINE_BYTES: Final = 75
"""RFC 5545 §3.1: longer lines are folded."""


@dataclass(frozen=True)
class Entry:
    """One shift somebody has promised to serve, or one that was called off."""

    sign_up_id: uuid.UUID
    title: str
    place: str
    words: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    cancelled: bool
    version: int


def calendar_text(entries: Iterable[Entry], *, name: str, now: dt.datetime) -> str:
    """Return the calendar with every entry; a called-off one is told as such, so that phones strike it out."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//huanbao-mama//activities//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for entry in entries:
        lines += _event(entry, now=now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(entry: Entry, *, now: dt.datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.sign_up_id}@huanbao-mama",
        f"DTSTAMP:{_instant(now)}",
        f"SEQUENCE:{entry.version}",
        f"DTSTART:{_instant(entry.starts_at)}",
        f"DTEND:{_instant(entry.ends_at)}",
        f"SUMMARY:{_escaped(entry.title)}",
        f"LOCATION:{_escaped(entry.place)}",
        f"DESCRIPTION:{_escaped(entry.words)}",
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """Escape as RFC 5545 §3.3.11 wants it; a line break of any kind becomes a written one."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 bytes that never cut a character in two."""
    piece, size, limit = "", 0, LINE_BYTES
    for sign in line:
        width = len(sign.encode())
        if size + width > limit:
            yield piece
            piece, size, limit = " ", 1, LINE_BYTES
        piece += sign
        size += width
    yield piece
