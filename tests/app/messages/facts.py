"""Parameters of every kind of message at their longest."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from app.clock import local_date
from app.messages.kinds import FORMS, Kind

LONG_TEXT = "清理村口到桥头那一段河边小路和两旁水沟里的塑料袋" * 4
"""96 characters; activity titles and places may have 100."""

WORDS = {"content": "activity", "purpose": "points_change", "scope": "check_in", "role": "county_staff"}
"""Parameters that stand for words of the catalogue, each with the key of a long one."""


def longest_params(kind: Kind, *, actor_id: uuid.UUID, now: dt.datetime) -> dict[str, Any]:
    """Return the longest legal value of every parameter of a kind."""
    params: dict[str, Any] = {}
    for name in FORMS[kind].params:
        if name.endswith("_id"):
            params[name] = actor_id
        elif name.endswith("_at"):
            params[name] = now + dt.timedelta(hours=20)
        elif name.endswith("_on"):
            params[name] = local_date(now)
        elif name in {"minutes", "count"}:
            params[name] = 1439
        elif name.endswith("points"):
            params[name] = 99_999_999_99
        elif name in WORDS:
            params[name] = WORDS[name]
        else:
            params[name] = LONG_TEXT + "一二三四"
    return params
