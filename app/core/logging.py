"""One JSON object per line: an event in the past tense, ids and numbers. No names, phones, tokens or bodies."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")

_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_SECRET = re.compile(
    r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)"  # phone numbers
    r"|(?<!\d)\d{17}[\dXx](?![\dXx])"  # identity numbers
    r"|\b\d{6}\.[A-Za-z0-9_-]{40,}"  # bearer tokens
    r"|(?:secret|access_token|js_code)=[^&\s]+"
)


def redact(text: str) -> str:
    """Return the text with anything that looks like a phone or identity number, token or secret taken out."""
    return _SECRET.sub("[redacted]", text)


class JsonFormatter(logging.Formatter):
    """Formats records as JSON lines with the request id; every string passes :func:`redact`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        entry: dict[str, object] = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": redact(record.getMessage()),
            "request_id": request_id.get(),
        }
        for name, value in vars(record).items():
            if name not in _STANDARD:
                entry[name] = redact(value) if isinstance(value, str) else value
        if record.exc_info:
            entry["trace"] = redact(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False, default=str)


def configure(level: str) -> None:
    """Send all logs to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("urllib3").setLevel(logging.INFO)
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
